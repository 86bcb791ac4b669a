import type { Campaign, campaignPatchSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { guarded, originAfterEdit, requireBrand } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { requireOrderedDays } from './campaign.ts';
import { getCampaign } from './get.ts';

/**
 * Changes the fields that `patch` names; an offer with a brand of its own follows its campaign's new one. `not_found` when there is no such campaign, `invalid_body` for a brand that does not exist.
 */
export function updateCampaign(
  ctx: ServiceContext,
  { slug, patch }: { slug: string; patch: z.output<typeof campaignPatchSchema> },
): Promise<Campaign> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      const before = await getCampaign(ctx, slug);
      await requireBrand(ctx, patch.brand);
      await ctx.db
        .updateTable('campaigns')
        .set({ ...patch, origin: originAfterEdit(before.origin) })
        .where('slug', '=', slug)
        .execute();
      if (patch.brand) {
        await ctx.db
          .updateTable('offers')
          .set({ brand: patch.brand })
          .where('campaign', '=', slug)
          .where('brand', 'is not', null)
          .execute();
      }
      const after = await getCampaign(ctx, slug);
      requireOrderedDays(after);
      return after;
    }),
  );
}
