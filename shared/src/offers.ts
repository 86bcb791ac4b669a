import { z } from 'zod';
import { entryNameSchema, hashtagSchema, originSchema } from './control.ts';
import { currencySchema, slugSchema } from './fields.ts';

/** Whether the price holds the tax, or the tax is charged on top of it. */
export const TAX_RULES = ['added', 'included'] as const;
/** Minutes a buyer has for the confirmation unless the offer says otherwise, as in 2013. */
export const DEFAULT_CONFIRMATION_MINUTES = 15;
const MAX_CONFIRMATION_MINUTES = 1440;
/** A whole, in basis points: 10,000 are 100 %. */
const WHOLE_BASIS_POINTS = 10_000;

const minor = z.int('must be a whole number of minor units').min(0, 'must not be negative');
/** RFC 3339 with an offset; kept in UTC to the millisecond. */
const instant = z.iso
  .datetime({ offset: true, message: 'must be RFC 3339 with an offset, such as 2026-09-01T12:00:00Z' })
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime());

const fields = {
  name: entryNameSchema,
  /** What is sold, as the posts call it. */
  product: z.string().trim().min(1).max(120).nullable(),
  /** Whose offer it is; where a campaign has a brand, the same. */
  brand: slugSchema.nullable(),
  campaign: slugSchema.nullable(),
  /** Posted, it begins a purchase. */
  trigger_hashtag: hashtagSchema.nullable(),
  /** Named in the reply; posted by the same person in time, it completes the purchase. */
  confirmation_hashtag: hashtagSchema.nullable(),
  /** What the product costs otherwise. */
  list_price_minor: minor.nullable(),
  /** What the buyer pays for one, before tax where tax is added. */
  price_minor: minor.nullable(),
  currency: currencySchema.nullable(),
  tax_basis_points: z.int().min(0, 'must not be negative').max(WHOLE_BASIS_POINTS, 'must be at most 100 %'),
  tax: z.enum(TAX_RULES),
  /** How many are for sale in all; null is without limit. */
  stock: z.int('must be a whole number').min(0, 'must not be negative').nullable(),
  /** How many one person may buy; null is without limit. */
  per_person_limit: z.int('must be a whole number').min(1, 'must be at least 1').nullable(),
  /** Null is a draft, which no post can trigger. */
  starts_at: instant.nullable(),
  /** The first instant at which it can no longer be triggered; null is without end. */
  ends_at: instant.nullable(),
  /** The list of synced accounts that may buy; null is every synced account. */
  audience: slugSchema.nullable(),
  confirmation_minutes: z
    .int('must be a whole number of minutes')
    .min(1, 'must be at least a minute')
    .max(MAX_CONFIRMATION_MINUTES, 'must be at most a day (1,440 minutes)'),
};

export const offerInputSchema = z.strictObject({
  slug: slugSchema,
  ...fields,
  product: fields.product.default(null),
  brand: fields.brand.default(null),
  campaign: fields.campaign.default(null),
  trigger_hashtag: fields.trigger_hashtag.default(null),
  confirmation_hashtag: fields.confirmation_hashtag.default(null),
  list_price_minor: fields.list_price_minor.default(null),
  price_minor: fields.price_minor.default(null),
  currency: fields.currency.default(null),
  tax_basis_points: fields.tax_basis_points.default(0),
  tax: fields.tax.default('added'),
  stock: fields.stock.default(null),
  per_person_limit: fields.per_person_limit.default(null),
  starts_at: fields.starts_at.default(null),
  ends_at: fields.ends_at.default(null),
  audience: fields.audience.default(null),
  confirmation_minutes: fields.confirmation_minutes.default(DEFAULT_CONFIRMATION_MINUTES),
});
export type OfferInput = z.output<typeof offerInputSchema>;
/** What can be changed of an offer; a field that is left out stays as it is. */
export const offerPatchSchema = z.strictObject(fields).partial();
export type OfferPatch = z.output<typeof offerPatchSchema>;
export const offerSchema = offerInputSchema.extend({ origin: originSchema, created_at: z.iso.datetime() });
export type Offer = z.infer<typeof offerSchema>;

