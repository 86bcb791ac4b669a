import { z } from 'zod';
import { MEAN_KEYS, MEANS, type MeanOfGroup, type MeanRow, meanMoreWords, meanRowSchema, meanWords } from './means.ts';
import {
  answerMetaSchema,
  type Estimate,
  estimateSchema,
  minimumActionsSchema,
  minimumPeopleSchema,
  proportionSchema,
  scope,
} from './query.ts';
import { AGAINST, type Against, type Segment, SEGMENTS } from './segments.ts';
import { moreWords, numberWords, percentWords } from './words.ts';

/** What somebody can be more or less likely to do, each as it stands behind "are likely to". */
export const BEHAVIOURS = {
  engages: 'engage',
  likes: 'like a post',
  replies: 'reply',
  reposts: 'repost or quote',
  clicks: 'click',
  active_2_days: 'be active on 2 or more days',
  active_7_days: 'be active on 7 or more days',
  follows_1: 'follow a brand',
  follows_5: 'follow 5 or more brands',
  follows_11: 'follow 11 or more brands',
  triggers: 'begin a purchase',
  pays: 'pay for a purchase',
} as const;
export type Behaviour = keyof typeof BEHAVIOURS;
export const BEHAVIOUR_KEYS = Object.keys(BEHAVIOURS) as [Behaviour, ...Behaviour[]];

/** The body of `POST /analysis/index`. */
export const indexRequestSchema = z.strictObject({
  ...scope,
  segment: z.enum(SEGMENTS).default('mobile'),
  against: z.enum(AGAINST).default('everyone_else'),
  /** Each once, in the order of the answer; without them all. */
  behaviours: z
    .array(z.enum(BEHAVIOUR_KEYS))
    .min(1)
    .refine((keys) => new Set(keys).size === keys.length, 'must name each behaviour once')
    .default([...BEHAVIOUR_KEYS]),
  /** Each once, in the order of the answer; without them all. */
  means: z
    .array(z.enum(MEAN_KEYS))
    .refine((keys) => new Set(keys).size === keys.length, 'must name each mean once')
    .default([...MEAN_KEYS]),
  minimum_actions: minimumActionsSchema,
  minimum_people: minimumPeopleSchema.default(50),
});
export type IndexRequestInput = z.input<typeof indexRequestSchema>;
export type IndexRequest = z.output<typeof indexRequestSchema>;

export const indexRowSchema = z.object({
  behaviour: z.enum(BEHAVIOUR_KEYS),
  /** Whether the row is held back: a count is too small, or another could be worked out from it. */
  suppressed: z.boolean(),
  /** People of the segment who do it, and people of the comparison group; null where held back. */
  segment: proportionSchema.nullable(),
  comparison: proportionSchema.nullable(),
  /** Segment − comparison group. */
  difference: estimateSchema,
  /** Segment ÷ comparison group: 1.96 is "96 % more likely". */
  ratio: estimateSchema,
  p_value: z.number().nullable(),
  /** For all rows shown, those of means among them, after Benjamini and Hochberg. */
  adjusted_p_value: z.number().nullable(),
  /** The row in words, by rule. */
  sentence: z.string(),
});
export type IndexRow = z.infer<typeof indexRowSchema>;

