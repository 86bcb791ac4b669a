import { type Offer, type OfferInput, type OfferPatch, offerState } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { isoTime } from '../context.ts';
import type { OfferUse } from './use.ts';

/** What a buyer was promised: fixed once an offer can be triggered. */
const TERMS = [
  'trigger_hashtag',
  'confirmation_hashtag',
  'list_price_minor',
  'price_minor',
  'currency',
  'tax_basis_points',
  'tax',
  'starts_at',
  'confirmation_minutes',
] as const satisfies readonly (keyof OfferInput)[];

/** Whether a change of these fields depends on what was sold. */
export function asksForUse(patch: OfferPatch): boolean {
  return patch.stock !== undefined || patch.ends_at !== undefined || TERMS.some((field) => patch[field] !== undefined);
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
  const state = offerState(before, { now, sold });
  if (state === 'draft' || state === 'scheduled' || (state === 'ended' && sold === 0)) return;
  const refuse = (path: keyof OfferInput, message: string, hint: string) => {
    throw new ApiError('conflict', `${path}: ${message}`, { path, hint });
  };
  const changed = (field: keyof OfferPatch) => patch[field] !== undefined && patch[field] !== before[field];
  const term = TERMS.find(changed);
  if (term && state === 'ended') {
    refuse(term, `offer "${before.slug}" sold ${sold} under these terms, which stay.`, 'Add a new offer instead.');
  }
  if (term) {
    refuse(
      term,
      `offer "${before.slug}" is live, and its buyers were promised these terms.`,
      'End it and add a new offer with the terms you want.',
    );
  }
  if (changed('ends_at') && state === 'ended') {
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
