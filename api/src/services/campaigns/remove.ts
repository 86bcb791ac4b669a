import { guarded, refuseWhileUsed } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { describeRule } from '../tracking-rules/rule.ts';
import { getCampaign } from './get.ts';

/**
 * Removes a campaign from the catalogue; events keep its slug. `not_found` when there is none, `conflict` naming the
 * offers and tracking rules that refer to it.
 */
export function removeCampaign(ctx: ServiceContext, slug: string): Promise<void> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await getCampaign(ctx, slug);
      const offers = await ctx.db
        .selectFrom('offers')
        .select('slug')
        .where('campaign', '=', slug)
        .orderBy('slug')
        .execute();
      const rules = await ctx.db
        .selectFrom('tracking_rules')
        .select(['match', 'value'])
        .where('campaign', '=', slug)
        .orderBy('folded')
        .execute();
      refuseWhileUsed('campaign', slug, [
        ...offers.map((offer) => `offer "${offer.slug}"`),
        ...rules.map(describeRule),
      ]);
      await ctx.db.deleteFrom('campaigns').where('slug', '=', slug).execute();
    }),
  );
}
