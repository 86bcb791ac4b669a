import { addDays } from '@syncline/shared/time';
import { offerInputSchema, type OfferInput } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { dayStart } from '../../lib/zone.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { changingOffers } from '../offers/book.ts';
import { requireFreeHashtags } from '../offers/claims.ts';
import { offerColumns } from '../offers/offer.ts';
import { createTrackingRule } from '../tracking-rules/create.ts';
import type { RuleInput } from '../tracking-rules/rule.ts';

interface Entries {
  brands: readonly { slug: string; name: string }[];
  campaigns: readonly { slug: string; name: string; brand: string; starts_on: string; ends_on: string | null }[];
  offers: readonly {
    slug: string;
    name: string;
    campaign: string;
    trigger_hashtag: string;
    confirmation_hashtag: string;
    list_price_minor?: number;
    price_minor: number;
    currency: string;
    tax?: 'included';
    tax_basis_points?: number;
    stock: number;
  }[];
  rules: readonly RuleInput[];
}

/**
 * Adds the demo world's catalogue and rules, marked as demo; an entry whose slug or term is taken is left as it is. Offers
 * run with their campaigns, whose days are of `timezone`. Reload the catalogue after it.
 */
export function addDemo(ctx: ServiceContext, entries: Entries, timezone: string): Promise<void> {
  const { brands, campaigns, rules } = entries;
  const marked = { origin: 'demo' as const, created_at: ctx.clock.now() };
  return changingOffers(ctx, async (ctx) => {
    const { db } = ctx;
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
    for (const offer of offersOf(entries, timezone)) {
      await db
        .insertInto('offers')
        .values({ ...offerColumns(await asDraftWhereHeld(ctx, offer)), ...marked })
        .onConflict((conflict) => conflict.column('slug').doNothing())
        .execute();
    }
    for (const rule of rules) {
      await createTrackingRule(ctx, rule, 'demo').catch(unlessTaken);
    }
  });
}

function offersOf({ campaigns, offers }: Entries, timezone: string): OfferInput[] {
  const startOf = (day: string) => isoTime(dayStart(timezone, day));
  return offers.map((offer) => {
    const campaign = campaigns.find(({ slug }) => slug === offer.campaign);
    return offerInputSchema.parse({
      ...offer,
      starts_at: campaign ? startOf(campaign.starts_on) : null,
      ends_at: campaign?.ends_on ? startOf(addDays(campaign.ends_on, 1)) : null,
    });
  });
}

/** The offer, without its period where somebody's own offer holds one of its hashtags. */
async function asDraftWhereHeld(ctx: ServiceContext, offer: OfferInput): Promise<OfferInput> {
  const free = await requireFreeHashtags(ctx, offer).then(() => true, unlessTaken);
  return free ? offer : { ...offer, starts_at: null, ends_at: null };
}

/** False for what is left out as something is taken; other errors are thrown on. */
export function unlessTaken(error: unknown): false {
  if (error instanceof ApiError && error.code === 'conflict') return false;
  throw error;
}
