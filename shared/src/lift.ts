import { z } from 'zod';
import { answerMetaSchema, type Estimate, estimateSchema, proportionSchema, scope } from './query.ts';
import { moreWords, pointsWords } from './words.ts';

/** A split is called broken under this p-value, overall or of a day, and doubtful overall under the other. */
export const BROKEN_SPLIT = 0.001;
export const DOUBTFUL_SPLIT = 0.01;

const shareSchema = z.number().gt(0).lt(1);

/** The body of `POST /analysis/lift`. */
export const liftRequestSchema = z.strictObject({
  ...scope,
  /** The split that was planned, as shares that add up to 1; without it only the days are compared with one another. */
  expected: z
    .strictObject({ exposed: shareSchema, control: shareSchema })
    .refine(({ exposed, control }) => Math.abs(exposed + control - 1) < 1e-9, 'must be shares that add up to 1')
    .optional(),
});
export type LiftRequestInput = z.input<typeof liftRequestSchema>;
export type LiftRequest = z.output<typeof liftRequestSchema>;

const armSchema = z.object({
  people: z.int(),
  /** People who paid, of all people of the arm. */
  conversion: proportionSchema,
  /** Orders paid, those of each person once. */
  purchases: z.int(),
  gross_revenue: z.int(),
});

/** Whether people fell to the arms as planned; unknown where no plan was stated or too few people are there. */
export const splitVerdictSchema = z.enum(['as_expected', 'doubtful', 'broken', 'unknown']);

/** Money is in integer minor units of `meta.currency`. */
export const liftAnswerSchema = z.object({
  arms: z.object({ exposed: armSchema, control: armSchema }),
  /** People with records of both arms; they are in neither. */
  in_both: z.int(),
  /** Exposed against control. */
  lift: z.object({
    /** Difference of the conversions. */
    absolute: estimateSchema,
    /** The same as a part of the conversion of the control arm. */
    relative: estimateSchema,
    /** Of "both conversions are the same", two-sided. */
    p_value: z.number().nullable(),
  }),
  /** What the exposed people brought beyond what as many control people would have. */
  incremental: z.object({ buyers: estimateSchema, purchases: estimateSchema, gross_revenue: estimateSchema }),
  sample_ratio: z.object({
    expected: z.object({ exposed: z.number(), control: z.number() }).nullable(),
    /** The exposed people, of those of either arm. */
    exposed: proportionSchema,
    /** Of "people fell to the arms as planned"; null without a plan. */
    p_value: z.number().nullable(),
    verdict: splitVerdictSchema,
    /** People by the day of their first record of an arm; days without any are left out. */
    days: z.array(
      z.object({
        day: z.string(),
        exposed: z.int(),
        control: z.int(),
        /** Against the plan, or else the split of the whole period; null where fewer than 5 are expected in an arm. */
        p_value: z.number().nullable(),
        broken: z.boolean(),
      }),
    ),
  }),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type LiftAnswer = z.infer<typeof liftAnswerSchema>;

/**
 * The lift in words: "+1.2 points (0.8 to 1.6); 45 % more than the control group". A difference whose interval includes
 * none is not told as an effect, and a part of the control group's conversion always names that group.
 */
export function liftSentence({ absolute, relative }: Pick<LiftAnswer['lift'], 'absolute' | 'relative'>): string {
  const { value, low, high } = absolute;
  if (value === null || low === null || high === null) return 'Nobody in one of the groups: nothing to compare';
  const points = pointsWords(value, low, high);
  if (includesNone(absolute)) return `No effect is established: ${points}`;
  if (relative.value === null) return `${points}; nobody in the control group bought, so there is no ratio`;
  return `${points}; ${moreWords(relative.value)} than the control group`;
}

/** Whether an interval includes 0: a difference that may be none. Without an interval it may. */
export function includesNone({ low, high }: Estimate): boolean {
  return low === null || high === null || (low <= 0 && high >= 0);
}
