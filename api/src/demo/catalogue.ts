import { ApiError } from '../lib/errors.ts';
import type { CatalogueCache } from '../services/catalogue/lookup.ts';
import { inTransaction, type ServiceContext } from '../services/context.ts';
import { forgetDemo } from '../services/demo/forget.ts';
import { createTrackingRule } from '../services/tracking-rules/create.ts';
import type { DemoCatalogueEntries } from './world.ts';

/** The catalogue as the demo world uses it. */
export interface DemoCatalogue {
  /** Adds the entries with origin demo and makes them known to ingest; an entry whose slug or term is taken is left as it is. */
  add(entries: DemoCatalogueEntries): Promise<void>;
  /** Removes the entries with origin demo. */
  forget(): Promise<void>;
}

/** The demo world's catalogue in the control plane. */
export function demoCatalogue(ctx: ServiceContext, cache: Pick<CatalogueCache, 'reload'>): DemoCatalogue {
  return {
    async add(entries) {
      await addEntries(ctx, entries);
      for (const rule of entries.rules) {
        await createTrackingRule(ctx, rule, 'demo').catch((error: unknown) => {
          if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
        });
      }
      await cache.reload();
    },
    async forget() {
      await forgetDemo(ctx);
      await cache.reload();
    },
  };
}

function addEntries(ctx: ServiceContext, { brands, campaigns, offers }: DemoCatalogueEntries): Promise<void> {
  const marked = { origin: 'demo' as const, created_at: ctx.clock.now() };
  return inTransaction(ctx, async ({ db }) => {
    await db
      .insertInto('brands')
      .values(brands.map((brand) => ({ ...brand, ...marked })))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
    await db
      .insertInto('campaigns')
      .values(campaigns.map((campaign) => ({ ...campaign, ...marked })))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
    await db
      .insertInto('offers')
      .values(offers.map((offer) => ({ ...offer, ...marked })))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
  });
}
