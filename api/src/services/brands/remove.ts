import { guarded, refuseWhileUsed } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { describeRule } from '../tracking-rules/rule.ts';
import { getBrand } from './get.ts';

/**
 * Removes a brand from the catalogue; events keep its slug. `not_found` when there is none, `conflict` naming the
 * campaigns, offers and tracking rules that refer to it.
 */
export function removeBrand(ctx: ServiceContext, slug: string): Promise<void> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await getBrand(ctx, slug);
      const campaigns = await ctx.db
        .selectFrom('campaigns')
        .select('slug')
        .where('brand', '=', slug)
        .orderBy('slug')
        .execute();
      const offers = await ctx.db
        .selectFrom('offers')
        .select('slug')
        .where('brand', '=', slug)
        .orderBy('slug')
        .execute();
      const rules = await ctx.db
        .selectFrom('tracking_rules')
        .select(['match', 'value'])
        .where('brand', '=', slug)
        .orderBy('folded')
        .execute();
      refuseWhileUsed('brand', slug, [
        ...campaigns.map((campaign) => `campaign "${campaign.slug}"`),
        ...offers.map((offer) => `offer "${offer.slug}"`),
        ...rules.map(describeRule),
      ]);
      await ctx.db.deleteFrom('brands').where('slug', '=', slug).execute();
    }),
  );
}
