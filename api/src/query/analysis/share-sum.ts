import type { Party } from '@syncline/shared/agreements';
import { type SharedRevenue, UNALLOCATED_REASONS, type UnallocatedReason } from '@syncline/shared/revenue-share';
import type { AppliedTerms } from '../../settlement/choose.ts';
import type { Entry, Guarantee } from '../../settlement/entry.ts';

type PartySum = SharedRevenue['parties'][number];

/** Adds up what orders and minimums give. */
export class ShareSum {
  #orders = 0;
  readonly #parties = new Map<string, { sum: PartySum; named: string }>();
  /** Those of the parties of some terms, in their order. */
  readonly #ofTerms = new Map<AppliedTerms, PartySum[]>();
  readonly #unallocated = new Map<UnallocatedReason, { orders: number; amount: number }>();
  #gross = 0;
  #refunds = 0;
  #tax = 0;
  #taxCharged: number | null = 0;
  #discount: number | null = 0;

  /** Adds what one order gives, for as many `orders` that give the same. */
  add(entries: readonly Entry[], orders: number): void {
    if (entries.some(({ movement }) => movement.kind === 'paid')) this.#orders += orders;
    for (const entry of entries) this.#addEntry(entry, orders);
    if (entries.every(({ reason }) => reason === null)) return;
    for (const reason of new Set(entries.map(({ reason }) => reason))) {
      if (reason !== null) this.#nobodys(reason).orders += orders;
    }
  }

  #addEntry({ movement, applied, amounts, tax, unallocated, reason }: Entry, orders: number): void {
    const isPayment = movement.kind === 'paid';
    if (isPayment) {
      this.#gross += movement.amount * orders;
      this.#taxCharged = plus(this.#taxCharged, movement.tax, orders);
      this.#discount = plus(this.#discount, movement.discount, orders);
    } else {
      this.#refunds += movement.amount * orders;
    }
    this.#tax += tax * orders;
    if (applied) {
      this.#of(applied).forEach((sum, index) => {
        const amount = (amounts[index] ?? 0) * orders;
        sum.amount += amount;
        if (isPayment) sum.earned += amount;
        else sum.returned -= amount;
      });
    }
    if (reason !== null) this.#nobodys(reason).amount += unallocated * orders;
  }

  guarantee({ applied, amounts }: Guarantee): void {
    this.#of(applied).forEach((sum, index) => {
      const amount = amounts[index] ?? 0;
      sum.amount += amount;
      sum.guaranteed += amount;
    });
  }

  shape(): SharedRevenue {
    const known = this.#discount !== null && this.#taxCharged !== null;
    return {
      orders: this.#orders,
      list_price: known ? this.#gross - (this.#taxCharged ?? 0) + (this.#discount ?? 0) : null,
      discount: known ? this.#discount : null,
      tax_charged: this.#taxCharged,
      gross_revenue: this.#gross,
      refunds: this.#refunds,
      net_revenue: this.#gross - this.#refunds,
      tax: this.#tax,
      fees: null,
      parties: [...this.#parties.values()]
        .map(({ sum }) => sum)
        .toSorted((one, other) => other.amount - one.amount || (one.party < other.party ? -1 : 1)),
      unallocated: UNALLOCATED_REASONS.flatMap((reason) => {
        const sum = this.#unallocated.get(reason);
        return sum ? [{ reason, orders: sum.orders, amount: sum.amount }] : [];
      }),
    };
  }

  #nobodys(reason: UnallocatedReason): { orders: number; amount: number } {
    const sum = this.#unallocated.get(reason) ?? { orders: 0, amount: 0 };
    this.#unallocated.set(reason, sum);
    return sum;
  }

  #of(applied: AppliedTerms): PartySum[] {
    const before = this.#ofTerms.get(applied);
    if (before) return before;
    const sums = applied.parties.map((party) => this.#party(party, applied));
    this.#ofTerms.set(applied, sums);
    return sums;
  }

  /** The name and role are those of the terms that begin last of all that name the party. */
  #party({ party, name, role }: Party, { agreement, version }: AppliedTerms): PartySum {
    const begins = agreement.versions.find((one) => one.version === version)?.effective_from ?? '';
    const named = `${begins} ${agreement.slug} ${version}`;
    const before = this.#parties.get(party);
    const known = before ?? { sum: { party, name, role, amount: 0, earned: 0, returned: 0, guaranteed: 0 }, named };
    if (!before) this.#parties.set(party, known);
    if (named > known.named) {
      Object.assign(known.sum, { name, role });
      known.named = named;
    }
    return known.sum;
  }
}

function plus(one: number | null, other: number | null, times: number): number | null {
  return one === null || other === null ? null : one + other * times;
}
