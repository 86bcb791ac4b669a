import { z } from 'zod';
import { answerMetaSchema } from './query.ts';
import { indexRequestSchema, indexRowSchema } from './research.ts';
import { AGAINST, SEGMENTS } from './segments.ts';

/** Shares of a person's actions at which a primary device is looked at, lowest first. */
export const THRESHOLDS_TRIED: readonly number[] = [0.51, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 1];
/** Least actions on known devices at which it is looked at, lowest first. */
export const MINIMUMS_TRIED: readonly number[] = [1, 2, 3, 5, 10, 20, 50];

/** The body of `POST /analysis/index-sensitivity`: that of an index, whose rule is moved. */
export const sensitivityRequestSchema = indexRequestSchema.omit({ means: true });
export type SensitivityRequestInput = z.input<typeof sensitivityRequestSchema>;
export type SensitivityRequest = z.output<typeof sensitivityRequestSchema>;

/** A row of the index without what goes by all its rows: tests are adjusted over those of one rule. */
const pointRowSchema = indexRowSchema.omit({ p_value: true, adjusted_p_value: true, sentence: true });
export type PointRow = z.infer<typeof pointRowSchema>;

/** The index under one rule. */
const pointSchema = z.object({
  primary_device_threshold: z.number(),
  minimum_actions: z.int(),
  /** Whether it is the rule asked for. */
  asked: z.boolean(),
  /** People of each primary device; null where held back. */
  people: z.object({
    mobile: z.int().nullable(),
    desktop: z.int().nullable(),
    mixed: z.int().nullable(),
    unknown: z.int().nullable(),
  }),
  rows: z.array(pointRowSchema),
});
export type Point = z.infer<typeof pointSchema>;

export const sensitivityAnswerSchema = z.object({
  rule: z.object({
    segment: z.enum(SEGMENTS),
    against: z.enum(AGAINST),
    primary_device_threshold: z.number(),
    minimum_actions: z.int(),
    minimum_people: z.int(),
  }),
  /** With the minimum asked for, one a threshold, lowest first. */
  by_threshold: z.array(pointSchema),
  /** With the threshold asked for, one a minimum, lowest first. */
  by_minimum: z.array(pointSchema),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type SensitivityAnswer = z.infer<typeof sensitivityAnswerSchema>;
