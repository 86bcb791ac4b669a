import { WHOLE_MILLIONTHS } from '@syncline/shared/agreements';
import type { UnallocatedReason } from '@syncline/shared/revenue-share';
import { apportion } from './apportion.ts';
import type { AppliedTerms } from './choose.ts';
import { claimOf, type Month } from './month.ts';
import type { Movement } from './movement.ts';

const MILLION = BigInt(WHOLE_MILLIONTHS);

/** How one payment is cut up. Parts of parties, tax, fees and what is not allocated add up to the payment. */
export interface PaymentParts {
  /** By party, in the order of the terms: what goes back with a refund, and what does not. */
  returned: readonly bigint[];
  kept: readonly bigint[];
  tax: bigint;
  /** Fees are not given back with a refund. */
  fees: bigint;
  unallocated: bigint;
  reason: UnallocatedReason | null;
  /** What counts as volume of the month. */
  gross: bigint;
  net: bigint;
}

/**
 * Cuts a payment up under the terms of its order: tax first, fees, then the claims of the parties by largest remainder,
 * the residual party taking the rest. Whoever funds the discount gets that much less, the percentages having been taken of
 * the price without it; whoever bears the fees likewise. `first`: whether it is the order's first payment, which
 * amounts per order are taken of. What the terms need and nobody knows leaves the payment unallocated, with the reason.
 */
export function cutPayment(
  { terms, parties }: AppliedTerms,
  payment: Movement,
  { month, first }: { month: Month; first: boolean },
): PaymentParts {
  if (terms.tax === 'excluded' && payment.tax === null) return whole(payment, parties.length, 'tax_not_known');
  if (terms.discount_funded_by !== null && payment.discount === null) {
    return whole(payment, parties.length, 'discount_not_known');
  }
  const tax = terms.tax === 'excluded' ? BigInt(payment.tax ?? 0) : 0n;
  const fees = BigInt(payment.fees ?? 0);
  const discount = terms.discount_funded_by === null ? 0n : BigInt(payment.discount ?? 0);
  const gross = BigInt(payment.amount) - tax + discount;
  const net = terms.fees_borne_by === null ? gross - fees : gross;

  const fundedBy = (party: string) => (party === terms.discount_funded_by ? discount : 0n);
  const feesOf = (party: string) => (party === terms.fees_borne_by ? fees : 0n);
  const claims = terms.shares.map((share) => {
    const claim = claimOf(share, { gross, net }, { month, first });
    if (share.cap_minor === null) return claim;
    const room = BigInt(share.cap_minor) - month.resultOf(share.party) + fundedBy(share.party) + feesOf(share.party);
    return least(claim, room > 0n ? room * MILLION : 0n);
  });
  const residual = net * MILLION - claims.reduce((sum, claim) => sum + claim, 0n);
  const parts = apportion(net, [...claims, residual], MILLION);
  const keeps = (index: number) => terms.shares[index]?.on_refund === 'kept';
  return {
    returned: parties.map(({ party }, index) => (keeps(index) ? 0n : (parts[index] ?? 0n)) - fundedBy(party)),
    kept: parties.map(({ party }, index) => (keeps(index) ? (parts[index] ?? 0n) : 0n) - feesOf(party)),
    tax,
    fees,
    unallocated: 0n,
    reason: null,
    gross,
    net,
  };
}

/** A payment of which nothing can be given to anybody. */
export function whole({ amount }: Movement, parties: number, reason: UnallocatedReason): PaymentParts {
  const nothing = Array.from({ length: parties }, () => 0n);
  return {
    returned: nothing,
    kept: nothing,
    tax: 0n,
    fees: 0n,
    unallocated: BigInt(amount),
    reason,
    gross: 0n,
    net: 0n,
  };
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
