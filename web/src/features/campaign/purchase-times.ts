import type { Loss } from '@syncline/shared/events';
import type { TimeToPurchaseAnswer } from '@syncline/shared/query';

/** Fewer confirmations do not carry a statement about when they come. */
const MIN_CONFIRMED = 30;

/** By when half of the confirmations in time had come; they are counted, so that the minute is a fact of the period. */
export function timesTitle({ minutes, confirmed }: Pick<TimeToPurchaseAnswer, 'minutes' | 'confirmed'>): string {
  const half = minutes.find(({ confirmed_by }) => confirmed_by * 2 >= confirmed);
  if (!half || confirmed < MIN_CONFIRMED) return 'Time from trigger to confirmation';
  return half.minute === 0
    ? 'Half of all confirmations come within a minute'
    : `Half of all confirmations come within ${half.minute + 1} minutes`;
}

const REASONS: Record<Loss, string> = {
  unsynced: 'No card linked',
  protected: 'Protected account',
  not_on_list: 'Not on the offer’s list',
  sold_out: 'Sold out',
  over_limit: 'Over the limit per person',
  outside_dates: 'Outside the offer’s dates',
};

/** What was lost, in a group of rows that share their base. */
export interface LossGroup {
  key: string;
  label: string;
  /** What shares are of. */
  base: number;
  rows: { key: string; label: string; orders: number }[];
}

/** Orders that were triggered and not bought, and demand that never was an order, largest first; groups without any are left out. */
export function lossGroups({ triggered, late, never, outcomes, lost }: TimeToPurchaseAnswer): LossGroup[] {
  const groups: LossGroup[] = [
    {
      key: 'triggered',
      label: 'Of triggered orders',
      base: triggered,
      rows: [
        { key: 'never', label: 'Never confirmed', orders: never },
        { key: 'late', label: 'Confirmed too late', orders: late },
        { key: 'expired', label: 'Marked expired', orders: outcomes.expired },
        { key: 'cancelled', label: 'Marked cancelled', orders: outcomes.cancelled },
        { key: 'declined', label: 'Marked declined', orders: outcomes.declined },
      ],
    },
    {
      key: 'lost',
      label: 'Lost demand, never an order',
      base: lost.orders,
      rows: lost.reasons
        .map(({ loss, orders }) => ({ key: loss, label: REASONS[loss], orders }))
        .toSorted((one, other) => other.orders - one.orders),
    },
  ];
  return groups
    .map((group) => ({ ...group, rows: group.rows.filter(({ orders }) => orders > 0) }))
    .filter(({ rows }) => rows.length > 0);
}
