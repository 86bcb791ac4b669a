import type { CatalogueLookup, Discovered, Origin } from '../../ingest/port.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';

const ROWS_PER_STATEMENT = 500;

/** The catalogue as ingest sees it: answered from memory, kept in step by `reload` after every change. */
export interface CatalogueCache extends CatalogueLookup {
  /** Reads the catalogue again; resolves once questions are answered by what the store holds now. */
  reload(): Promise<void>;
}

/** Reads the catalogue into memory. Reads and discoveries follow one another, so an older view never replaces a newer one. */
export async function openCatalogue(ctx: ServiceContext): Promise<CatalogueCache> {
  let view = await readCatalogue(ctx);
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const reload = async () => {
    view = await readCatalogue(ctx);
  };
  return {
    campaign: (slug) => view.campaigns.get(slug),
    offer: (slug) => view.offers.get(slug),
    reload: () => inTurn(reload),
    discover: (found, origin) =>
      inTurn(async () => {
        const news = newsIn(found, view);
        if (news.brands.size + news.campaigns.size + news.offers.size === 0) return;
        await addDiscovered(ctx, news, origin);
        await reload();
      }),
  };
}

interface View {
  brands: ReadonlySet<string>;
  campaigns: ReadonlyMap<string, { brand: string | null; settled: boolean }>;
  offers: ReadonlyMap<string, { campaign: string | null; settled: boolean }>;
}

async function readCatalogue({ db }: ServiceContext): Promise<View> {
  const brands = await db.selectFrom('brands').select('slug').execute();
  const campaigns = await db.selectFrom('campaigns').select(['slug', 'brand', 'origin']).execute();
  const offers = await db.selectFrom('offers').select(['slug', 'campaign', 'origin']).execute();
  return {
    brands: new Set(brands.map(({ slug }) => slug)),
    campaigns: new Map(
      campaigns.map(({ slug, brand, origin }) => [slug, { brand, settled: brand !== null || origin === 'own' }]),
    ),
    offers: new Map(
      offers.map(({ slug, campaign, origin }) => [slug, { campaign, settled: campaign !== null || origin === 'own' }]),
    ),
  };
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

/**
 * Adds what is not in the catalogue, in one transaction; what is there stays as it is, but for a missing brand or
 * campaign of an entry nobody has edited. Slugs go in sorted, so that two writers cannot wait for each other.
 */
function addDiscovered(ctx: ServiceContext, found: Discovered, origin: Origin): Promise<void> {
  const marked = {
    origin: origin === 'demo' ? ('demo' as const) : ('discovered' as const),
    created_at: ctx.clock.now(),
  };
  const brands = sorted([...found.brands, ...found.campaigns.values()]);
  const campaigns = sorted([...found.campaigns.keys(), ...found.offers.values()]);
  const offers = sorted(found.offers.keys());
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
