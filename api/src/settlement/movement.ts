/** Money that moved for an order: one paid or refunded event of the log. Amounts are integer minor units of its currency. */
export interface Movement {
  /** Unique; of movements of an order at the same instant the smaller comes first. */
  id: string;
  order: string;
  /** Epoch milliseconds. */
  at: number;
  /** The calendar day of the workspace, YYYY-MM-DD. */
  day: string;
  kind: 'paid' | 'refunded';
  amount: number;
  currency: string;
  /** '' is none, as in the log. */
  brand: string;
  campaign: string;
  offer: string;
  /** Of a payment: the tax in it, the list price less the price (without tax), and what it cost to take. Null: not known. */
  tax: number | null;
  discount: number | null;
  fees: number | null;
}

/** The month of a day, YYYY-MM. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The last day of a month, YYYY-MM. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/**
 * Movements in the order in which they are settled, whatever order they came in: by instant, then order; what was paid
 * before what was refunded at the same instant.
 */
export function inOrder<M extends Movement>(movements: readonly M[]): M[] {
  return movements.toSorted(
    (one, other) =>
      one.at - other.at ||
      compare(one.order, other.order) ||
      compare(one.kind, other.kind) ||
      compare(one.id, other.id),
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
