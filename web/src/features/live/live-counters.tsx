import { METRICS } from '@syncline/shared/metrics';
import { formatCount, formatMoney, moneyFigure } from '@syncline/shared/format';
import type { Definition } from '../../ui/definition.tsx';
import { Kpi, KpiStrip } from '../../ui/kpi.tsx';
import type { LiveCounts } from './live-state.ts';

const SINCE = 'each event once, as it became durable; since this page was opened';
const { source: SOURCE } = METRICS.triggers;
const counter = (title: string, formula: string): Definition => ({
  title,
  unit: 'events',
  formula,
  deduplication: SINCE,
  source: SOURCE,
});
const DEFINITIONS = {
  triggered: counter('Triggered', 'events of stage triggered'),
  confirmed: counter('Confirmed', 'events of stage confirmed, in time or not'),
  paid: counter('Paid', 'events of stage paid'),
  lost: counter('Lost', 'events of stage lost: triggers of people who could not buy, never charged'),
  revenue: {
    ...counter('Revenue', 'sum of amounts of events of stage paid; other currencies beside it, refunds not deducted'),
    unit: 'money, by currency',
  },
};

/** What came since the page was opened, in all or of one offer. */
export function LiveCounters({ counts, currency }: { counts: LiveCounts; currency: string }) {
  const others = [...counts.revenue].filter(([code]) => code !== currency);
  return (
    <KpiStrip>
      <Kpi label="Triggered" definition={DEFINITIONS.triggered} figure={{ main: formatCount(counts.triggered) }} />
      <Kpi label="Confirmed" definition={DEFINITIONS.confirmed} figure={{ main: formatCount(counts.confirmed) }} />
      <Kpi label="Paid" definition={DEFINITIONS.paid} figure={{ main: formatCount(counts.paid) }} />
      <Kpi
        label="Revenue"
        definition={DEFINITIONS.revenue}
        figure={moneyFigure(counts.revenue.get(currency) ?? 0, currency)}
        note={others.map(([code, minor]) => `+ ${formatMoney(minor, code)}`).join(', ') || undefined}
      />
      <Kpi label="Lost" definition={DEFINITIONS.lost} figure={{ main: formatCount(counts.lost) }} />
    </KpiStrip>
  );
}
