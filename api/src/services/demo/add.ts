import { inTransaction, type ServiceContext } from '../context.ts';

interface Entries {
  brands: readonly { slug: string; name: string }[];
  campaigns: readonly { slug: string; name: string; brand: string; starts_on: string; ends_on: string | null }[];
  offers: readonly {
    slug: string;
    name: string;
    campaign: string;
    trigger_hashtag: string;
    confirmation_hashtag: string;
    price_minor: number;
    currency: string;
    stock: number;
  }[];
}

/** Adds the demo world's catalogue, marked as demo; an entry whose slug is taken is left as it is. Reload the catalogue after it. */
export function addDemo(ctx: ServiceContext, { brands, campaigns, offers }: Entries): Promise<void> {
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
