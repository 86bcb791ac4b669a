import { brandInputSchema, campaignInputSchema, trackingRuleInputSchema } from '@syncline/shared/control';
import { offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { CAMPAIGNS, catalogueEntries, priceMinor } from './world.ts';

const entries = (currency: string) => catalogueEntries(currency, [2000, 900, 950, 6500, 670, 2500], '2026-08-26');

describe('catalogueEntries', () => {
  it.each([
    ['brands', brandInputSchema],
    ['campaigns', campaignInputSchema],
    ['offers', offerInputSchema],
    ['rules', trackingRuleInputSchema],
  ] as const)('gives %s that the catalogue would take as they are', (resource, schema) => {
    for (const entry of entries('USD')[resource]) expect(schema.parse(entry)).toMatchObject(entry);
  });

  it('gives every entry a slug of its own, and every rule a term of its own', () => {
    const { brands, campaigns, offers, rules } = entries('USD');
    for (const resource of [brands, campaigns, offers]) {
      expect(new Set(resource.map(({ slug }) => slug)).size).toBe(resource.length);
    }
    expect(new Set(rules.map((rule) => `${rule.match} ${rule.value.toLowerCase()}`)).size).toBe(rules.length);
  });

  it('refers only to entries it holds', () => {
    const { brands, campaigns, offers, rules } = entries('USD');
    const known = (slugs: readonly { slug: string }[]) =>
      new Set<string | null>([null, ...slugs.map(({ slug }) => slug)]);
    expect([...campaigns, ...rules].filter(({ brand }) => !known(brands).has(brand))).toEqual([]);
    expect([...offers, ...rules].filter(({ campaign }) => !known(campaigns).has(campaign))).toEqual([]);
  });

  it('counts flights from the first day of the window', () => {
    const campaigns = new Map(entries('USD').campaigns.map((campaign) => [campaign.slug, campaign]));
    expect(campaigns.get('emberline-8-launch')).toMatchObject({ starts_on: '2026-08-26', ends_on: null });
    expect(campaigns.get('halden-one')).toMatchObject({ starts_on: '2026-09-24', ends_on: '2026-11-08' });
  });

  it.each([
    ['USD', '$25 card for $15', 14_999],
    ['JPY', '¥2,500 card for ¥1,500', 14_999],
    ['EUR', '€25 card for €15', 14_999],
    ['KWD', 'KWD 25 card for KWD 15', 149_990],
  ])('names and prices in %s', (currency, name, price) => {
    const { campaigns, offers } = entries(currency);
    const card = campaigns.find(({ slug }) => slug === 'card-25-for-15');
    expect(card?.name.replaceAll('\u00a0', ' ')).toBe(name);
    expect(offers.find(({ slug }) => slug === 'emberline-8')).toMatchObject({
      currency,
      price_minor: price,
      stock: 2000,
    });
  });
});

describe('priceMinor', () => {
  it('keeps the figure of prices in currencies without decimals', () => {
    expect(CAMPAIGNS.map(({ offer }) => priceMinor(offer.priceCents, 'JPY'))).toEqual([
      14_999, 19_199, 15_990, 1500, 17_999, 3499,
    ]);
  });
});
