import type { Offer, offerPatchSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { guarded, originAfterEdit, requireCampaign } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { getOffer } from './get.ts';

/** Changes the fields that `patch` names; `not_found` when there is no such offer, `invalid_body` for a campaign that does not exist. */
export function updateOffer(
  ctx: ServiceContext,
  { slug, patch }: { slug: string; patch: z.output<typeof offerPatchSchema> },
): Promise<Offer> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      const before = await getOffer(ctx, slug);
      await requireCampaign(ctx, patch.campaign);
      await ctx.db
        .updateTable('offers')
        .set({ ...patch, origin: originAfterEdit(before.origin) })
        .where('slug', '=', slug)
        .execute();
      return getOffer(ctx, slug);
    }),
  );
}
