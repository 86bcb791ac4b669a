import {
  FIXED_TERMS,
  type Offer,
  type OfferInput,
  type OfferPatch,
  offerState,
  termsAreFixed,
} from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { isoTime } from '../context.ts';
import type { OfferUse } from './use.ts';

/** Whether it depends on what was sold if the patch may be made. */
export function asksForUse(patch: OfferPatch): boolean {
  return (
    patch.stock !== undefined || patch.ends_at !== undefined || FIXED_TERMS.some((field) => patch[field] !== undefined)
  );
}

/**
 * Refuses, as a `conflict`, a change that would alter what an offer is or was sold under. A live offer keeps its terms,
 * and its end and stock move only where posts and orders of the past stay as they were decided. An ended one that sold
 * keeps its terms and stays ended; one that never sold can be corrected. `use` is of the offer.
 */
export function refuseLockedChange(
  before: Offer,
  patch: OfferPatch,
  { use: { sold }, now }: { use: OfferUse; now: number },
): void {
  if (!termsAreFixed(before, { now, sold })) return;
  const hasEnded = offerState(before, { now, sold }) === 'ended';
  const refuse = (path: keyof OfferInput, message: string, hint: string) => {
    throw new ApiError('conflict', `${path}: ${message}`, { path, hint });
  };
  const changed = (field: keyof OfferPatch) => patch[field] !== undefined && patch[field] !== before[field];
  const term = FIXED_TERMS.find(changed);
  if (term && hasEnded) {
    refuse(term, `offer "${before.slug}" sold ${sold} under these terms, which stay.`, 'Add a new offer instead.');
  }
  if (term) {
    refuse(
      term,
      `offer "${before.slug}" is live, and its buyers were promised these terms.`,
      'End it and add a new offer with the terms you want.',
    );
  }
  if (changed('ends_at') && hasEnded) {
    refuse('ends_at', `offer "${before.slug}" has ended and sold ${sold}.`, 'Add a new offer instead of reopening it.');
  }
  if (changed('ends_at') && typeof patch.ends_at === 'string' && Date.parse(patch.ends_at) < now) {
    refuse(
      'ends_at',
      `a live offer cannot end in the past: posts since then were taken as in time. It is ${isoTime(now)}.`,
      'Give a later end, or end it now.',
    );
  }
  if (changed('stock') && typeof patch.stock === 'number' && patch.stock < sold) {
    refuse('stock', `${sold} are sold already.`, `Give at least ${sold}, or end the offer.`);
  }
}
