import type { Offer, OfferInput, OfferPatch } from '@syncline/shared/offers';
import { originAfterEdit } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { changingOffers } from './book.ts';
import { getOffer } from './get.ts';
import { asksForUse, refuseLockedChange } from './locked.ts';
import { offerColumns } from './offer.ts';
import { requireSound } from './sound.ts';
import type { AskOfferUse } from './use.ts';

interface Change {
  slug: string;
  patch: OfferPatch;
  askUse: AskOfferUse;
}

/**
 * Changes the fields that `patch` names; `not_found` when there is no such offer, `invalid_body` when its fields would
 * no longer go together, `conflict` when another offer holds a hashtag or the offer is sold under what would change.
 */
export async function updateOffer(ctx: ServiceContext, { slug, patch, askUse }: Change): Promise<Offer> {
  // Asked before the transaction: the event log may take its time, and nobody should wait for it behind a lock.
  const use = asksForUse(patch) && (await getOffer(ctx, slug)).starts_at !== null ? await askUse(slug) : null;
  return changingOffers(ctx, async (ctx) => {
    const before = await getOffer(ctx, slug);
    if (use) refuseLockedChange(before, patch, { use, now: ctx.clock.now() });
    const { origin, created_at: _, ...fields } = before;
    const after = { ...fields, ...givenIn(patch) };
    await requireSound(ctx, after);
    await ctx.db
      .updateTable('offers')
      .set({ ...offerColumns(after), origin: originAfterEdit(origin) })
      .where('slug', '=', slug)
      .execute();
    return getOffer(ctx, slug);
  });
}

/** The fields that a patch names with a value. */
function givenIn(patch: OfferPatch): Partial<OfferInput> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
