import type { Offer, OfferInput } from '@syncline/shared/offers';
import { taken } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { changingOffers } from './book.ts';
import { offerColumns, toOffer } from './offer.ts';
import { requireSound } from './sound.ts';

/**
 * Adds an offer; `conflict` when the slug is taken or another offer holds one of its hashtags, `invalid_body` when its
 * fields do not go together or name a brand or campaign that is not in the catalogue.
 */
export function createOffer(ctx: ServiceContext, input: OfferInput): Promise<Offer> {
  return changingOffers(ctx, async (ctx) => {
    await requireSound(ctx, input);
    const row = await ctx.db
      .insertInto('offers')
      .values({ ...offerColumns(input), origin: 'own', created_at: ctx.clock.now() })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) throw taken('offer', input.slug);
    return toOffer(row);
  });
}
