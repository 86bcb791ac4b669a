import { campaignSchema, hashtagSchema, offerInputSchema, offerSchema } from '@syncline/shared/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBrand } from '../services/brands/create.ts';
import { listBrands } from '../services/brands/list.ts';
import { createCampaign } from '../services/campaigns/create.ts';
import { listCampaigns } from '../services/campaigns/list.ts';
import { type CatalogueCache, openCatalogue } from '../services/catalogue/lookup.ts';
import type { ServiceContext } from '../services/context.ts';
import { listOffers } from '../services/offers/list.ts';
import { createTrackingRule } from '../services/tracking-rules/create.ts';
import { listTrackingRules } from '../services/tracking-rules/list.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import type { ControlStore } from '../stores/sql/port.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { demoCatalogue } from './catalogue.ts';
import { catalogueEntries } from './world.ts';

const ENTRIES = catalogueEntries('USD', [2000, 900, 950, 6500, 670, 2500], '2026-08-26');

describe('demoCatalogue', () => {
  let store: ControlStore;
  let ctx: ServiceContext;
  let cache: CatalogueCache;
  beforeEach(async () => {
    store = await openSqlite(':memory:');
    await migrateControl(store);
    ctx = { db: store.db, clock: { now: () => Date.UTC(2026, 10, 23) } };
    cache = await openCatalogue(ctx);
  });
  afterEach(() => store.close());

  it('adds the entries once, marked as demo, and makes them known to ingest', async () => {
    const demo = demoCatalogue(ctx, cache);
    await demo.add(ENTRIES);
    await demo.add(ENTRIES);
    const campaigns = await listCampaigns(ctx);
    const offers = await listOffers(ctx);
    expect(campaigns.map((campaign) => campaignSchema.parse(campaign).name).sort()).toEqual([
      '$25 card for $15',
      'Emberline 8 launch',
      'Halden One action cam',
      'Pico console bundle',
      'Pico controller',
      'River bracelet',
    ]);
    expect(offers.map((offer) => offerSchema.parse(offer).slug)).toHaveLength(6);
    expect(offers.find((offer) => offer.slug === 'emberline-8')).toMatchObject({
      trigger_hashtag: 'BuyEmberline8',
      confirmation_hashtag: 'ConfirmEmberline8',
      price_minor: 14_999,
      currency: 'USD',
      stock: 2000,
      origin: 'demo',
    });
    const rules = await listTrackingRules(ctx);
    expect(rules).toHaveLength(ENTRIES.rules.length);
    expect(
      [...campaigns, ...offers, ...rules, ...(await listBrands(ctx))].every((entry) => entry.origin === 'demo'),
    ).toBe(true);
    expect(cache.campaign('river-bracelet')).toMatchObject({ brand: 'odile-marchetti' });
    expect(cache.offer('halden-one')).toMatchObject({ campaign: 'halden-one' });
  });

  it('gives entries that the catalogue itself would accept', () => {
    for (const offer of ENTRIES.offers) expect(offerInputSchema.parse(offer)).toEqual(offer);
    for (const rule of ENTRIES.rules)
      expect(rule.match === 'mention' || hashtagSchema.safeParse(rule.value).success).toBe(true);
  });

  it('leaves what somebody else made alone, on the way in and out', async () => {
    await createBrand(ctx, { slug: 'pico-play', name: 'Our Pico' });
    await createCampaign(ctx, { slug: 'ours', name: 'Ours', brand: 'pico-play', starts_on: null, ends_on: null });
    await createTrackingRule(ctx, { match: 'hashtag', value: 'HaldenOne', brand: null, campaign: 'ours', position: 3 });
    const demo = demoCatalogue(ctx, cache);
    await demo.add(ENTRIES);
    expect((await listBrands(ctx)).find((brand) => brand.slug === 'pico-play')).toMatchObject({
      name: 'Our Pico',
      origin: 'own',
    });
    await demo.forget();
    expect((await listBrands(ctx)).map((brand) => brand.slug)).toEqual(['pico-play']);
    expect((await listCampaigns(ctx)).map((campaign) => campaign.slug)).toEqual(['ours']);
    expect((await listTrackingRules(ctx)).map((rule) => rule.value)).toEqual(['HaldenOne']);
    expect(cache.campaign('river-bracelet')).toBeUndefined();
  });
});
