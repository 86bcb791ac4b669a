import { ApiError } from '../../lib/errors.ts';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { changingOffers } from './book.ts';
import { getOffer } from './get.ts';
import type { AskOfferUse } from './use.ts';

/** Removes an offer that was never used; `not_found` when there is none, `conflict` when events name it. */
export async function removeOffer(
  ctx: ServiceContext,
  { slug, askUse }: { slug: string; askUse: AskOfferUse },
): Promise<void> {
  await getOffer(ctx, slug);
  const { events } = await askUse(slug);
  if (events > 0) {
    throw new ApiError('conflict', `The offer "${slug}" is named by ${events} events, which stay.`, {
      hint: 'End it instead: an ended offer is kept for its figures, and no post triggers it.',
    });
  }
  await changingOffers(ctx, async ({ db }) => {
    const { numDeletedRows } = await db.deleteFrom('offers').where('slug', '=', slug).executeTakeFirst();
    if (numDeletedRows === 0n) throw unknown('offer', slug);
  });
}
