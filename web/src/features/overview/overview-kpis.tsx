import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import { daysOf, type Period } from '@syncline/shared/time';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { changeOf, metricFigure, unitFigure } from '@syncline/shared/format';
import { againstText, type Scope } from '../../lib/scope.ts';
import { byDay, isMobile, mobileShare, openCount, valuesOf } from '../../lib/series.ts';
import { type Definition, metricDefinition } from '../../ui/definition.tsx';
import { Delta, Kpi, KpiStrip } from '../../ui/kpi.tsx';
import type { useOverview } from './questions.ts';

type Overview = ReturnType<typeof useOverview>;

const FIGURES: readonly { metric: MetricKey; label: string; colour: string }[] = [
  { metric: 'net_revenue', label: 'Net revenue', colour: 'var(--revenue)' },
  { metric: 'purchases', label: 'Purchases', colour: 'var(--purchases)' },
  { metric: 'reach', label: 'Reach, people', colour: 'var(--reach)' },
  { metric: 'net_follows', label: 'Net follows', colour: 'var(--engagement)' },
];

const MOBILE_SHARE: Definition = {
  title: 'Mobile share of activity',
  unit: 'share',
  formula: 'actions on phones and tablets ÷ actions on all devices, unknown ones included',
  deduplication: 'sum of quantities of everything but impressions, each event id once',
  source: METRICS.actions.source,
};

/** The five figures of the overview with their changes and the last thirty days. */
export function OverviewKpis({ scope, overview }: { scope: Scope; overview: Overview }) {
  const { totals, daily, dailyBefore, spark, sparkGhost } = overview;
  const against = againstText(scope);
  const open = openCount(daysOf(spark), totals.data?.meta.open_days);
  return (
    <KpiStrip>
      {FIGURES.map(({ metric, label, colour }) => {
        const value = totals.data?.totals.metrics[metric];
        const before = totals.data?.totals.comparison?.[metric];
        const days = byDay(daily.data, metric);
        const daysBefore = byDay(dailyBefore.data, metric);
        return (
          <Kpi
            key={metric}
            label={label}
            definition={metricDefinition(metric)}
            figure={value === undefined ? undefined : metricFigure(metric, value, scope.currency)}
            note={
              against ? (
                <Delta
                  change={changeOf(METRICS[metric].unit, value, before)}
                  better={METRICS[metric].better}
                  against={against}
                />
              ) : null
            }
            chart={
              daily.data ? (
                <Sparkline
                  values={valuesOf(spark, days)}
                  ghost={scope.comparisonPeriod ? valuesOf(sparkGhost, daysBefore) : []}
                  open={open}
                  colour={colour}
                />
              ) : null
            }
          />
        );
      })}
      <MobileKpi scope={scope} overview={overview} open={open} against={against} />
    </KpiStrip>
  );
}

function MobileKpi({
  scope,
  overview,
  open,
  against,
}: {
  scope: Scope;
  overview: Overview;
  open: number;
  against: string;
}) {
  const { byDevice, deviceDays, deviceDaysBefore, spark, sparkGhost } = overview;
  const rows = byDevice.data?.rows;
  const share = rows ? mobileShare(rows, 'actions') : undefined;
  const before = rows ? mobileShare(rows.map(asBefore), 'actions') : undefined;
  const shares = (answer: typeof deviceDays.data, period: Period) => {
    const parts = new Map<string, { mobile: number; all: number }>();
    for (const row of answer?.rows ?? []) {
      const day = String(row.dimensions['time:day']);
      const part = parts.get(day) ?? { mobile: 0, all: 0 };
      const actions = row.metrics.actions ?? 0;
      parts.set(day, { mobile: part.mobile + (isMobile(row) ? actions : 0), all: part.all + actions });
    }
    return daysOf(period).map((day) => {
      const part = parts.get(day);
      return part && part.all > 0 ? part.mobile / part.all : null;
    });
  };
  return (
    <Kpi
      label="Mobile share of activity"
      definition={MOBILE_SHARE}
      figure={share === undefined ? undefined : unitFigure('proportion', share, scope.currency)}
      note={
        against ? <Delta change={changeOf('proportion', share, before)} better="neither" against={against} /> : null
      }
      chart={
        deviceDays.data ? (
          <Sparkline
            values={shares(deviceDays.data, spark)}
            ghost={scope.comparisonPeriod ? shares(deviceDaysBefore.data, sparkGhost) : []}
            open={open}
            colour="var(--mobile)"
          />
        ) : null
      }
    />
  );
}

function asBefore<
  Row extends { metrics: Record<string, number | null>; comparison?: Record<string, number | null> | undefined },
>(row: Row): Row {
  return { ...row, metrics: row.comparison ?? {} };
}
