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
  let campaigns = new Map<string, { brand: string | null }>();
  let offers = new Map<string, { campaign: string | null }>();
  let last: Promise<void> = Promise.resolve();

  const read = async () => {
    const campaignRows = await ctx.db.selectFrom('campaigns').select(['slug', 'brand']).execute();
    const offerRows = await ctx.db.selectFrom('offers').select(['slug', 'campaign']).execute();
    campaigns = new Map(campaignRows.map(({ slug, brand }) => [slug, { brand }]));
    offers = new Map(offerRows.map(({ slug, campaign }) => [slug, { campaign }]));
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  await inTurn(read);
  return {
    campaign: (slug) => campaigns.get(slug),
    offer: (slug) => offers.get(slug),
    reload: () => inTurn(read),
    discover: (found, origin) =>
      inTurn(async () => {
        await addDiscovered(ctx, found, origin);
        await read();
      }),
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
