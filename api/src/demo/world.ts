import { addDays } from '@syncline/shared/time';
import { minorDigits } from '@syncline/shared/money';

/** Days the demo world spans, the last of which is the day it was made on. */
export const DEMO_DAYS = 90;

/** A wave of attention: it starts on a day of the window, at a height, and halves every `halfLife` days. */
export interface Burst {
  from: number;
  height: number;
  halfLife: number;
  /** Cut off after so many days. */
  length?: number;
}

/** One campaign with its one offer, as the generator plays it. Days count from the first of the window. */
export interface CampaignPlan {
  slug: string;
  name: string;
  brand: number;
  /** First and last day; a first day before the window is negative, no last day is null. */
  starts: number;
  ends: number | null;
  /** Attention between bursts. */
  base: number;
  bursts: readonly Burst[];
  /** Growth of the base per day, as a share of it. */
  growth: number;
  /** Expected share of people reached, given average attention. */
  reachShare: number;
  /** How fast the number of impressions per person falls off; larger is longer. */
  frequencyScale: number;
  /** Buyers among people reached at medium frequency, when stock allows. */
  conversion: number;
  offer: {
    slug: string;
    name: string;
    hashtag: string;
    priceCents: number;
    /** What it costs otherwise. */
    listCents: number;
    /** Tax that the price holds, in hundredths of a per cent. */
    taxBasisPoints: number;
  };
  /** How stock is set: ample, sells out for good, or sells out and is restocked on a day. */
  stock: { kind: 'ample' } | { kind: 'sells_out' } | { kind: 'restocked'; day: number };
  /** Share of people held out as a control group of an experiment. */
  controlShare?: number;
  /** Confirm rate within the last days, where it falls. */
  confirmDip?: { days: number; rate: number };
}

const TRACKED = [
  { slug: 'emberline-tablets', name: 'Emberline Tablets', mention: 'emberline' },
  { slug: 'pico-play', name: 'Pico Play', mention: 'picoplay' },
  { slug: 'odile-marchetti', name: 'Odile Marchetti', mention: 'odilemarchetti' },
  { slug: 'northgate-gift-cards', name: 'Northgate Gift Cards', mention: 'northgatecards' },
  { slug: 'halden-cameras', name: 'Halden Cameras', mention: 'haldencameras' },
] as const;

const OTHERS = [
  'Aldenmoor Coffee',
  'Brenwick Bikes',
  'Caldora Air',
  'Dunvale Outdoors',
  'Elmcrest Pages',
  'Fennimar Foods',
  'Glimmerton Toys',
  'Harrowick Bakery',
  'Isoldine Skincare',
  'Junivere Denim',
  'Kestravel Hotels',
  'Larkmoor Radio',
  'Mirefield Rovers',
  'Norvane Audio',
  'Oakhollis Home',
  'Pellbrook Pets',
  'Quillane Pens',
  'Rookwell Games',
  'Saltmere Surf',
  'Tavenor Teas',
] as const;

/** The brands with campaigns first, then those that people merely follow. All are invented. */
export const BRANDS: readonly { slug: string; name: string }[] = [
  ...TRACKED.map(({ slug, name }) => ({ slug, name })),
  ...OTHERS.map((name) => ({ slug: name.toLowerCase().replaceAll(' ', '-'), name })),
];

/** Pull of each brand on followers, in the order of BRANDS: the tracked ones, then a falling tail. */
export const BRAND_PULL: readonly number[] = [
  2.4,
  2.1,
  1.6,
  1.9,
  1.2,
  ...OTHERS.map((_, index) => 3 / (index + 2) ** 0.6),
];

