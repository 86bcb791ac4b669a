import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { daysOf } from '@syncline/shared/time';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { changeOf, formatPercent, metricFigure, moneyFigure, plural, UNDEFINED } from '@syncline/shared/format';
import { ask, useAnswer } from '../../lib/questions.ts';
import { againstText, type Scope } from '../../lib/scope.ts';
import { byDay, lastDays, openCount, valuesOf } from '../../lib/series.ts';
import { type Definition, metricDefinition } from '../../ui/definition.tsx';
import { Delta, Kpi, KpiStrip } from '../../ui/kpi.tsx';

const SHOWN = ['gross_revenue', 'refunds', 'net_revenue', 'average_order_value', 'purchases'] as const;
const COLOURS: Partial<Record<MetricKey, string>> = { refunds: 'var(--negative)', purchases: 'var(--purchases)' };
/** Days of a sparkline. */
const SPARK_DAYS = 30;

const KEPT: Definition = {
  title: 'Kept by merchants',
  unit: 'money, in the workspace currency',
  formula: 'sum of the shares of parties whose role is merchant, after refunds',
  deduplication: 'each order under the agreement of the day it was paid',
  source: 'agreements of this workspace',
};

interface RevenueKpisProps {
  scope: Scope;
  revenue: QueryAnswer | undefined;
  shares: RevenueShareAnswer | undefined;
}

/** What was charged, refunded and kept, with changes and the last thirty days. */
export function RevenueKpis({ scope, revenue, shares }: RevenueKpisProps) {
  const spark = lastDays(scope.period, SPARK_DAYS);
  const ghost = lastDays(scope.comparisonPeriod ?? scope.period, SPARK_DAYS);
  const question = { metrics: [...SHOWN], dimensions: ['time:day' as const], limit: 200 };
  const plain = { filters: scope.filters, comparison: undefined };
  const daily = useAnswer(ask({ ...plain, period: spark }, question)).data;
  const dailyBefore = useAnswer(ask({ ...plain, period: ghost }, question)).data;
  const against = againstText(scope);
  const open = openCount(daysOf(spark), revenue?.meta.open_days);
  return (
    <KpiStrip>
      {SHOWN.map((metric) => {
        const { label, unit, better } = METRICS[metric];
        const value = revenue?.totals.metrics[metric] ?? null;
        const before = revenue?.totals.comparison?.[metric];
        return (
          <Kpi
            key={metric}
            label={label}
            definition={metricDefinition(metric)}
            figure={revenue ? metricFigure(metric, value, scope.currency) : undefined}
            note={
              against ? (
                <Delta change={changeOf(unit, value, before)} better={better} against={against} />
              ) : metric === 'refunds' ? (
                refundNote(revenue)
              ) : null
            }
            chart={
              daily ? (
                <Sparkline
                  values={valuesOf(spark, byDay(daily, metric))}
                  ghost={scope.comparisonPeriod ? valuesOf(ghost, byDay(dailyBefore, metric)) : []}
                  open={open}
                  colour={COLOURS[metric] ?? 'var(--revenue)'}
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

/** What parties whose role is merchant come to. */
export function KeptKpi({ shares, currency }: { shares: RevenueShareAnswer | undefined; currency: string }) {
  const merchants = shares?.totals.parties.filter(({ role }) => role === 'merchant') ?? [];
  const kept = merchants.reduce((sum, { amount }) => sum + amount, 0);
  const net = shares?.totals.net_revenue ?? 0;
  const [only] = merchants;
  const who = merchants.length === 1 && only ? only.name : plural(merchants.length, 'party', 'parties');
  return (
    <Kpi
      label={KEPT.title}
      definition={KEPT}
      figure={shares ? (merchants.length > 0 ? moneyFigure(kept, currency) : { main: UNDEFINED }) : undefined}
      note={
        merchants.length === 0
          ? 'under no agreement'
          : net > 0
            ? `${who}: ${formatPercent(kept / net, { digits: 2 })} of net`
            : who
      }
    />
  );
}

function refundNote(answer: QueryAnswer | undefined): string {
  const gross = answer?.totals.metrics.gross_revenue ?? 0;
  const refunds = answer?.totals.metrics.refunds ?? 0;
  return gross > 0 ? `${formatPercent(refunds / gross, { digits: 2 })} of gross` : '';
}
