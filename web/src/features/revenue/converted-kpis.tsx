import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { RevenueShareAnswer, SharedRevenue } from '@syncline/shared/revenue-share';
import { changeOf, metricFigure } from '@syncline/shared/format';
import { againstText, type Scope } from '../../lib/scope.ts';
import { metricDefinition } from '../../ui/definition.tsx';
import { Delta, Kpi, KpiStrip } from '../../ui/kpi.tsx';
import { useRevenueShare } from './agreements-questions.ts';
import { KeptKpi } from './revenue-kpis.tsx';

const SHOWN = ['gross_revenue', 'refunds', 'net_revenue', 'average_order_value', 'purchases'] as const;

/** What was charged, refunded and kept of the orders of all currencies, with changes where the days before can be converted, too. */
export function ConvertedKpis({ scope, shares }: { scope: Scope; shares: RevenueShareAnswer | undefined }) {
  const before = useRevenueShare({ period: scope.comparisonPeriod, filters: scope.filters }, { converted: true }).data;
  const against = againstText(scope);
  return (
    <KpiStrip>
      {SHOWN.map((metric) => {
        const { label, unit, better } = METRICS[metric];
        const value = shares ? figureOf(shares.totals, metric) : null;
        return (
          <Kpi
            key={metric}
            label={label}
            definition={metricDefinition(metric)}
            figure={shares ? metricFigure(metric, value, scope.currency) : undefined}
            note={
              before && against ? (
                <Delta
                  change={changeOf(unit, value, figureOf(before.totals, metric))}
                  better={better}
                  against={against}
                />
              ) : null
            }
          />
        );
      })}
      <KeptKpi shares={shares} currency={scope.currency} />
    </KpiStrip>
  );
}

/** The average is rounded half up to the minor unit. */
function figureOf(totals: SharedRevenue, metric: MetricKey & (typeof SHOWN)[number]): number | null {
  if (metric === 'purchases') return totals.orders;
  if (metric === 'average_order_value')
    return totals.orders > 0 ? Math.round(totals.gross_revenue / totals.orders) : null;
  return totals[metric];
}
