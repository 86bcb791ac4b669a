import type { Party } from '@syncline/shared/agreements';
import { type SharedRevenue, UNALLOCATED_REASONS, type UnallocatedReason } from '@syncline/shared/revenue-share';
import type { Entry, Guarantee } from '../../settlement/settle.ts';

type PartySum = SharedRevenue['parties'][number];

/** Adds up entries of a settlement. */
export class ShareSum {
  readonly #orders = new Set<string>();
  readonly #parties = new Map<string, PartySum>();
  readonly #unallocated = new Map<UnallocatedReason, { orders: Set<string>; amount: number }>();
  #gross = 0;
  #refunds = 0;
  #tax = 0;
  #taxCharged: number | null = 0;
  #discount: number | null = 0;

  add({ movement, applied, amounts, tax, unallocated, reason }: Entry): void {
    const isPayment = movement.kind === 'paid';
    if (isPayment) {
      this.#orders.add(movement.order);
      this.#gross += movement.amount;
      this.#taxCharged = plus(this.#taxCharged, movement.tax);
      this.#discount = plus(this.#discount, movement.discount);
    } else {
      this.#refunds += movement.amount;
    }
    this.#tax += tax;
    applied?.parties.forEach((party, index) => {
      const amount = amounts[index] ?? 0;
      const sum = this.#of(party);
      sum.amount += amount;
      if (isPayment) sum.earned += amount;
      else sum.returned -= amount;
    });
    if (reason === null) return;
    const sum = this.#unallocated.get(reason) ?? { orders: new Set(), amount: 0 };
    this.#unallocated.set(reason, sum);
    sum.orders.add(movement.order);
    sum.amount += unallocated;
  }

  guarantee({ applied, amounts }: Guarantee): void {
    applied.parties.forEach((party, index) => {
      const amount = amounts[index] ?? 0;
      const sum = this.#of(party);
      sum.amount += amount;
      sum.guaranteed += amount;
    });
  }

  shape(): SharedRevenue {
    const known = this.#discount !== null && this.#taxCharged !== null;
    return {
      orders: this.#orders.size,
      list_price: known ? this.#gross - (this.#taxCharged ?? 0) + (this.#discount ?? 0) : null,
      discount: known ? this.#discount : null,
      tax_charged: this.#taxCharged,
      gross_revenue: this.#gross,
      refunds: this.#refunds,
      net_revenue: this.#gross - this.#refunds,
      tax: this.#tax,
      fees: null,
      parties: [...this.#parties.values()].toSorted(
        (one, other) => other.amount - one.amount || (one.party < other.party ? -1 : 1),
      ),
      unallocated: UNALLOCATED_REASONS.flatMap((reason) => {
        const sum = this.#unallocated.get(reason);
        return sum ? [{ reason, orders: sum.orders.size, amount: sum.amount }] : [];
      }),
    };
  }

  /** The name and role are those of the newest terms that name the party. */
  #of({ party, name, role }: Party): PartySum {
    const before = this.#parties.get(party);
    const sum = before ?? { party, name, role, amount: 0, earned: 0, returned: 0, guaranteed: 0 };
    this.#parties.set(party, sum);
    Object.assign(sum, { name, role });
    return sum;
  }
}

function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
