import type { DatedTerms } from '@syncline/shared/agreements';
import { OrderAccount } from './account.ts';
import type { Entry, Guarantee } from './entry.ts';
import { inOrder, type Movement } from './movement.ts';
import { Settling } from './settling.ts';

export interface Settlement<M extends Movement = Movement> {
  entries: Entry<M>[];
  guarantees: Guarantee[];
}

/**
 * Shares out what was paid and refunded among the parties of the agreements, movement by movement, and settles the minimums
 * of `months` (YYYY-MM, those that are over). It is a function of agreements and movements, whatever order they come in:
 *
 * - an order is under the terms in force on the day of its first payment, whatever happens later;
 * - a refund takes back what its own order gave, on the day of the refund;
 * - tiers, caps and minimums look at the orders paid in one month under one agreement, also across its versions. A refund
 *   in the month of the payment makes room under the cap and counts for the minimum; a later one does not.
 *
 * Every payment of an order that stands in `movements` has to be there, and every order of a month that is looked at.
 */
export function settle<M extends Movement>(
  agreements: readonly DatedTerms[],
  movements: readonly M[],
  months: readonly string[] = [],
): Settlement<M> {
  const settling = new Settling(agreements, { inTime: true });
  const accounts = new Map<string, OrderAccount>();
  const entries = inOrder(movements).map((movement) => {
    const key = `${movement.currency} ${movement.order}`;
    const account = accounts.get(key) ?? new OrderAccount();
    accounts.set(key, account);
    return settling.move(account, movement);
  });
  return { entries, guarantees: settling.guarantees(months) };
}
