import { z } from 'zod';
import { currencySchema, daySchema } from './fields.ts';

/** What rates are quoted against: a rate is what one euro is in another currency, as the European Central Bank publishes it. */
export const RATE_BASE = 'EUR';

/**
 * How many days before a day its rate may have been published. Weekends and holidays leave at most four days running
 * without a publication (Good Friday to Easter Monday), so that a rate older than a week is not the last one published: an
 * import was forgotten.
 */
export const RATE_REACH_DAYS = 7;

/** Where a rate comes from: a file of the European Central Bank's layout, or an entry by hand, which stands above files. */
export const RATE_SOURCES = ['ecb', 'hand'] as const;
export type RateSource = (typeof RATE_SOURCES)[number];

const RATE = /^(\d{1,9})(?:\.(\d{1,12}))?$/;

/** A positive decimal as it is kept: "01.3390" → "1.339". Null for anything else, and for more than 9 or 12 digits before or after the point. */
export function normalRate(text: string): string | null {
  const [, whole, fraction = ''] = RATE.exec(text) ?? [];
  if (whole === undefined || !/[1-9]/.test(whole + fraction)) return null;
  const left = whole.replace(/^0+(?=\d)/, '');
  const right = fraction.replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}

/** A rate of a day, as it is sent. */
export const rateInputSchema = z.strictObject({
  day: daySchema,
  currency: currencySchema.refine((code) => code !== RATE_BASE, 'must be another than the euro, which rates are per'),
  /** Units of `currency` per euro, such as "1.3391". */
  rate: z
    .string()
    .max(32)
    .transform((text, context) => {
      const rate = normalRate(text);
      if (rate !== null) return rate;
      context.addIssue({ code: 'custom', message: 'must be a decimal string above 0, such as "1.3391"' });
      return z.NEVER;
    }),
  /** Why it was entered by hand. */
  note: z.string().trim().max(200).default(''),
});
export type RateInput = z.output<typeof rateInputSchema>;

/** The body of `PUT /exchange-rates`. */
export const ratesBodySchema = z.strictObject({ rates: z.array(rateInputSchema).min(1).max(10_000) });

/** What became of rates that were sent; `batch` names them, to be taken back. */
export const ratesKeptSchema = z.object({
  batch: z.string(),
  accepted: z.int(),
  /** Rates that were known as they are. */
  duplicate: z.int(),
  /** Rates of a file that took the place of others, and those by hand that stand above others. */
  replaced: z.int(),
  /** Of a file, those that do not count as an entry by hand stands above them. */
  below_hand: z.int(),
});
export type RatesKept = z.infer<typeof ratesKeptSchema>;

export const exchangeRateSchema = z.object({
  day: z.string(),
  currency: z.string(),
  rate: z.string(),
  source: z.enum(RATE_SOURCES),
  note: z.string(),
  /** The import, or the request, that brought it. */
  batch: z.string(),
  received_at: z.iso.datetime(),
  /** Whether the day holds more than this one: others that it stands above, or that were taken back. */
  corrected: z.boolean(),
});
export type ExchangeRate = z.infer<typeof exchangeRateSchema>;

/** A page of rates, the latest days first. */
export const ratesPageSchema = z.object({
  items: z.array(exchangeRateSchema),
  total: z.int(),
  /** Sent back as `cursor` it gives the next page; null on the last one. */
  next: z.string().nullable(),
});
export type RatesPage = z.infer<typeof ratesPageSchema>;

/** One of the rates that were ever known of a day. */
export const rateLayerSchema = exchangeRateSchema.omit({ corrected: true }).extend({
  /** Whether it is the one that counts. */
  counts: z.boolean(),
  taken_back_at: z.iso.datetime().nullable(),
});
export type RateLayer = z.infer<typeof rateLayerSchema>;

/** What a file of rates tells, before it is imported. */
export const ratesPreviewSchema = z.object({
  /** Days that can be read, and the first and last of them. */
  days: z.int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  rates: z.int(),
  currencies: z.array(z.string()),
  /** Rates in currencies that are no more. */
  withdrawn: z.int(),
  /** All that would be refused, and the first of it. */
  refused: z.int(),
  refusals: z.array(z.object({ line: z.int(), path: z.string(), message: z.string() })),
  /** Whether this is the whole file. */
  complete: z.boolean(),
});
export type RatesPreview = z.infer<typeof ratesPreviewSchema>;

/** The rates of one currency that figures are converted at. */
export const rateStampSchema = z.object({
  currency: z.string(),
  /** Days on which money moved that a rate of this currency was needed for, and of those with none. */
  days: z.int(),
  missing_days: z.int(),
  /** The first ten of them. */
  missing: z.array(z.string()),
  /** The days on which the oldest and the newest rate used were published; null where none was. */
  published_from: z.string().nullable(),
  published_to: z.string().nullable(),
  /** Units per euro, as published: the least and the most. */
  lowest: z.string().nullable(),
  highest: z.string().nullable(),
  sources: z.array(z.enum(RATE_SOURCES)),
});
export type RateStamp = z.infer<typeof rateStampSchema>;
