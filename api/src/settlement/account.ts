import type { UnallocatedReason } from '@syncline/shared/revenue-share';
import { apportion } from './apportion.ts';
import type { AppliedTerms } from './choose.ts';
import type { PaymentParts } from './payment.ts';

/** What stands for parties, tax, fees and what is not allocated, in this order. */
type Standing = bigint[];

/** Slots after those of the parties. */
const OTHERS = 3;

/**
 * The account of one order in one currency: what its payments were cut into, and how much of them was refunded. A refund
 * of part of the order takes that part of everything that goes back with a refund; what stands afterwards is apportioned
 * by largest remainder, and a movement's entry is the difference it makes, so that entries add up to what stands.
 */
export class OrderAccount {
  /** The terms of the order, from its first payment on; undefined before it. */
  applied: AppliedTerms | null | undefined;
  /** The month of the first payment. */
  home: string | null = null;
  /** Why some of it is unallocated. */
  reason: UnallocatedReason = 'payment_not_known';
  #paid = 0n;
  #refunded = 0n;
  #returned: Standing = zeros(OTHERS);
  #kept: Standing = zeros(OTHERS);
  #standing: Standing = zeros(OTHERS);

  /** Begins the order with its first payment. */
  begin(applied: AppliedTerms | null, month: string): void {
    this.applied = applied;
    this.home = month;
    const parties = zeros(applied?.parties.length ?? 0);
    this.#returned = [...parties, ...this.#returned];
    this.#kept = [...parties, ...this.#kept];
    this.#standing = [...parties, ...this.#standing];
  }

  pay(amount: number, { returned, kept, tax, fees, unallocated, reason }: PaymentParts): Standing {
    this.#paid += BigInt(amount);
    this.#returned = sum(this.#returned, [...returned, tax, 0n, unallocated]);
    this.#kept = sum(this.#kept, [...kept, 0n, fees, 0n]);
    if (reason) this.reason = reason;
    return this.#move();
  }

  refund(amount: number): Standing {
    this.#refunded += BigInt(amount);
    return this.#move();
  }

  #move(): Standing {
    const after = this.#stands();
    const entry = after.map((amount, slot) => amount - (this.#standing[slot] ?? 0n));
    this.#standing = after;
    return entry;
  }

  #stands(): Standing {
    const paid = this.#paid;
    const left = paid - this.#refunded;
    const whole = sum(this.#returned, this.#kept);
    if (this.#refunded === 0n) return whole;
    const nobody = whole.length - 1;
    if (paid === 0n) return whole.with(nobody, (whole[nobody] ?? 0n) - this.#refunded);
    const claims = this.#returned.map((returned, slot) => (this.#kept[slot] ?? 0n) * paid + returned * left);
    const rest = this.applied ? this.applied.parties.length - 1 : nobody;
    const others = claims.reduce((total, claim, slot) => (slot === rest ? total : total + claim), 0n);
    return apportion(left, claims.with(rest, left * paid - others), paid);
  }
}

function zeros(length: number): Standing {
  return Array.from({ length }, () => 0n);
}

function sum(one: Standing, other: Standing): Standing {
  return one.map((amount, slot) => amount + (other[slot] ?? 0n));
}
