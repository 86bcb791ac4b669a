import type { Offer, offerInputSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { guarded, requireCampaign, taken } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { toOffer } from './offer.ts';

/** Adds an offer; `conflict` when the slug is taken, `invalid_body` when its campaign is not in the catalogue. */
export function createOffer(ctx: ServiceContext, input: z.output<typeof offerInputSchema>): Promise<Offer> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await requireCampaign(ctx, input.campaign);
      const row = await ctx.db
        .insertInto('offers')
        .values({ ...input, origin: 'own', created_at: ctx.clock.now() })
        .onConflict((conflict) => conflict.column('slug').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) throw taken('offer', input.slug);
      return toOffer(row);
    }),
  );
}
