import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { ReactNode } from 'react';
import {
  changeOf,
  formatCount,
  formatInterval,
  formatPercent,
  metricFigure,
  plural,
  unitFigure,
} from '@syncline/shared/format';
import { intervalOf, proportionOf } from '../../lib/proportion.ts';
import { againstText, type Scope } from '../../lib/scope.ts';
import { type Definition, metricDefinition } from '../../ui/definition.tsx';
import { Delta, Kpi, KpiStrip } from '../../ui/kpi.tsx';
import { useFrequency, useReachCurve, useTotals } from './questions.ts';

interface FigureProps {
  scope: Scope;
  metric: MetricKey;
  label?: string;
  /** In place of the change: an interval, a base. */
  note?: ReactNode;
}

function Figure({ scope, metric, label, note }: FigureProps) {
  const { data } = useTotals(scope);
  const value = data?.totals.metrics[metric];
  const change = changeOf(METRICS[metric].unit, value, data?.totals.comparison?.[metric]);
  const against = againstText(scope);
  const undefinedNote = value === null ? `not defined: ${METRICS[metric].formula} has no base` : undefined;
  return (
    <Kpi
      label={label ?? METRICS[metric].label}
      definition={metricDefinition(metric)}
      figure={value === undefined ? undefined : metricFigure(metric, value, scope.currency)}
      note={
        undefinedNote ??
        note ??
        (against ? <Delta change={change} better={METRICS[metric].better} against={against} /> : null)
      }
    />
  );
}

/** Buyers ÷ reach with its interval. */
function ConversionFigure({ scope }: { scope: Scope }) {
  const { data } = useTotals(scope);
  const { buyers, reach } = data?.totals.metrics ?? {};
  return (
    <Figure
      scope={scope}
      metric="conversion_per_reach"
      note={intervalText(intervalOf(proportionOf(Math.min(buyers ?? 0, reach ?? 0), reach ?? 0)))}
    />
  );
}

const NO_BREAK = '\u00a0';

function intervalText(interval: { low: number; high: number } | null): string | undefined {
  // Where the line breaks, it is before the interval and not within.
  return interval
    ? `95 % interval ${formatInterval(interval.low, interval.high).replaceAll(' ', NO_BREAK)}`
    : undefined;
}

/** The strip of the summary. */
export function SummaryKpis({ scope }: { scope: Scope }) {
  const { data } = useTotals(scope);
  const frequency = useFrequency(scope).data;
  const purchases = data?.totals.metrics.purchases ?? 0;
  const median = frequency && frequency.median !== null ? `, median ${frequency.median}` : '';
  return (
    <KpiStrip>
      <Figure scope={scope} metric="impressions" />
      <Figure scope={scope} metric="reach" label="Reach, people" />
      <Figure scope={scope} metric="frequency" note={`impressions ÷ reach${median}`} />
      <Figure scope={scope} metric="buyers" note={`people; ${plural(purchases, 'purchase')}`} />
      <ConversionFigure scope={scope} />
      <Figure scope={scope} metric="net_revenue" />
    </KpiStrip>
  );
}

/** What the campaign cost; nothing where no spend is known of it. */
export function SpendKpis({ scope }: { scope: Scope }) {
  const { data } = useTotals(scope);
  if (typeof data?.totals.metrics.spend !== 'number') return null;
  return (
    <KpiStrip>
      <Figure scope={scope} metric="spend" />
      <Figure scope={scope} metric="cpm" />
      <Figure scope={scope} metric="cpa" />
      <Figure scope={scope} metric="roas" label="Net revenue ÷ spend (ROAS)" />
    </KpiStrip>
  );
}

const REACHED_A_DAY: Definition = {
  title: 'People reached a day, on average',
  unit: 'people a day',
  formula: 'reach ÷ days of the period that have begun',
  deduplication: METRICS.reach.deduplication,
  source: METRICS.reach.source,
};

/** The strip of the reach tab. */
export function ReachKpis({ scope }: { scope: Scope }) {
  const curve = useReachCurve(scope).data;
  const begun = curve?.days.filter((day) => day.day <= scope.workspace.today).length ?? 0;
  const pace = curve && begun > 0 ? Math.round(curve.reach / begun) : null;
  return (
    <KpiStrip>
      <Figure scope={scope} metric="reach" label="Reach, people" />
      <Figure scope={scope} metric="impressions" />
      <Figure scope={scope} metric="frequency" />
      <Kpi
        label="Newly reached a day"
        definition={REACHED_A_DAY}
        figure={curve ? unitFigure('people', pace, scope.currency) : undefined}
        note={`mean of ${plural(begun, 'day')}`}
      />
    </KpiStrip>
  );
}

const frequencyOf = (title: string, formula: string): Definition => ({
  title,
  unit: 'impressions a person',
  formula,
  deduplication: METRICS.reach.deduplication,
  source: METRICS.frequency.source,
});

/** The strip of the frequency tab. */
export function FrequencyKpis({ scope }: { scope: Scope }) {
  const { data } = useFrequency(scope);
  const once = data?.bins[0];
  const top = data?.bins.at(-1);
  return (
    <KpiStrip>
      <Figure scope={scope} metric="reach" label="Reach, people" />
      <Figure scope={scope} metric="frequency" note={data ? `${formatCount(data.impressions)} impressions` : null} />
      <Kpi
        label="Median frequency"
        definition={frequencyOf('Median frequency', 'half of the people reached saw it at most so often')}
        figure={data ? unitFigure('count', data.median, scope.currency) : undefined}
        note={once && data.reach > 0 ? `${formatPercent(once.people / data.reach, { digits: 1 })} saw it once` : null}
      />
      <Kpi
        label={`Saw it ${top?.frequency ?? 11} times or more`}
        definition={frequencyOf(
          'People at the open end',
          'people with at least as many impressions as the top bin says',
        )}
        figure={data ? unitFigure('people', top?.people ?? 0, scope.currency) : undefined}
        note={
          top && data && data.reach > 0 ? `${formatPercent(top.people / data.reach, { digits: 1 })} of reach` : null
        }
      />
      <ConversionFigure scope={scope} />
    </KpiStrip>
  );
}

/** The strip of the conversion tab. */
export function ConversionKpis({ scope }: { scope: Scope }) {
  const { data } = useTotals(scope);
  const { confirmations, triggers } = data?.totals.metrics ?? {};
  return (
    <KpiStrip>
      <Figure scope={scope} metric="triggers" />
      <Figure
        scope={scope}
        metric="confirm_rate"
        note={intervalText(intervalOf(proportionOf(confirmations ?? 0, triggers ?? 0)))}
      />
      <Figure scope={scope} metric="purchases" />
      <Figure scope={scope} metric="buyers" />
      <ConversionFigure scope={scope} />
      <Figure scope={scope} metric="average_order_value" note="gross ÷ purchases" />
    </KpiStrip>
  );
}
