import { z } from 'zod';
import { answerMetaSchema, scope } from './query.ts';

/** What platforms can claim of a campaign, and what of the own counts stands beside it. */
export const CLAIMED = { impressions: 'impressions', clicks: 'clicks', conversions: 'purchases' } as const;
export type Claimed = keyof typeof CLAIMED;

/** The body of `POST /analysis/platform-claims`. Filters can be campaign and brand, is and is_not. */
export const claimsRequestSchema = z.strictObject(scope);
export type ClaimsRequestInput = z.input<typeof claimsRequestSchema>;
export type ClaimsRequest = z.output<typeof claimsRequestSchema>;

/** A claim beside the own count over the same days: those for which a platform claimed it. */
export const comparedClaimSchema = z.object({
  /** Null where no platform told it. */
  claimed: z.number().nullable(),
  counted: z.int().nullable(),
  /** claimed − counted. */
  difference: z.number().nullable(),
  /** claimed ÷ counted; null where nothing was counted. */
  ratio: z.number().nullable(),
  /** How many days it was claimed for. */
  days: z.int(),
});
export type ComparedClaim = z.infer<typeof comparedClaimSchema>;

const comparedShape = {
  impressions: comparedClaimSchema,
  clicks: comparedClaimSchema,
  conversions: comparedClaimSchema,
};

/** Amounts are in integer minor units of `meta.currency`. */
export const claimsAnswerSchema = z.object({
  /** By spend, the largest first, then by slug. */
  campaigns: z.array(
    z.object({
      campaign: z.string(),
      spend: z.int().nullable(),
      ...comparedShape,
      /** What each platform claims, by slug; '' where nobody said which. */
      platforms: z.array(
        z.object({
          platform: z.string(),
          spend: z.int().nullable(),
          impressions: z.int().nullable(),
          clicks: z.int().nullable(),
          conversions: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Over all campaigns; `days` are days of a campaign. */
  totals: z.object({ spend: z.int().nullable(), ...comparedShape }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type ClaimsAnswer = z.infer<typeof claimsAnswerSchema>;
