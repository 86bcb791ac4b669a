import { type Offer, offerState } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { changingOffers } from './book.ts';
import { getOffer } from './get.ts';

/**
 * Ends a live offer now: from this instant on no post triggers it, while what was triggered can still be confirmed.
 * `not_found` when there is no such offer, `conflict` when it is not live.
 */
export function endOffer(ctx: ServiceContext, slug: string): Promise<Offer> {
  return changingOffers(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const offer = await getOffer(ctx, slug);
    const state = offerState(offer, { now, sold: 0 });
    if (state === 'draft' || state === 'scheduled') {
      throw new ApiError('conflict', `Offer "${slug}" has not started, so there is nothing to end.`, {
        hint: 'Remove it, or take its start away to make it a draft.',
      });
    }
    if (state === 'ended') throw new ApiError('conflict', `Offer "${slug}" ended at ${offer.ends_at}.`);
    // An end is after its start, also when both fall on one millisecond.
    const started = Date.parse(offer.starts_at ?? isoTime(now));
    await ctx.db
      .updateTable('offers')
      .set({ ends_at: Math.max(now, started + 1) })
      .where('slug', '=', slug)
      .execute();
    return getOffer(ctx, slug);
  });
}
