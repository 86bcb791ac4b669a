import { ApiError } from '../../lib/errors.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
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
    price_minor: number;
    currency: string;
    stock: number;
  }[];
  rules: readonly RuleInput[];
}

/** Adds the demo world's catalogue and rules, marked as demo; an entry whose slug or term is taken is left as it is. Reload the catalogue after it. */
export function addDemo(ctx: ServiceContext, { brands, campaigns, offers, rules }: Entries): Promise<void> {
  const marked = { origin: 'demo' as const, created_at: ctx.clock.now() };
  return inTransaction(ctx, async (ctx) => {
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
    await db
      .insertInto('offers')
      .values(offers.map((offer) => ({ ...offer, ...marked })))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
    for (const rule of rules) {
      await createTrackingRule(ctx, rule, 'demo').catch((error: unknown) => {
        if (!(error instanceof ApiError && error.code === 'conflict')) throw error;
      });
    }
  });
}
