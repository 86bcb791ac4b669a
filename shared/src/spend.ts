import { z } from 'zod';
import { currencySchema, daySchema, slugSchema } from './fields.ts';

const figure = z.int().min(0).nullable();

/**
 * What a platform reported of one campaign on one day. Known by campaign, day, platform and item: a later line of the same
 * four takes the place of the earlier one.
 */
export interface SpendLine {
  campaign: string;
  day: string;
  /** Slug of the platform that reports it; '' where nobody said. */
  platform: string;
  /** What the platform itself tells its lines of a campaign and day apart by, such as an ad or ad set; '' for none. */
  item: string;
  /** Minor units of `currency`. Null, as each of the three after it, where the platform does not tell. */
  amount_minor: number | null;
  currency: string;
  impressions: number | null;
  clicks: number | null;
  /** With at most two decimals: platforms share a conversion out between campaigns. */
  conversions: number | null;
}

/** What one platform reports of a campaign and day, its lines added up; null where none of them tells. */
export interface PlatformDay {
  campaign: string;
  /** That of the campaign in the catalogue; '' for none. */
  brand: string;
  platform: string;
  day: string;
  /** Minor units of the workspace currency. */
  spend: number | null;
  impressions: number | null;
  clicks: number | null;
  conversions: number | null;
}

/** Conversions as platforms count them, kept to a hundredth. */
export const conversionsSchema = z
  .number()
  .min(0)
  .max(1e12)
  .refine((count) => Math.abs(count * 100 - Math.round(count * 100)) < 1e-6 * Math.max(1, count), {
    message: 'has more than two decimals',
  });

/** A line of spend as it is sent. */
export const spendInputSchema = z
  .strictObject({
    campaign: slugSchema,
    day: daySchema,
    platform: slugSchema.or(z.literal('')).default(''),
    item: z.string().trim().max(128).default(''),
    /** Decimal string of `currency`, such as "149.99". */
    amount: z.string().max(32).nullable().default(null),
    /** The workspace's where it is left out. */
    currency: currencySchema.optional(),
    impressions: figure.default(null),
    clicks: figure.default(null),
    conversions: conversionsSchema.nullable().default(null),
  })
  .refine(
    ({ amount, impressions, clicks, conversions }) =>
      [amount, impressions, clicks, conversions].some((each) => each !== null),
    { message: 'must hold at least one of amount, impressions, clicks, conversions', path: ['amount'] },
  );
export type SpendInput = z.output<typeof spendInputSchema>;

/** The body of `PUT /spend`. */
export const spendBodySchema = z.strictObject({ rows: z.array(spendInputSchema).min(1).max(10_000) });

/** What became of lines that were sent; `batch` names them, to be taken back. */
export const spendKeptSchema = z.object({
  batch: z.string(),
  accepted: z.int(),
  /** Lines that were known as they are. */
  duplicate: z.int(),
  /** Lines that took the place of other figures of the same campaign, day, platform and item. */
  replaced: z.int(),
});
export type SpendKept = z.infer<typeof spendKeptSchema>;

/** A line of spend as it is kept. */
export const spendLineSchema = z.object({
  id: z.string(),
  campaign: z.string(),
  day: z.string(),
  platform: z.string(),
  item: z.string(),
  amount_minor: z.int().nullable(),
  currency: z.string(),
  impressions: z.int().nullable(),
  clicks: z.int().nullable(),
  conversions: z.number().nullable(),
  /** The import, or the request, that brought it. */
  batch: z.string(),
  received_at: z.iso.datetime(),
}) satisfies z.ZodType<SpendLine>;
export type StoredSpendLine = z.infer<typeof spendLineSchema>;

/** A page of spend, the latest days first. */
export const spendPageSchema = z.object({
  items: z.array(spendLineSchema),
  total: z.int(),
  /** Of all pages; null where no line of the filter tells an amount. */
  amount_minor: z.int().nullable(),
  /** Sent back as `cursor` it gives the next page; null on the last one. */
  next: z.string().nullable(),
});
export type SpendPage = z.infer<typeof spendPageSchema>;