export const CAMPAIGNS: readonly CampaignPlan[] = [
  {
    slug: 'emberline-8-launch',
    name: 'Emberline 8 launch',
    brand: 0,
    starts: 0,
    ends: null,
    base: 0.45,
    growth: 0.012,
    bursts: [
      { from: 0, height: 3.6, halfLife: 4.5 },
      { from: 46, height: 2.6, halfLife: 9, length: 6 },
      { from: 76, height: 1.1, halfLife: 20 },
    ],
    reachShare: 0.27,
    frequencyScale: 5.2,
    conversion: 0.02,
    offer: {
      slug: 'emberline-8',
      name: 'Emberline 8 tablet',
      hashtag: 'Emberline8',
      priceCents: 14_999,
      listCents: 19_900,
      taxBasisPoints: 800,
    },
    stock: { kind: 'ample' },
  },
  {
    slug: 'pico-console-bundle',
    name: 'Pico console bundle',
    brand: 1,
    starts: 12,
    ends: null,
    base: 0.55,
    growth: 0,
    bursts: [
      { from: 12, height: 2.8, halfLife: 8 },
      { from: 33, height: 1.2, halfLife: 14 },
    ],
    reachShare: 0.2,
    frequencyScale: 4.6,
    conversion: 0.014,
    offer: {
      slug: 'pico-console-bundle',
      name: 'Pico console bundle',
      hashtag: 'PicoBundle',
      priceCents: 19_199,
      listCents: 23_999,
      taxBasisPoints: 800,
    },
    stock: { kind: 'ample' },
    confirmDip: { days: 7, rate: 0.7 },
  },
  {
    slug: 'river-bracelet',
    name: 'River bracelet',
    brand: 2,
    starts: 4,
    ends: null,
    base: 0.3,
    growth: 0,
    bursts: [
      { from: 4, height: 1.5, halfLife: 9 },
      { from: 46, height: 3, halfLife: 6 },
      { from: 72, height: 0.7, halfLife: 30 },
    ],
    reachShare: 0.13,
    frequencyScale: 5,
    conversion: 0.029,
    offer: {
      slug: 'river-bracelet',
      name: 'River bracelet',
      hashtag: 'RiverBracelet',
      priceCents: 15_990,
      listCents: 18_500,
      taxBasisPoints: 800,
    },
    stock: { kind: 'restocked', day: 46 },
  },
  {
    slug: 'card-25-for-15',
    name: 'gift card',
    brand: 3,
    starts: -31,
    ends: null,
    base: 1,
    growth: 0.006,
    bursts: [
      { from: 18, height: 0.7, halfLife: 5 },
      { from: 62, height: 0.9, halfLife: 6 },
    ],
    reachShare: 0.56,
    frequencyScale: 3.1,
    conversion: 0.034,
    offer: {
      slug: 'gift-card-25',
      name: 'gift card',
      hashtag: 'NorthgateCard25',
      priceCents: 1500,
      listCents: 2500,
      taxBasisPoints: 0,
    },
    stock: { kind: 'ample' },
  },
  {
    slug: 'halden-one',
    name: 'Halden One action cam',
    brand: 4,
    starts: 29,
    ends: 74,
    base: 0.3,
    growth: 0,
    bursts: [
      { from: 29, height: 2.6, halfLife: 7 },
      { from: 54, height: 1.3, halfLife: 8 },
    ],
    reachShare: 0.17,
    frequencyScale: 4.5,
    conversion: 0.019,
    offer: {
      slug: 'halden-one',
      name: 'Halden One action cam',
      hashtag: 'HaldenOne',
      priceCents: 17_999,
      listCents: 19_999,
      taxBasisPoints: 800,
    },
    stock: { kind: 'sells_out' },
    controlShare: 0.15,
  },
  {
    slug: 'pico-controller',
    name: 'Pico controller',
    brand: 1,
    starts: 8,
    ends: null,
    base: 0.16,
    growth: 0,
    bursts: [
      { from: 8, height: 2.1, halfLife: 8, length: 19 },
      { from: 57, height: 2.3, halfLife: 11, length: 24 },
    ],
    reachShare: 0.21,
    frequencyScale: 4,
    conversion: 0.03,
    offer: {
      slug: 'pico-controller',
      name: 'Pico controller',
      hashtag: 'PicoController',
      priceCents: 3499,
      listCents: 3999,
      taxBasisPoints: 800,
    },
    stock: { kind: 'ample' },
  },
];

/** What the catalogue is given before the events: the inputs of its resources, in dependency order. */
export interface DemoCatalogueEntries {
  brands: { slug: string; name: string }[];
  campaigns: { slug: string; name: string; brand: string; starts_on: string; ends_on: string | null }[];
  offers: {
    slug: string;
    name: string;
    campaign: string;
    trigger_hashtag: string;
    confirmation_hashtag: string;
    list_price_minor: number;
    price_minor: number;
    currency: string;
    tax: 'included';
    tax_basis_points: number;
    stock: number;
  }[];
  rules: {
    match: 'hashtag' | 'mention';
    value: string;
    brand: string | null;
    campaign: string | null;
    position: number;
  }[];
}

/**
 * A price written in hundredths, in minor units of `currency`: $149.99 is 14999, ¥14,999 is 14999, 149.990 Bahraini
 * dinars are 149990.
 */
export function priceMinor(cents: number, currency: string): number {
  return cents * 10 ** Math.max(0, minorDigits(currency) - 2);
}

/** The catalogue of the demo world: prices in `currency`, `stock` in the order of CAMPAIGNS, dates counted from `firstDay`. */
export function catalogueEntries(currency: string, stock: readonly number[], firstDay: string): DemoCatalogueEntries {
  const brandOf = (plan: CampaignPlan) => (BRANDS[plan.brand] as { slug: string }).slug;
  const cardName = `${wholeMoney(2500, currency)} card for ${wholeMoney(1500, currency)}`;
  const named = (name: string) => (name === 'gift card' ? cardName : name);
  const campaignRules = CAMPAIGNS.flatMap((plan) =>
    [`Buy${plan.offer.hashtag}`, `Confirm${plan.offer.hashtag}`, plan.offer.hashtag].map((value) => ({
      match: 'hashtag' as const,
      value,
      brand: brandOf(plan),
      campaign: plan.slug,
    })),
  );
  const brandRules = TRACKED.map(({ slug, mention }) => ({
    match: 'mention' as const,
    value: mention,
    brand: slug,
    campaign: null,
  }));
  return {
    brands: [...BRANDS],
    campaigns: CAMPAIGNS.map((plan) => ({
      slug: plan.slug,
      name: named(plan.name),
      brand: brandOf(plan),
      starts_on: addDays(firstDay, plan.starts),
      ends_on: plan.ends === null ? null : addDays(firstDay, plan.ends),
    })),
    offers: CAMPAIGNS.map((plan, index) => ({
      slug: plan.offer.slug,
      name: named(plan.offer.name),
      campaign: plan.slug,
      trigger_hashtag: `Buy${plan.offer.hashtag}`,
      confirmation_hashtag: `Confirm${plan.offer.hashtag}`,
      list_price_minor: priceMinor(plan.offer.listCents, currency),
      price_minor: priceMinor(plan.offer.priceCents, currency),
      currency,
      tax: 'included',
      tax_basis_points: plan.offer.taxBasisPoints,
      stock: stock[index] as number,
    })),
    rules: [...campaignRules, ...brandRules].map((rule, position) => ({ ...rule, position })),
  };
}

function wholeMoney(cents: number, currency: string): string {
  const amount = priceMinor(cents, currency) / 10 ** minorDigits(currency);
  return new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 }).format(amount);
}