export const indexAnswerSchema = z.object({
  rule: z.object({
    segment: z.enum(SEGMENTS),
    against: z.enum(AGAINST),
    primary_device_threshold: z.number(),
    minimum_actions: z.int(),
    minimum_people: z.int(),
  }),
  /** Null where held back. People of unknown primary device are in neither group. */
  people: z.object({ segment: z.int().nullable(), comparison: z.int().nullable(), unknown: z.int().nullable() }),
  rows: z.array(indexRowSchema),
  means: z.array(meanRowSchema),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type IndexAnswer = z.infer<typeof indexAnswerSchema>;

/** How the people of a segment are called. */
export const SEGMENT_NAMES: Record<Segment, string> = {
  mobile: 'primary mobile people',
  desktop: 'primary desktop people',
  mixed: 'people of mixed devices',
};

/** How a comparison group is called; "all people" says that the segment is among them. */
export const AGAINST_NAMES: Record<Against, string> = {
  everyone_else: 'everyone else',
  all_people: 'all people, themselves included',
};

/** A difference is told as one where the adjusted p-value is under this and the interval keeps clear of none. */
export const SIGNIFICANT = 0.05;

type Told = Pick<IndexRow, 'behaviour' | 'segment' | 'comparison' | 'difference' | 'ratio' | 'adjusted_p_value'>;

/** 1, −1, or 0 where no difference is established: told by interval and adjusted p-value alike. */
export function indexDirection({ difference, adjusted_p_value: p }: Pick<Told, 'difference' | 'adjusted_p_value'>) {
  const { low, high } = difference;
  if (p === null || p >= SIGNIFICANT || low === null || high === null || (low <= 0 && high >= 0)) return 0;
  return low > 0 ? 1 : -1;
}

/**
 * A row of the table in words: how much more or less likely, than whom, and both shares with their bases. An index is told
 * as "more likely than" with the comparison group, or from twice on as "times as likely as"; a share only as "x % of n".
 */
export function indexSentence(row: Told, { segment, against }: { segment: Segment; against: Against }): string {
  const who = capital(SEGMENT_NAMES[segment]);
  const whom = AGAINST_NAMES[against];
  const does = BEHAVIOURS[row.behaviour];
  if (row.segment === null || row.comparison === null) {
    return `Not shown: too few people to tell how likely ${SEGMENT_NAMES[segment]} are to ${does}, against ${whom}.`;
  }
  if (row.segment.base === 0 || row.comparison.base === 0)
    return `Nobody to compare: there are no ${SEGMENT_NAMES[segment]} or nobody of ${whom}.`;
  const shares = `${shareWords(row.segment)} against ${shareWords(row.comparison)}`;
  if (indexDirection(row) === 0)
    return `No difference is established in how likely ${SEGMENT_NAMES[segment]} and ${whom} are to ${does}: ${shares}.`;
  if (row.ratio.value === null)
    return `Of ${whom} nobody is seen to ${does}, so there is no ratio for ${SEGMENT_NAMES[segment]}: ${shares}.`;
  return `${who} are ${likelyWords(row.ratio, does, whom)}: ${shares}.`;
}

type MeanTold = Pick<
  MeanRow,
  'mean' | 'currency' | 'segment' | 'comparison' | 'difference' | 'ratio' | 'adjusted_p_value'
>;

/**
 * A mean of the table in words: both means as means, each over its people, and by how much they differ in their own unit.
 * No part of it is a percentage but the interval's name, and nobody is "likely" to anything, so that it can be read
 * neither as a share nor as an index.
 */
export function meanSentence(row: MeanTold, { segment, against }: { segment: Segment; against: Against }): string {
  const [who, whom] = [SEGMENT_NAMES[segment], AGAINST_NAMES[against]];
  const { label } = MEANS[row.mean];
  if (row.segment === null || row.comparison === null)
    return `Not shown: too few people to tell the ${label} of ${who}.`;
  if (row.segment.base === 0 || row.comparison.base === 0)
    return `Nobody to compare: there are no ${who} or nobody of ${whom}.`;
  const mean = ({ value, base }: MeanOfGroup) =>
    `a mean of ${meanWords(value ?? 0, row.currency)} over ${numberWords(base)} people`;
  const both = `${mean(row.segment)} (${who}) against ${mean(row.comparison)} (${whom})`;
  if (indexDirection(row) === 0) return `No difference is established in ${label}: ${both}.`;
  const { value, low, high } = row.difference;
  const more = (end: number | null) => meanMoreWords(end ?? 0, row.currency);
  return `${capital(label)}: ${both}, ${more(value)} (95\u202f% interval ${more(low)} to ${more(high)}).`;
}

function likelyWords({ value, low, high }: Estimate, does: string, whom: string): string {
  const known = value ?? 1;
  if (known >= 2) {
    const ends =
      low === null || high === null
        ? ''
        : ` (95\u202f% interval ${numberWords(low, 1)} to ${numberWords(high, 1)} times)`;
    return `${numberWords(known, 1)} times as likely as ${whom} to ${does}${ends}`;
  }
  const more = (ratio: number) => moreWords(ratio - 1, 'as likely');
  const ends = low === null || high === null ? '' : ` (95\u202f% interval ${more(low)} to ${more(high)})`;
  return `${more(known)} likely to ${does} than ${whom}${ends}`;
}

function shareWords({ value, base }: { value: number | null; base: number }): string {
  return `${percentWords(value ?? 0, 1)} of ${numberWords(base)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
