import { type DatedTerms, type Terms, versionOn } from '@syncline/shared/agreements';
import { OrderAccount } from './account.ts';
import { applied, type AppliedTerms, chooser } from './choose.ts';
import type { Entry, Guarantee } from './entry.ts';
import { dependsOnMonth, Month, needsMonth } from './month.ts';
import { lastDayOf, monthOf, type Movement } from './movement.ts';
import { cutPayment, type PaymentParts, whole } from './payment.ts';

/** A month in which nothing was paid yet. */
const NOTHING_YET = new Month();

/**
 * A settlement under way: movements of each order in their order come in, entries go out. `inTime`: those of all orders
 * come in the order in which they happened, so that tiers and caps look at what came before. Else every order is settled
 * as if it were the first of its month, and `isRegular` says whether that is what the order in time comes to as well.
 */
export class Settling {
  readonly #agreements: readonly DatedTerms[];
  readonly #choose: (order: Movement) => AppliedTerms | null;
  readonly #inTime: boolean;
  readonly #months = new Map<string, MonthUnderWay>();
  /** Cut payments that look at no other order, by what they depend on. */
  readonly #cut = new Map<string, PaymentParts>();

  constructor(agreements: readonly DatedTerms[], { inTime }: { inTime: boolean }) {
    this.#agreements = agreements;
    this.#choose = chooser(agreements);
    this.#inTime = inTime;
  }

  /** Settles one movement of as many `orders` that moved alike; the entry is that of one. */
  move<M extends Movement>(account: OrderAccount, movement: M, orders = 1): Entry<M> {
    const amounts =
      movement.kind === 'paid' ? this.#pay(account, movement, orders) : this.#refund(account, movement, orders);
    return entryOf(movement, account, amounts);
  }

  /**
   * Whether no order reached a second tier or could have reached a cap, in the months from `from` (YYYY-MM) on, of which
   * all orders are there, and none of an earlier month is under terms with any.
   */
  isRegular(from: string): boolean {
    return [...this.#months.values()].every((one) => {
      return [...one.terms].every((terms) => !looksAtMonth(terms) || (one.name >= from && !isReached(terms, one)));
    });
  }

  /** A guarantee holds for every calendar month on whose last day the agreement is in force, under the terms of that day. */
  guarantees(months: readonly string[]): Guarantee[] {
    return months.toSorted().flatMap((name) =>
      this.#agreements.flatMap((agreement) => {
        const version = versionOn(agreement, lastDayOf(name));
        if (version === null) return [];
        const { month } = this.#monthOf(agreement.slug, name);
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

  #pay(account: OrderAccount, movement: Movement, orders: number): readonly bigint[] {
    const first = account.applied === undefined;
    const thisMonth = monthOf(movement.day);
    if (first) account.begin(this.#choose(movement), thisMonth);
    const terms = account.applied ?? null;
    if (terms === null) return account.pay(movement.amount, whole(movement, 0, 'no_agreement'));
    const underWay = this.#monthOf(terms.agreement.slug, thisMonth);
    const { month } = underWay;
    const parts = this.#cutPayment(terms, movement, { month, first });
    const amounts = account.pay(movement.amount, parts);
    const times = BigInt(orders);
    month.addVolume(parts.gross * times, parts.net * times);
    if (!this.#inTime) underWay.look(terms, parts, times);
    if (needsMonth(terms.terms)) {
      // A later payment can change what is left of an earlier refund; that belongs to the month of the first one.
      const added = account.home === thisMonth ? amounts : partsOf(parts);
      addResults(month, terms, added, times);
    }
    return amounts;
  }

  #cutPayment(terms: AppliedTerms, payment: Movement, at: { month: Month; first: boolean }): PaymentParts {
    if (this.#inTime && dependsOnMonth(terms.terms)) return cutPayment(terms, payment, at);
    const { amount, tax, discount, fees } = payment;
    const key = [terms.agreement.slug, terms.version, at.first, amount, tax, discount, fees].join(' ');
    const before = this.#cut.get(key);
    if (before) return before;
    const parts = cutPayment(terms, payment, { month: NOTHING_YET, first: at.first });
    this.#cut.set(key, parts);
    return parts;
  }

  #refund(account: OrderAccount, movement: Movement, orders: number): readonly bigint[] {
    const amounts = account.refund(movement.amount);
    const terms = account.applied;
    if (terms && needsMonth(terms.terms) && account.home === monthOf(movement.day)) {
      addResults(this.#monthOf(terms.agreement.slug, account.home).month, terms, amounts, BigInt(orders));
    }
    return amounts;
  }

  #monthOf(agreement: string, name: string): MonthUnderWay {
    const key = `${agreement} ${name}`;
    const found = this.#months.get(key) ?? new MonthUnderWay(name);
    this.#months.set(key, found);
    return found;
  }
}

/** A month of an agreement, and what tells whether the order in time mattered in it. */
class MonthUnderWay {
  readonly name: string;
  readonly month = new Month();
  /** The terms of orders paid in it. */
  readonly terms = new Set<Terms>();
  /** The most that each party can have come to at any instant: refunds take away. */
  readonly most = new Map<string, bigint>();
  hasFees = false;

  constructor(name: string) {
    this.name = name;
  }

  look({ terms, parties }: AppliedTerms, parts: PaymentParts, times: bigint): void {
    this.terms.add(terms);
    if (parts.fees !== 0n) this.hasFees = true;
    partsOf(parts).forEach((part, index) => {
      const party = parties[index]?.party ?? '';
      if (part > 0n) this.most.set(party, (this.most.get(party) ?? 0n) + part * times);
    });
  }
}

/** Whether what an order gives can depend on those before it: one tier alone does not. */
function looksAtMonth({ shares }: Terms): boolean {
  return shares.some(
    ({ terms, cap_minor }) =>
      cap_minor !== null || terms.some((term) => term.kind === 'tiered' && term.tiers.length > 1),
  );
}

/**
 * Whether a second tier was reached or a cap can have been. A part is less than a minor unit below its claim, hence the
 * sharp bound; who funds the discount can come to more by a refund, and fees make room or volume less.
 */
function isReached(terms: Terms, { month, most, hasFees }: MonthUnderWay): boolean {
  if (hasFees) return true;
  return terms.shares.some(({ party, terms: all, cap_minor }) => {
    if (cap_minor !== null && (party === terms.discount_funded_by || (most.get(party) ?? 0n) >= BigInt(cap_minor)))
      return true;
    return all.some((term) => {
      const second = term.kind === 'tiered' ? term.tiers[1] : undefined;
      return term.kind === 'tiered' && second !== undefined && month.volume[term.of] > BigInt(second.from_minor);
    });
  });
}

function partsOf({ returned, kept }: PaymentParts): bigint[] {
  return returned.map((part, index) => part + (kept[index] ?? 0n));
}

function addResults(month: Month, { parties }: AppliedTerms, amounts: readonly bigint[], times: bigint): void {
  parties.forEach(({ party }, index) => month.addResult(party, (amounts[index] ?? 0n) * times));
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

/** Throws a RangeError where an amount cannot be told exactly. */
function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} minor units are more than can be told exactly`);
  return number;
}
