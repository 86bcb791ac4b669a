import type { ImportUndo } from '@syncline/shared/imports';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';

type Entries = ImportUndo['forgets'];

const SLUGS_PER_STATEMENT = 500;

/** Those of the entries that were only met in events, and that nothing in the control plane refers to but one another. */
export async function forgettable(ctx: ServiceContext, { brands, campaigns, offers }: Entries): Promise<Entries> {
  const goneOffers = await unused(ctx, 'offers', offers, await usesOfOffers(ctx));
  const goneCampaigns = await unused(ctx, 'campaigns', campaigns, await usesOfCampaigns(ctx, goneOffers));
  const goneBrands = await unused(ctx, 'brands', brands, await usesOfBrands(ctx, goneCampaigns, goneOffers));
  return { brands: goneBrands, campaigns: goneCampaigns, offers: goneOffers };
}

/** Removes those of the entries that still are `forgettable`; answers which. Reload the catalogue after it. */
export function forgetEntries(ctx: ServiceContext, entries: Entries): Promise<Entries> {
  return inTransaction(ctx, async (ctx) => {
    const gone = await forgettable(ctx, entries);
    for (const kind of ['offers', 'campaigns', 'brands'] as const) {
      for (const slugs of chunks(gone[kind], SLUGS_PER_STATEMENT)) {
        await ctx.db.deleteFrom(kind).where('slug', 'in', slugs).execute();
      }
    }
    return gone;
  });
}

async function unused(
  { db }: ServiceContext,
  kind: keyof Entries,
  slugs: readonly string[],
  used: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const some of chunks(slugs, SLUGS_PER_STATEMENT)) {
    const rows = await db
      .selectFrom(kind)
      .select('slug')
      .where('origin', '=', 'discovered')
      .where('slug', 'in', some)
      .orderBy('slug')
      .execute();
    found.push(...rows.map(({ slug }) => slug).filter((slug) => !used.has(slug)));
  }
  return found;
}

async function usesOfOffers(ctx: ServiceContext): Promise<Set<string>> {
  const posts = await ctx.db.selectFrom('offer_posts').select('offer').distinct().execute();
  return new Set([...posts.map(({ offer }) => offer), ...(await scopes(ctx, 'offer'))]);
}

async function usesOfCampaigns(ctx: ServiceContext, goneOffers: readonly string[]): Promise<Set<string>> {
  const { db } = ctx;
  const gone = new Set(goneOffers);
  const offers = await db.selectFrom('offers').select(['slug', 'campaign']).where('campaign', 'is not', null).execute();
  const rules = await db.selectFrom('tracking_rules').select('campaign').distinct().execute();
  const spend = await db.selectFrom('spend').select('campaign').distinct().execute();
  const notes = await db.selectFrom('annotations').select('campaign').distinct().execute();
  const named = [...offers.filter(({ slug }) => !gone.has(slug)), ...rules, ...spend, ...notes];
  return new Set([...named.flatMap(({ campaign }) => campaign ?? []), ...(await scopes(ctx, 'campaign'))]);
}

async function usesOfBrands(
  ctx: ServiceContext,
  goneCampaigns: readonly string[],
  goneOffers: readonly string[],
): Promise<Set<string>> {
  const { db } = ctx;
  const [withoutCampaigns, withoutOffers] = [new Set(goneCampaigns), new Set(goneOffers)];
  const campaigns = await db.selectFrom('campaigns').select(['slug', 'brand']).where('brand', 'is not', null).execute();
  const offers = await db.selectFrom('offers').select(['slug', 'brand']).where('brand', 'is not', null).execute();
  const rules = await db.selectFrom('tracking_rules').select('brand').distinct().execute();
  const notes = await db.selectFrom('annotations').select('brand').distinct().execute();
  const named = [
    ...campaigns.filter(({ slug }) => !withoutCampaigns.has(slug)),
    ...offers.filter(({ slug }) => !withoutOffers.has(slug)),
    ...rules,
    ...notes,
  ];
  return new Set([...named.flatMap(({ brand }) => brand ?? []), ...(await scopes(ctx, 'brand'))]);
}

/** What agreements are about, at one level. */
async function scopes({ db }: ServiceContext, level: 'brand' | 'campaign' | 'offer'): Promise<string[]> {
  const rows = await db.selectFrom('agreements').select('scope_slug').where('scope_level', '=', level).execute();
  return rows.flatMap(({ scope_slug }) => scope_slug ?? []);
}
