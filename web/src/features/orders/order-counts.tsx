import type { OrderPage } from '@syncline/shared/orders';
import { formatCount, UNDEFINED } from '@syncline/shared/format';
import type { Definition } from '../../ui/definition.tsx';
import { Kpi, KpiStrip } from '../../ui/kpi.tsx';

const SOURCE = 'Syncline: orders made of posts';
const ONCE = 'each order once, by where it stands now';
type States = OrderPage['counts']['states'];

const KPIS: readonly { key: string; label: string; definition: Definition; of: (states: States) => number }[] = [
  {
    key: 'open',
    label: 'Under way',
    definition: {
      title: 'Orders under way',
      unit: 'orders',
      formula: 'triggered and not yet confirmed, or confirmed and not yet charged',
      deduplication: ONCE,
      source: SOURCE,
    },
    of: ({ triggered, confirmed }) => triggered + confirmed,
  },
  {
    key: 'paid',
    label: 'Paid',
    definition: {
      title: 'Paid orders',
      unit: 'orders',
      formula: 'orders whose card was charged, shipped, part and wholly refunded ones included',
      deduplication: ONCE,
      source: SOURCE,
    },
    of: ({ paid, fulfilled, refunded }) => paid + fulfilled + refunded,
  },
  {
    key: 'unfinished',
    label: 'Not completed',
    definition: {
      title: 'Orders not completed',
      unit: 'orders',
      formula: 'not confirmed in time, withdrawn by the buyer before confirming, or declined by the card',
      deduplication: ONCE,
      source: SOURCE,
    },
    of: ({ expired, cancelled, declined }) => expired + cancelled + declined,
  },
  {
    key: 'lost',
    label: 'Lost demand',
    definition: {
      title: 'Lost demand',
      unit: 'orders',
      formula:
        'triggers of people who could not buy: no synced card, a protected account, not on the list, sold out, over the limit, or outside the dates',
      deduplication: ONCE,
      source: SOURCE,
    },
    of: ({ lost }) => lost,
  },
];

interface OrderCountsProps {
  states: States | undefined;
  /** Whether they could not be loaded, which the list below says and mends. */
  failed: boolean;
}

/** How many orders stand where. */
export function OrderCounts({ states, failed }: OrderCountsProps) {
  return (
    <KpiStrip>
      {KPIS.map(({ key, label, definition, of }) => (
        <Kpi
          key={key}
          label={label}
          definition={definition}
          figure={states ? { main: formatCount(of(states)) } : failed ? { main: UNDEFINED } : undefined}
        />
      ))}
    </KpiStrip>
  );
}
