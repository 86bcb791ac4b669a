import { z } from 'zod';
import { minorDigits } from './money.ts';
import { estimateSchema } from './query.ts';
import { numberWords } from './words.ts';

/** What a mean per person can be of, each as it stands before "per person" or as the whole of it, and what it is counted in. */
export const MEANS = {
  actions: { label: 'actions per person', unit: 'actions' },
  active_days: { label: 'active days per person', unit: 'days' },
  brands_followed: { label: 'brands followed per person', unit: 'brands' },
  net_spend: { label: 'net spend per person', unit: 'money' },
} as const;
export type Mean = keyof typeof MEANS;
export const MEAN_KEYS = Object.keys(MEANS) as [Mean, ...Mean[]];

/** A mean over the people of a group, whether they have any of it or not. Money is in minor units. */
const meanOfGroupSchema = z.object({
  /** Total ÷ base; null where there is nobody. */
  value: z.number().nullable(),
  total: z.number(),
  base: z.int(),
});
export type MeanOfGroup = z.infer<typeof meanOfGroupSchema>;

export const meanRowSchema = z.object({
  mean: z.enum(MEAN_KEYS),
  unit: z.enum(['actions', 'days', 'brands', 'money']),
  /** Of money: values, difference and interval are in its minor units. */
  currency: z.string().nullable(),
  /** Whether the row is held back: too few people of a group have any of it, or could be worked out. */
  suppressed: z.boolean(),
  segment: meanOfGroupSchema.nullable(),
  comparison: meanOfGroupSchema.nullable(),
  /** Segment − comparison group, in the row's unit. */
  difference: estimateSchema,
  /** Segment ÷ comparison group; null of money, where its interval is not sound, and unless both means are above 0. */
  ratio: estimateSchema,
  p_value: z.number().nullable(),
  /** For all rows shown, those of behaviours among them, after Benjamini and Hochberg. */
  adjusted_p_value: z.number().nullable(),
  /** The row in words, by rule. */
  sentence: z.string(),
});
export type MeanRow = z.infer<typeof meanRowSchema>;

/** A mean, or a difference of means, in words, without its unit unless it is money: 12.38 → "12.38", 1238 cents → "12.38 USD". */
export function meanWords(value: number, currency: string | null): string {
  if (currency === null) return numberWords(value, 2);
  const digits = minorDigits(currency);
  return `${numberWords(value / 10 ** digits, digits)}\u202f${currency}`;
}

/** A difference of means in words: "1.20 more", "0.30 less". */
export function meanMoreWords(difference: number, currency: string | null): string {
  return `${meanWords(Math.abs(difference), currency)} ${difference < 0 ? 'less' : 'more'}`;
}
