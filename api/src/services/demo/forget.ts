import { inTransaction, type ServiceContext } from '../context.ts';

/**
 * Removes the demo world from the control plane: its rules, offers, campaigns, brands and refused lines. An offer that
 * somebody's posts named stays as one's own; a campaign or brand that an entry of one's own refers to stays, and counts as
 * discovered from then on. Reload the catalogue after it.
 */
export function forgetDemo(ctx: ServiceContext): Promise<void> {
  return inTransaction(ctx, async ({ db }) => {
    await db.deleteFrom('dead_letters').where('source', '=', 'demo').execute();
    await db.deleteFrom('tracking_rules').where('origin', '=', 'demo').execute();
    await db
      .deleteFrom('offers')
      .where('origin', '=', 'demo')
      .where('slug', 'not in', db.selectFrom('offer_posts').select('offer'))
      .execute();
    await db.updateTable('offers').set({ origin: 'own' }).where('origin', '=', 'demo').execute();
    await db
      .deleteFrom('campaigns')
      .where('origin', '=', 'demo')
      .where('slug', 'not in', db.selectFrom('offers').select('campaign').where('campaign', 'is not', null))
      .where('slug', 'not in', db.selectFrom('tracking_rules').select('campaign').where('campaign', 'is not', null))
      .execute();
    await db
      .deleteFrom('brands')
      .where('origin', '=', 'demo')
      .where('slug', 'not in', db.selectFrom('campaigns').select('brand').where('brand', 'is not', null))
      .where('slug', 'not in', db.selectFrom('offers').select('brand').where('brand', 'is not', null))
      .where('slug', 'not in', db.selectFrom('tracking_rules').select('brand').where('brand', 'is not', null))
      .execute();
    await db.updateTable('campaigns').set({ origin: 'discovered' }).where('origin', '=', 'demo').execute();
    await db.updateTable('brands').set({ origin: 'discovered' }).where('origin', '=', 'demo').execute();
  });
}