/** A field of an offer that does not go with the others, and what to do about it. */
export interface OfferFault {
  path: keyof OfferInput;
  message: string;
}

/** What an offer needs before it can start. */
const NEEDED = [
  ['trigger_hashtag', 'a trigger hashtag'],
  ['confirmation_hashtag', 'a confirmation hashtag'],
  ['price_minor', 'a price'],
  ['currency', 'a currency'],
] as const;

/** Fields that each are as they should be, yet do not go together; in the order of a form. */
export function offerFaults(offer: Omit<OfferInput, 'slug' | 'name'>): OfferFault[] {
  const faults: OfferFault[] = [];
  const add = (path: OfferFault['path'], message: string) => faults.push({ path, message });
  if (offer.starts_at !== null) {
    for (const [field, what] of NEEDED) {
      if (offer[field] === null) add(field, `an offer with a start needs ${what}; add it, or take the start away.`);
    }
  }
  if (offer.list_price_minor !== null) {
    if (offer.price_minor === null) add('price_minor', 'a list price needs the offer’s own price beside it.');
    else if (offer.list_price_minor < offer.price_minor) {
      add('list_price_minor', 'is lower than the offer’s price; it is what the product costs without the offer.');
    }
  }
  if (offer.ends_at !== null) {
    if (offer.starts_at === null) add('starts_at', 'an offer with an end needs a start.');
    else if (Date.parse(offer.ends_at) <= Date.parse(offer.starts_at)) add('ends_at', 'must be after the start.');
  }
  return faults;
}

export const OFFER_STATES = ['draft', 'scheduled', 'live', 'sold_out', 'ended'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/** Where an offer stands at `now` (epoch milliseconds) with `sold` of its stock paid for. */
export function offerState(
  { starts_at, ends_at, stock }: Pick<Offer, 'starts_at' | 'ends_at' | 'stock'>,
  { now, sold }: { now: number; sold: number },
): OfferState {
  if (starts_at === null) return 'draft';
  if (now < Date.parse(starts_at)) return 'scheduled';
  if (ends_at !== null && now >= Date.parse(ends_at)) return 'ended';
  return stock !== null && sold >= stock ? 'sold_out' : 'live';
}

const MINUTE_MS = 60_000;

/**
 * From when to when (epoch milliseconds, the end not included) an offer holds its hashtags: from its start until its last
 * confirmation can arrive. Null for a draft, which holds none.
 */
export function offerHolding({
  starts_at,
  ends_at,
  confirmation_minutes,
}: Pick<Offer, 'starts_at' | 'ends_at' | 'confirmation_minutes'>): { from: number; to: number } | null {
  if (starts_at === null) return null;
  const to = ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(ends_at) + confirmation_minutes * MINUTE_MS;
  return { from: Date.parse(starts_at), to };
}

/** What a buyer is promised: it stays once an offer can be triggered. */
export const FIXED_TERMS = [
  'trigger_hashtag',
  'confirmation_hashtag',
  'list_price_minor',
  'price_minor',
  'currency',
  'tax_basis_points',
  'tax',
  'starts_at',
  'confirmation_minutes',
] as const satisfies readonly (keyof OfferInput)[];

/** Whether an offer's terms stay as they are: it is live, or it ended and `sold` some; one that never sold can be corrected. */
export function termsAreFixed(
  offer: Pick<Offer, 'starts_at' | 'ends_at' | 'stock'>,
  at: { now: number; sold: number },
): boolean {
  const state = offerState(offer, at);
  return state === 'live' || state === 'sold_out' || (state === 'ended' && at.sold > 0);
}

/** What one costs the buyer, tax included, in minor units: added tax is rounded half up. */
export function priceWithTax({
  price_minor,
  tax,
  tax_basis_points,
}: Pick<OfferInput, 'tax' | 'tax_basis_points'> & { price_minor: number }): number {
  if (tax === 'included') return price_minor;
  const whole = BigInt(WHOLE_BASIS_POINTS);
  return price_minor + Number((BigInt(price_minor) * BigInt(tax_basis_points) + whole / 2n) / whole);
}
