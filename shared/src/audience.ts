import { z } from 'zod';
import { slugSchema } from './fields.ts';
import {
  answerMetaSchema,
  estimateSchema,
  minimumActionsSchema,
  minimumPeopleSchema,
  proportionSchema,
  scope,
} from './query.ts';
import { indexDirection } from './research.ts';
import { numberWords, percentWords } from './words.ts';

/** The primary devices that followers are told apart by, in the order of the answer; each follower has one of them. */
export const FOLLOWER_DEVICES = ['mobile', 'desktop', 'mixed', 'unknown'] as const;
export type FollowerDevice = (typeof FOLLOWER_DEVICES)[number];

/** The most brands that one answer lists. */
export const MAX_FOLLOWED_BRANDS = 40;

/** The body of `POST /analysis/brand-follows`. */
export const brandFollowsRequestSchema = z.strictObject({
  ...scope,
  /** Numbers of brands from this one on share the open top bin. */
  top: z.int().min(11).max(100).default(11),
  minimum_actions: minimumActionsSchema,
});
export type BrandFollowsRequestInput = z.input<typeof brandFollowsRequestSchema>;
export type BrandFollowsRequest = z.output<typeof brandFollowsRequestSchema>;

const distributionSchema = z.object({
  /** People who follow at least one brand. */
  followers: z.int(),
  /** Pairs of person and brand. */
  follows: z.int(),
  /** Brands per follower; null without any. */
  mean: z.number().nullable(),
  /** One row per number of brands 1 … top; the last holds everybody at `top` or more, with their true follows. Σ people = followers, Σ follows = follows. */
  bins: z.array(z.object({ brands: z.int(), open: z.boolean(), people: z.int(), follows: z.int() })),
  /** Followers of at least so many brands, 1 … top, of all followers. */
  at_least: z.array(z.object({ brands: z.int(), share: proportionSchema })),
});
export type FollowDistribution = z.infer<typeof distributionSchema>;

