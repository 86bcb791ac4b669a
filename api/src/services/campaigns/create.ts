import type { Campaign, campaignInputSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { guarded, requireBrand, taken } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { requireOrderedDays, toCampaign } from './campaign.ts';

/** Adds a campaign; `conflict` when the slug is taken, `invalid_body` when its brand is not in the catalogue. */
export function createCampaign(ctx: ServiceContext, input: z.output<typeof campaignInputSchema>): Promise<Campaign> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      requireOrderedDays(input);
      await requireBrand(ctx, input.brand);
      const row = await ctx.db
        .insertInto('campaigns')
        .values({ ...input, origin: 'own', created_at: ctx.clock.now() })
        .onConflict((conflict) => conflict.column('slug').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) throw taken('campaign', input.slug);
      return toCampaign(row);
    }),
  );
}
