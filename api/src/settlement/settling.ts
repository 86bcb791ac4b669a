import { type DatedTerms, type Terms, versionOn } from '@syncline/shared/agreements';
import { type OrderAccount, Standing } from './account.ts';
import { applied, type AppliedTerms, chooser } from './choose.ts';
import type { Entry, Guarantee } from './entry.ts';
import { dependsOnMonth, Month, needsMonth } from './month.ts';
import { lastDayOf, monthOf, type Movement } from './movement.ts';
import { cutPayment, type PaymentParts, whole } from './payment.ts';

/** A month in which nothing was paid yet. */
const NOTHING_YET = new Month();
/** So many steps are remembered, less than a hundred megabytes. */
const MOST_REMEMBERED = 50_000;

/** Where a movement leads an order to. */
interface Step {
  after: Standing;
  /** What it adds, exactly and as it is told. */
  amounts: readonly bigint[];
  told: Omit<Entry, 'movement'>;
  /** Of a payment under terms. */
  parts: PaymentParts | null;
}

/**
 * A settlement under way: movements of each order in their order come in, entries go out. `inTime`: those of all orders
 * come in the order in which they happened, so that tiers and caps look at what came before. Else every order is settled
 * as if it were the first of its month, and `isRegular` says whether that is what the order in time comes to as well.
 */
export class Settling {
  readonly #agreements: readonly DatedTerms[];
  readonly #choose: (order: Movement) => AppliedTerms | null;
  readonly #inTime: boolean;
  /** Agreements under which a month is looked at. */
  readonly #monthly: ReadonlySet<string>;
  readonly #months = new Map<string, MonthUnderWay>();
  /** Steps that hang on no other order, by where they began and what they depend on. */
  readonly #steps = new Map<Standing, Map<string, Step>>();
  #remembered = 0;

  constructor(agreements: readonly DatedTerms[], { inTime }: { inTime: boolean }) {
    this.#agreements = agreements;
    this.#choose = chooser(agreements);
    this.#inTime = inTime;
    const monthly = agreements.filter(({ versions }) => versions.some(({ terms }) => needsMonth(terms)));
    this.#monthly = new Set(monthly.map(({ slug }) => slug));
  }

  /** Settles one movement of as many `orders` that moved alike; the entry is that of one. */
  move<M extends Movement>(account: OrderAccount, movement: M, orders = 1): Entry<M> {
    const step =
      movement.kind === 'paid' ? this.#pay(account, movement, orders) : this.#refund(account, movement, orders);
    account.standing = step.after;
    const { applied, amounts, tax, fees, unallocated, reason } = step.told;
    return { movement, applied, amounts, tax, fees, unallocated, reason };
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

  #pay(account: OrderAccount, movement: Movement, orders: number): Step {
    const { applied: before } = account.standing;
    const first = before === undefined;
    const terms = first ? this.#choose(movement) : before;
    const thisMonth = monthOf(movement.day);
    if (first) account.home = thisMonth;
    const monthly = terms !== null && this.#monthly.has(terms.agreement.slug);
    const underWay = monthly ? this.#monthOf(terms.agreement.slug, thisMonth) : null;
    const month = this.#inTime && underWay ? underWay.month : NOTHING_YET;
    const pay = () => {
      const from = first ? account.standing.begin(terms) : account.standing;
      const parts = terms === null ? whole(movement, 0, 'no_agreement') : cutPayment(terms, movement, { month, first });
      return stepOf(from, from.pay(movement.amount, parts), parts);
    };
    const step = this.#isAlone(terms)
      ? this.#remember(account.standing, keyOf(movement, first ? terms : null), pay)
      : pay();
    if (terms && underWay && step.parts) {
      const times = BigInt(orders);
      underWay.month.addVolume(step.parts.gross * times, step.parts.net * times);
      if (!this.#inTime) underWay.look(terms, step.parts, times);
      if (needsMonth(terms.terms)) {
        // A later payment can change what is left of an earlier refund; that belongs to the month of the first one.
        const added = account.home === thisMonth ? step.amounts : partsOf(step.parts);
        addResults(underWay.month, terms, added, times);
      }
    }
    return step;
  }

  #refund({ standing, home }: OrderAccount, movement: Movement, orders: number): Step {
    const terms = standing.applied ?? null;
    const refund = () => stepOf(standing, standing.refund(movement.amount), null);
    const step = this.#isAlone(terms) ? this.#remember(standing, keyOf(movement, null), refund) : refund();
    if (terms && home === monthOf(movement.day) && needsMonth(terms.terms)) {
      addResults(this.#monthOf(terms.agreement.slug, home).month, terms, step.amounts, BigInt(orders));
    }
    return step;
  }

  /** Whether what an order under the terms comes to is settled without regard to any other. */
  #isAlone(terms: AppliedTerms | null): boolean {
    return !this.#inTime || terms === null || !dependsOnMonth(terms.terms);
  }

  /** The step that begins where one before it did, and depends on the same. */
  #remember(from: Standing, key: string, make: () => Step): Step {
    const known = this.#steps.get(from);
    const before = known?.get(key);
    if (before) return before;
    const step = make();
    if (this.#remembered === MOST_REMEMBERED) return step;
    this.#remembered += 1;
    if (known) known.set(key, step);
    else this.#steps.set(from, new Map([[key, step]]));
    return step;
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

/** What a step of an order under the terms that it begins with hangs on. */
function keyOf({ kind, amount, tax, discount, fees }: Movement, begins: AppliedTerms | null): string {
  const paid = kind === 'paid' ? `paid ${tax} ${discount} ${fees}` : 'refunded';
  return `${amount} ${paid} ${begins?.version ?? ''} ${begins?.agreement.slug ?? ''}`;
}

function stepOf(from: Standing, after: Standing, parts: PaymentParts | null): Step {
  const amounts = after.since(from);
  const [tax, fees, unallocated] = amounts.slice(-3).map(exact);
  const told = {
    applied: after.applied ?? null,
    amounts: amounts.slice(0, -3).map(exact),
    tax: tax ?? 0,
    fees: fees ?? 0,
    unallocated: unallocated ?? 0,
    reason: unallocated === 0 ? null : after.reason,
  };
  return { after, amounts, told, parts };
}

/** Throws a RangeError where an amount cannot be told exactly. */
function exact(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} minor units are more than can be told exactly`);
  return number;
}
