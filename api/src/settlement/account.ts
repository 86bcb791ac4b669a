import type { UnallocatedReason } from '@syncline/shared/revenue-share';
import { apportion } from './apportion.ts';
import type { AppliedTerms } from './choose.ts';
import type { PaymentParts } from './payment.ts';

/** What parties, tax, fees and what is not allocated have, in this order. */
type Slots = readonly bigint[];

/** Slots after those of the parties. */
const OTHERS = 3;

/** One order in one currency, as far as it is settled. */
export class OrderAccount {
  standing = Standing.NOTHING;
  /** The month of the first payment, YYYY-MM. */
  home: string | null = null;
}

interface Known {
  /** The terms of the order, from its first payment on; undefined before it. */
  applied: AppliedTerms | null | undefined;
  /** Why some of it is unallocated. */
  reason: UnallocatedReason;
  paid: bigint;
  refunded: bigint;
  /** What its payments were cut into: what goes back with a refund, and what does not. */
  returned: Slots;
  kept: Slots;
}

/**
 * What an order has come to. It is never changed: a movement leads on to another, so that orders that moved alike can share
 * theirs. A refund of part of the order takes that part of everything that goes back with a refund; what stands afterwards
 * is apportioned by largest remainder, and what a movement adds is the difference it makes, so that entries add up to what
 * stands.
 */
export class Standing {
  /** Of an order of which nothing is known yet. */
  static readonly NOTHING = new Standing({
    applied: undefined,
    reason: 'payment_not_known',
    paid: 0n,
    refunded: 0n,
    returned: zeros(OTHERS),
    kept: zeros(OTHERS),
  });
  readonly #known: Known;
  readonly #stands: Slots;

  private constructor(known: Known) {
    this.#known = known;
    this.#stands = standsOf(known);
  }

  get applied(): Known['applied'] {
    return this.#known.applied;
  }

  get reason(): UnallocatedReason {
    return this.#known.reason;
  }

  /** As the order begins, with its first payment under the terms. */
  begin(applied: AppliedTerms | null): Standing {
    const parties = zeros(applied?.parties.length ?? 0);
    const { returned, kept } = this.#known;
    return new Standing({
      ...this.#known,
      applied,
      returned: [...parties, ...returned],
      kept: [...parties, ...kept],
    });
  }

  pay(amount: number, { returned, kept, tax, fees, unallocated, reason }: PaymentParts): Standing {
    const before = this.#known;
    return new Standing({
      ...before,
      paid: before.paid + BigInt(amount),
      returned: sum(before.returned, [...returned, tax, 0n, unallocated]),
      kept: sum(before.kept, [...kept, 0n, fees, 0n]),
      reason: reason ?? before.reason,
    });
  }

  refund(amount: number): Standing {
    return new Standing({ ...this.#known, refunded: this.#known.refunded + BigInt(amount) });
  }

  /** What was added since an earlier standing of the same order, begun as this one is. */
  since(earlier: Standing): Slots {
    return this.#stands.map((amount, slot) => amount - (earlier.#stands[slot] ?? 0n));
  }
}

function standsOf({ applied, paid, refunded, returned, kept }: Known): Slots {
  const whole = sum(returned, kept);
  if (refunded === 0n) return whole;
  const nobody = whole.length - 1;
  if (paid === 0n) return whole.with(nobody, (whole[nobody] ?? 0n) - refunded);
  const left = paid - refunded;
  const claims = returned.map((part, slot) => (kept[slot] ?? 0n) * paid + part * left);
  const rest = applied ? applied.parties.length - 1 : nobody;
  const others = claims.reduce((total, claim, slot) => (slot === rest ? total : total + claim), 0n);
  return apportion(left, claims.with(rest, left * paid - others), paid);
}

function zeros(length: number): Slots {
  return Array.from({ length }, () => 0n);
}

function sum(one: Slots, other: Slots): Slots {
  return one.map((amount, slot) => amount + (other[slot] ?? 0n));
}
