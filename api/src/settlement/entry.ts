import type { UnallocatedReason } from '@syncline/shared/revenue-share';
import type { AppliedTerms } from './choose.ts';
import type { Movement } from './movement.ts';

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