export const brandFollowsAnswerSchema = distributionSchema.extend({
  /** Standing is that of the end of this day. */
  end_of: z.string(),
  rule: z.object({ primary_device_threshold: z.number(), minimum_actions: z.int() }),
  /** Every primary device; they add up to the whole. */
  devices: z.array(distributionSchema.extend({ device: z.enum(FOLLOWER_DEVICES) })),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type BrandFollowsAnswer = z.infer<typeof brandFollowsAnswerSchema>;

const someBrands = (least: number) =>
  z
    .array(slugSchema)
    .min(least)
    .max(MAX_FOLLOWED_BRANDS)
    .refine((slugs) => new Set(slugs).size === slugs.length, 'must name each brand once')
    .optional();

/** The body of `POST /analysis/follower-overlap`. */
export const followerOverlapRequestSchema = z.strictObject({
  ...scope,
  /** The brands compared, each once; without them, every brand with followers, the largest first. */
  brands: someBrands(2),
});
export type FollowerOverlapRequestInput = z.input<typeof followerOverlapRequestSchema>;
export type FollowerOverlapRequest = z.output<typeof followerOverlapRequestSchema>;

export const followerOverlapAnswerSchema = z.object({
  /** Standing is that of the end of this day. */
  end_of: z.string(),
  /** By followers, most first. `exclusive` people follow this brand and no other of the set; exclusive + shared = followers. */
  brands: z.array(z.object({ brand: z.string(), followers: z.int(), exclusive: z.int(), shared: z.int() })),
  /** Every pair once, in the order of the brands: people who follow both. */
  pairs: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      people: z.int(),
      share_of_a: proportionSchema,
      share_of_b: proportionSchema,
    }),
  ),
  /** People who follow at least one brand of the set. */
  union_followers: z.int(),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type FollowerOverlapAnswer = z.infer<typeof followerOverlapAnswerSchema>;

/** The body of `POST /analysis/next-follows`. */
export const nextFollowsRequestSchema = z.strictObject(scope);
export type NextFollowsRequestInput = z.input<typeof nextFollowsRequestSchema>;
export type NextFollowsRequest = z.output<typeof nextFollowsRequestSchema>;

export const nextFollowsAnswerSchema = z.object({
  /** By new followers, most first. */
  brands: z.array(
    z.object({
      brand: z.string(),
      /** People who began to follow it in the period. */
      new_followers: z.int(),
      /** Those of them who began to follow another brand afterwards, within the period. */
      followed_another: proportionSchema,
      /** The brand they began to follow next, of those who followed another; most first. Σ people = followed_another. */
      next: z.array(z.object({ brand: z.string(), share: proportionSchema })),
    }),
  ),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type NextFollowsAnswer = z.infer<typeof nextFollowsAnswerSchema>;

/** Among whom followers and others are compared: people the brand reached, or people who were active. */
export const AMONG = ['reached', 'active'] as const;
export type Among = (typeof AMONG)[number];

/** The body of `POST /analysis/follower-value`. */
export const followerValueRequestSchema = z.strictObject({
  ...scope,
  among: z.enum(AMONG).default('reached'),
  /** The brands told, each once; without them, those with followers among the people compared, most first. */
  brands: someBrands(1),
  minimum_people: minimumPeopleSchema.default(10),
});
export type FollowerValueRequestInput = z.input<typeof followerValueRequestSchema>;
export type FollowerValueRequest = z.output<typeof followerValueRequestSchema>;

const followerValueRowSchema = z.object({
  brand: z.string(),
  /** Whether the row is held back: a count is too small. */
  suppressed: z.boolean(),
  /** Buyers of the brand ÷ people, of followers and of others; null where held back. */
  followers: proportionSchema.nullable(),
  others: proportionSchema.nullable(),
  /** Followers − others. */
  difference: estimateSchema,
  /** Followers ÷ others: 1.96 is "96 % more likely". */
  ratio: estimateSchema,
  p_value: z.number().nullable(),
  /** For all rows shown, after Benjamini and Hochberg. */
  adjusted_p_value: z.number().nullable(),
  /** Money paid to the brand per person, buyer or not, in minor units of the workspace currency; null where held back. */
  spend: z.object({
    followers: z.number().nullable(),
    others: z.number().nullable(),
    difference: estimateSchema,
    p_value: z.number().nullable(),
  }),
  /** The row in words, by rule. */
  sentence: z.string(),
});
export type FollowerValueRow = z.infer<typeof followerValueRowSchema>;

export const followerValueAnswerSchema = z.object({
  rule: z.object({ among: z.enum(AMONG), minimum_people: z.int(), followed_before: z.string() }),
  /** By followers among the people compared, most first. */
  rows: z.array(followerValueRowSchema),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type FollowerValueAnswer = z.infer<typeof followerValueAnswerSchema>;

type Told = Pick<FollowerValueRow, 'followers' | 'others' | 'difference' | 'ratio' | 'adjusted_p_value'>;

const OTHERS: Record<Among, string> = {
  reached: 'others the brand reached',
  active: 'other active people',
};

/** A row in words: how many times as likely followers are to buy as the others, always named, and both shares with bases. */
export function valueSentence(row: Told, name: string, among: Among): string {
  const { followers, others, ratio } = row;
  const whom = OTHERS[among];
  if (followers === null || others === null)
    return `Not shown: too few people to compare followers of ${name} with ${whom}.`;
  const shares = `${shareWords(followers)} against ${shareWords(others)}`;
  if (followers.base === 0 || others.base === 0)
    return `Nobody to compare: there are no followers of ${name}, or no ${whom}.`;
  if (indexDirection(row) === 0)
    return `No difference is established in how likely followers of ${name} and ${whom} are to buy from it: ${shares}.`;
  if (ratio.value === null) return `None of the ${whom} bought from ${name}: ${shares}.`;
  const ends =
    ratio.low === null || ratio.high === null
      ? ''
      : ` (95\u202f% interval ${numberWords(ratio.low, 2)} to ${numberWords(ratio.high, 2)} times)`;
  return `Followers of ${name} are ${numberWords(ratio.value, 2)} times as likely as ${whom} to buy from it${ends}: ${shares}.`;
}

function shareWords({ value, base }: { value: number | null; base: number }): string {
  return `${percentWords(value ?? 0, 2)} of ${numberWords(base)}`;
}
