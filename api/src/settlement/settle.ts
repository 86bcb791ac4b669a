import { type DatedTerms, versionOn } from '@syncline/shared/agreements';
import type { UnallocatedReason } from '@syncline/shared/revenue-share';
import { OrderAccount } from './account.ts';
import { applied, type AppliedTerms, chooser } from './choose.ts';
import { dependsOnMonth, Month, needsMonth } from './month.ts';
import { inOrder, monthOf, type Movement } from './movement.ts';
import { cutPayment, type PaymentParts, whole } from './payment.ts';

/** What one movement adds to everybody: amounts, tax, fees and what is not allocated add up to it (less than 0 for a refund). */
export interface Entry<M extends Movement = Movement> {
  movement: M;
  /** The terms of the order; null where it is under no agreement, or where no payment of it is known. */
  applied: AppliedTerms | null;
  /** By party, in the order of the terms. */
  amounts: readonly number[];
  tax: number;
  fees: number;
  unallocated: number;
  /** Set where something is not allocated. */
  reason: UnallocatedReason | null;
}

/** What the residual party makes up for at the end of a month, so that a party comes to its minimum; adds up to 0. */
export interface Guarantee {
  applied: AppliedTerms;
  /** YYYY-MM. */
  month: string;
  /** By party, in the order of the terms. */
  amounts: readonly number[];
}

export interface Settlement<M extends Movement = Movement> {
  entries: Entry<M>[];
  guarantees: Guarantee[];
}

interface Settling {
  choose: (order: Movement) => AppliedTerms | null;
  months: Map<string, Month>;
  /** Cut payments of terms that look at no other order, by what they depend on. */
  cut: Map<string, PaymentParts>;
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
  const settling: Settling = { choose: chooser(agreements), months: new Map(), cut: new Map() };
  const accounts = new Map<string, OrderAccount>();
  const entries = inOrder(movements).map((movement) => {
    const key = `${movement.currency} ${movement.order}`;
    const account = accounts.get(key) ?? new OrderAccount();
    accounts.set(key, account);
    return movement.kind === 'paid' ? pay(account, movement, settling) : refund(account, movement, settling);
  });
  return { entries, guarantees: guarantees(agreements, months, settling) };
}

function pay<M extends Movement>(account: OrderAccount, movement: M, settling: Settling): Entry<M> {
  const first = account.applied === undefined;
  const thisMonth = monthOf(movement.day);
  if (first) account.begin(settling.choose(movement), thisMonth);
  const terms = account.applied ?? null;
  if (terms === null)
    return entryOf(movement, account, account.pay(movement.amount, whole(movement, 0, 'no_agreement')));
  const month = monthIn(settling, terms.agreement.slug, thisMonth);
  const parts = cut(terms, movement, { month, first }, settling);
  const amounts = account.pay(movement.amount, parts);
  month.addVolume(parts.gross, parts.net);
  if (needsMonth(terms.terms)) {
    // A later payment can change what is left of an earlier refund; that belongs to the month of the first one.
    const added =
      account.home === thisMonth ? amounts : parts.returned.map((part, index) => part + (parts.kept[index] ?? 0n));
    terms.parties.forEach(({ party }, index) => month.addResult(party, added[index] ?? 0n));
  }
  return entryOf(movement, account, amounts);
}

function cut(
  terms: AppliedTerms,
  payment: Movement,
  at: { month: Month; first: boolean },
  { cut: known }: Settling,
): PaymentParts {
  if (dependsOnMonth(terms.terms)) return cutPayment(terms, payment, at);
  const { amount, tax, discount, fees } = payment;
  const key = [terms.agreement.slug, terms.version, at.first, amount, tax, discount, fees].join(' ');
  const before = known.get(key);
  if (before) return before;
  const parts = cutPayment(terms, payment, at);
  known.set(key, parts);
  return parts;
}

function refund<M extends Movement>(account: OrderAccount, movement: M, settling: Settling): Entry<M> {
  const amounts = account.refund(movement.amount);
  const terms = account.applied;
  if (terms && needsMonth(terms.terms) && account.home === monthOf(movement.day)) {
    const month = monthIn(settling, terms.agreement.slug, account.home);
    terms.parties.forEach(({ party }, index) => month.addResult(party, amounts[index] ?? 0n));
  }
  return entryOf(movement, account, amounts);
}

function monthIn({ months }: Settling, agreement: string, month: string): Month {
  const key = `${agreement} ${month}`;
  const found = months.get(key) ?? new Month();
  months.set(key, found);
  return found;
}

function entryOf<M extends Movement>(movement: M, account: OrderAccount, amounts: readonly bigint[]): Entry<M> {
  const [tax, fees, unallocated] = amounts.slice(-3).map(exact);
  return {
    movement,
    applied: account.applied ?? null,
    amounts: amounts.slice(0, -3).map(exact),
    tax: tax ?? 0,
    fees: fees ?? 0,
    unallocated: unallocated ?? 0,
    reason: unallocated === 0 ? null : account.reason,
  };
}

/** A guarantee holds for every calendar month on whose last day the agreement is in force, under the terms of that day. */
function guarantees(agreements: readonly DatedTerms[], months: readonly string[], settling: Settling): Guarantee[] {
  return months.toSorted().flatMap((name) =>
    agreements.flatMap((agreement) => {
      const version = versionOn(agreement, lastDayOf(name));
      if (version === null) return [];
      const month = monthIn(settling, agreement.slug, name);
      const lacking = version.terms.shares.map(({ party, minimum_minor }) => {
        const lack = BigInt(minimum_minor ?? 0) - month.resultOf(party);
        return minimum_minor !== null && lack > 0n ? lack : 0n;
      });
      const all = lacking.reduce((sum, lack) => sum + lack, 0n);
      if (all === 0n) return [];
      return [{ applied: applied(agreement, version), month: name, amounts: [...lacking, -all].map(exact) }];
    }),
  );
}

/** The last day of a month, YYYY-MM. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/** Throws a RangeError where an amount cannot be told exactly. */
function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} minor units are more than can be told exactly`);
  return number;
}
