import { type Offer, offerFaults, type OfferInput, offerInputSchema, type OfferPatch } from '@syncline/shared/offers';
import { currencySchema } from '@syncline/shared/fields';
import { formatAmount, parseAmount } from '@syncline/shared/money';
import { fileStem } from '../../lib/value-table.ts';
import { fromWallTime, toWallTime } from '../../lib/zoned.ts';

/** An offer as it stands in the form: every field as text, under the name it has in the API. */
export type OfferDraft = Record<keyof OfferInput, string>;
export type DraftFaults = Partial<Record<keyof OfferInput, string>>;

const BASIS_POINTS_PER_PERCENT = 100;

/** The form of a new offer. */
export function emptyDraft(currency: string): OfferDraft {
  return draftOf(offerInputSchema.parse({ slug: 'new', name: 'New', currency }), 'UTC', { slug: '', name: '' });
}

/** The form of an offer; times on the clock of `timezone`. */
export function draftOf(offer: OfferInput, timezone: string, over: Partial<OfferDraft> = {}): OfferDraft {
  const text = (value: string | number | null) => (value === null ? '' : String(value));
  const amount = (minor: number | null) =>
    minor === null ? '' : offer.currency === null ? String(minor) : formatAmount(minor, offer.currency);
  const wall = (instant: string | null) => (instant === null ? '' : toWallTime(instant, timezone));
  return {
    slug: offer.slug,
    name: offer.name,
    product: text(offer.product),
    brand: text(offer.brand),
    campaign: text(offer.campaign),
    trigger_hashtag: text(offer.trigger_hashtag),
    confirmation_hashtag: text(offer.confirmation_hashtag),
    list_price_minor: amount(offer.list_price_minor),
    price_minor: amount(offer.price_minor),
    currency: text(offer.currency),
    tax_basis_points: String(offer.tax_basis_points / BASIS_POINTS_PER_PERCENT),
    tax: offer.tax,
    stock: text(offer.stock),
    per_person_limit: text(offer.per_person_limit),
    starts_at: wall(offer.starts_at),
    ends_at: wall(offer.ends_at),
    audience: text(offer.audience),
    confirmation_minutes: String(offer.confirmation_minutes),
    ...over,
  };
}

type Read = { offer: OfferInput; faults: null } | { offer: null; faults: DraftFaults };

/**
 * Reads the form as an offer, or says of each field what is wrong. `before` is the offer that is being edited: a time
 * that was not touched keeps its seconds.
 */
export function readDraft(draft: OfferDraft, timezone: string, before: Offer | null): Read {
  const faults: DraftFaults = {};
  const trimmed = (field: keyof OfferInput) => draft[field].trim();
  const orNull = (field: keyof OfferInput) => trimmed(field) || null;
  const currency = trimmed('currency').toUpperCase();
  const amount = (field: 'price_minor' | 'list_price_minor') => {
    const text = trimmed(field).replaceAll(',', '');
    if (text === '' || !currencySchema.safeParse(currency).success) return null;
    const read = parseAmount(text, currency);
    if (!read.ok) faults[field] = read.message;
    return read.ok ? read.minor : null;
  };
  const whole = (field: 'stock' | 'per_person_limit' | 'confirmation_minutes') => {
    const text = trimmed(field).replaceAll(',', '');
    if (text !== '' && !/^\d+$/.test(text)) faults[field] = 'must be a whole number';
    return text === '' ? null : Number(text);
  };
  const instant = (field: 'starts_at' | 'ends_at') => {
    const wall = trimmed(field);
    const known = before?.[field] ?? null;
    if (wall === '' || (known !== null && toWallTime(known, timezone) === wall)) return wall === '' ? null : known;
    const read = fromWallTime(wall, timezone);
    if (read === null) faults[field] = 'must be a date and a time';
    return read;
  };
  const candidate = {
    slug: trimmed('slug') || fileStem(draft.name),
    name: trimmed('name'),
    product: orNull('product'),
    brand: orNull('brand'),
    campaign: orNull('campaign'),
    trigger_hashtag: orNull('trigger_hashtag'),
    confirmation_hashtag: orNull('confirmation_hashtag'),
    list_price_minor: amount('list_price_minor'),
    price_minor: amount('price_minor'),
    currency: currency || null,
    tax_basis_points: basisPoints(trimmed('tax_basis_points'), faults),
    tax: draft.tax,
    stock: whole('stock'),
    per_person_limit: whole('per_person_limit'),
    starts_at: instant('starts_at'),
    ends_at: instant('ends_at'),
    audience: orNull('audience'),
    confirmation_minutes: whole('confirmation_minutes') ?? undefined,
  };
  const parsed = offerInputSchema.safeParse(candidate);
  const add = (path: keyof OfferInput, message: string) => {
    faults[path] ??= message;
  };
  if (parsed.success) for (const { path, message } of offerFaults(parsed.data)) add(path, message);
  else
    for (const { path, message } of parsed.error.issues) add(path[0] as keyof OfferInput, wordsFor(path[0], message));
  if (parsed.success && Object.keys(faults).length === 0) return { offer: parsed.data, faults: null };
  return { offer: null, faults };
}

/** A rate in per cent, with at most two decimals, in basis points. */
function basisPoints(text: string, faults: DraftFaults): number {
  const read = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text === '' ? '0' : text);
  if (!read) {
    faults.tax_basis_points = 'must be a rate in per cent with at most two decimals, such as 8.75';
    return 0;
  }
  return Number(read[1]) * BASIS_POINTS_PER_PERCENT + Number((read[2] ?? '').padEnd(2, '0'));
}

function wordsFor(field: PropertyKey | undefined, message: string): string {
  return field === 'name' ? 'is needed, up to 120 characters' : message;
}

/** The fields in which `after` differs from the offer as it is; null where none does. */
export function changeOf(before: Offer, after: OfferInput): OfferPatch | null {
  const { slug: _, ...fields } = after;
  const changed = Object.entries(fields).filter(([field, value]) => before[field as keyof Offer] !== value);
  return changed.length > 0 ? (Object.fromEntries(changed) as OfferPatch) : null;
}
