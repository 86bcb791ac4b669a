import { InTurn } from '../../lib/in-turn.ts';
import type { CatalogueLookup, Discovered, Origin } from '../../ingest/port.ts';
import type { BrandTable, CampaignTable, OfferTable } from '../../stores/sql/schema.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';

const ROWS_PER_STATEMENT = 500;

/** The catalogue as ingest sees it: answered from memory, kept in step by `reload` after every change. */
export interface CatalogueCache extends CatalogueLookup {
  /** Reads the catalogue again; resolves once questions are answered by what the store holds now. */
  reload(): Promise<void>;
  /** Another number each time that answers may be others. */
  revision(): number;
}

/** Reads the catalogue into memory. Reads and discoveries follow one another, so an older view never replaces a newer one. */
export async function openCatalogue(ctx: ServiceContext): Promise<CatalogueCache> {
  let view = await readCatalogue(ctx);
  let revision = 0;
  const turns = new InTurn();
  return {
    hasBrand: (slug) => view.brands.has(slug),
    campaign: (slug) => view.campaigns.get(slug),
    offer: (slug) => view.offers.get(slug),
    reload: () =>
      turns.run(async () => {
        view = await readCatalogue(ctx);
        revision += 1;
      }),
    revision: () => revision,
    discover: (found, origin) =>
      turns.run(async () => {
        const news = slugsOf(newsIn(found, view));
        if (news.brands.length + news.campaigns.length + news.offers.length === 0) return;
        await addDiscovered(ctx, found, news, origin);
        await readEntries(ctx, news, view);
        revision += 1;
      }),
  };
}

interface View {
  brands: Set<string>;
  campaigns: Map<string, { brand: string | null; settled: boolean }>;
  offers: Map<string, { campaign: string | null; settled: boolean }>;
}

interface Slugs {
  brands: string[];
  campaigns: string[];
  offers: string[];
}

async function readCatalogue({ db }: ServiceContext): Promise<View> {
  const view: View = { brands: new Set(), campaigns: new Map(), offers: new Map() };
  enterBrands(view, await db.selectFrom('brands').select('slug').execute());
  enterCampaigns(view, await db.selectFrom('campaigns').select(['slug', 'brand', 'origin']).execute());
  enterOffers(view, await db.selectFrom('offers').select(['slug', 'campaign', 'origin']).execute());
  return view;
}

/** Brings the named entries of the view up to date; the whole catalogue may be too large to read for each new slug. */
async function readEntries({ db }: ServiceContext, { brands, campaigns, offers }: Slugs, view: View): Promise<void> {
  enterBrands(
    view,
    brands.map((slug) => ({ slug })),
  );
  for (const slugs of chunks(campaigns, ROWS_PER_STATEMENT)) {
    const rows = db.selectFrom('campaigns').select(['slug', 'brand', 'origin']).where('slug', 'in', slugs);
    enterCampaigns(view, await rows.execute());
  }
  for (const slugs of chunks(offers, ROWS_PER_STATEMENT)) {
    const rows = db.selectFrom('offers').select(['slug', 'campaign', 'origin']).where('slug', 'in', slugs);
    enterOffers(view, await rows.execute());
  }
}

function enterBrands(view: View, rows: readonly Pick<BrandTable, 'slug'>[]): void {
  for (const { slug } of rows) view.brands.add(slug);
}

function enterCampaigns(view: View, rows: readonly Pick<CampaignTable, 'slug' | 'brand' | 'origin'>[]): void {
  for (const { slug, brand, origin } of rows) {
    view.campaigns.set(slug, { brand, settled: brand !== null || origin === 'own' });
  }
}

function enterOffers(view: View, rows: readonly Pick<OfferTable, 'slug' | 'campaign' | 'origin'>[]): void {
  for (const { slug, campaign, origin } of rows) {
    view.offers.set(slug, { campaign, settled: campaign !== null || origin === 'own' });
  }
}

/** What of `found` the catalogue does not hold: unknown slugs, and the brand or campaign of entries that have none yet. */
function newsIn(found: Discovered, view: View): Discovered {
  const isNews = (known: { settled: boolean } | undefined, named: string | null) =>
    known === undefined || (!known.settled && named !== null);
  return {
    brands: new Set([...found.brands].filter((slug) => !view.brands.has(slug))),
    campaigns: new Map([...found.campaigns].filter(([slug, brand]) => isNews(view.campaigns.get(slug), brand))),
    offers: new Map([...found.offers].filter(([slug, campaign]) => isNews(view.offers.get(slug), campaign))),
  };
}

/** Every slug that is named, also beside another; sorted, so that two writers of the same slugs cannot wait for each other. */
function slugsOf({ brands, campaigns, offers }: Discovered): Slugs {
  return {
    brands: sorted([...brands, ...campaigns.values()]),
    campaigns: sorted([...campaigns.keys(), ...offers.values()]),
    offers: sorted(offers.keys()),
  };
}

/**
 * Adds what is not in the catalogue, in one transaction; what is there stays as it is, but for a missing brand or
 * campaign of an entry nobody has edited.
 */
function addDiscovered(
  ctx: ServiceContext,
  found: Discovered,
  { brands, campaigns, offers }: Slugs,
  origin: Origin,
): Promise<void> {
  const marked = {
    origin: origin === 'demo' ? ('demo' as const) : ('discovered' as const),
    created_at: ctx.clock.now(),
  };
  return inTransaction(ctx, async ({ db }) => {
    for (const slugs of chunks(brands, ROWS_PER_STATEMENT)) {
      await db
        .insertInto('brands')
        .values(slugs.map((slug) => ({ slug, name: readable(slug), ...marked })))
        .onConflict((conflict) => conflict.column('slug').doNothing())
        .execute();
    }
    for (const slugs of chunks(campaigns, ROWS_PER_STATEMENT)) {
      await db
        .insertInto('campaigns')
        .values(
          slugs.map((slug) => ({ slug, name: readable(slug), brand: found.campaigns.get(slug) ?? null, ...marked })),
        )
        .onConflict((conflict) =>
          conflict
            .column('slug')
            .doUpdateSet((row) => ({ brand: row.ref('excluded.brand') }))
            .where('campaigns.brand', 'is', null)
            .where('campaigns.origin', '!=', 'own'),
        )
        .execute();
    }
    for (const slugs of chunks(offers, ROWS_PER_STATEMENT)) {
      await db
        .insertInto('offers')
        .values(
          slugs.map((slug) => ({ slug, name: readable(slug), campaign: found.offers.get(slug) ?? null, ...marked })),
        )
        .onConflict((conflict) =>
          conflict
            .column('slug')
            .doUpdateSet((row) => ({ campaign: row.ref('excluded.campaign') }))
            .where('offers.campaign', 'is', null)
            .where('offers.origin', '!=', 'own'),
        )
        .execute();
    }
  });
}

function sorted(slugs: Iterable<string | null>): string[] {
  return [...new Set(slugs)].filter((slug) => slug !== null).sort();
}

/** A slug as a name to begin with: "emberline-8" → "Emberline 8". */
export function readable(slug: string): string {
  return slug
    .split(/[-_]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
