import { z } from 'zod';
import {
  brandFollowsRequestSchema,
  followerOverlapRequestSchema,
  followerValueRequestSchema,
  nextFollowsRequestSchema,
} from './audience.ts';
import { devicePathsRequestSchema, devicesRequestSchema, intensityRequestSchema } from './devices.ts';
import { liftRequestSchema } from './lift.ts';
import {
  attributionRequestSchema,
  frequencyRequestSchema,
  funnelRequestSchema,
  overlapRequestSchema,
  querySchema,
  reachCurveRequestSchema,
  timeToPurchaseRequestSchema,
  warningSchema,
} from './query.ts';
import { indexRequestSchema } from './research.ts';
import { figureBlockSchema } from './study-figures.ts';

/** The most tables of a study, and the most rows of one that asks for metrics. */
const MAX_TABLES = 20;
const MAX_ROWS = 1000;

const text = (max: number) => z.string().trim().max(max);

const table = <Name extends string, Request extends z.ZodType>(analysis: Name, request: Request) =>
  z.strictObject({ analysis: z.literal(analysis), title: text(160).min(1), request });

/** One table of a study: a question as its own endpoint takes it, under a title. */
export const studyTableSchema = z.discriminatedUnion('analysis', [
  table('index', indexRequestSchema),
  table(
    'query',
    querySchema.refine(({ limit }) => limit <= MAX_ROWS, {
      message: `a table of a study has at most ${MAX_ROWS} rows`,
      path: ['limit'],
    }),
  ),
  table('frequency', frequencyRequestSchema),
  table('reach-curve', reachCurveRequestSchema),
  table('funnel', funnelRequestSchema),
  table('overlap', overlapRequestSchema),
  table('attribution', attributionRequestSchema),
  table('time-to-purchase', timeToPurchaseRequestSchema),
  table('lift', liftRequestSchema),
  table('devices', devicesRequestSchema),
  table('device-paths', devicePathsRequestSchema),
  table('intensity', intensityRequestSchema),
  table('brand-follows', brandFollowsRequestSchema),
  table('follower-overlap', followerOverlapRequestSchema),
  table('next-follows', nextFollowsRequestSchema),
  table('follower-value', followerValueRequestSchema),
]);
export type StudyTable = z.output<typeof studyTableSchema>;
export type StudyTableInput = z.input<typeof studyTableSchema>;
export type StudyAnalysis = StudyTable['analysis'];

/** How an analysis is called where tables are chosen and read. */
export const STUDY_ANALYSIS_NAMES: Record<StudyAnalysis, string> = {
  index: 'Likelihood by primary device',
  query: 'Metrics by dimensions',
  frequency: 'Frequency',
  'reach-curve': 'Reach by day',
  funnel: 'Funnel',
  overlap: 'Overlap of campaigns',
  attribution: 'Attribution',
  'time-to-purchase': 'Time to purchase',
  lift: 'Lift',
  devices: 'Device parts',
  'device-paths': 'Seen on one device, bought on another',
  intensity: 'Intensity by primary device',
  'brand-follows': 'Brands followed per person',
  'follower-overlap': 'Overlap of followers',
  'next-follows': 'Brands followed next',
  'follower-value': 'Followers against others',
};

/** The body of `POST /studies` and `PUT /studies/{id}`. */
export const studyInputSchema = z.strictObject({
  name: text(120).min(1),
  /** What is to be found out, in one's own words. */
  question: text(1000).min(1),
  /** Who is meant, and whom the data leaves out, in one's own words. */
  population: text(1000).default(''),
  tables: z
    .array(studyTableSchema)
    .min(1)
    .max(MAX_TABLES)
    .refine(
      (tables) => new Set(tables.map(({ title }) => title)).size === tables.length,
      'must have titles of their own',
    ),
});
export type StudyInput = z.output<typeof studyInputSchema>;
export type StudyDraft = z.input<typeof studyInputSchema>;

/** A run in one line. */
export const studyRunSummarySchema = z.object({
  number: z.int(),
  as_of: z.iso.datetime(),
  /** The newest journal record that was counted. */
  record: z.int(),
  /** The re-run key; see `studyRunSchema`. */
  digest: z.string(),
  /** The first run of the study with the same key, where that is an earlier one. */
  same_as: z.int().nullable(),
});
export type StudyRunSummary = z.infer<typeof studyRunSummarySchema>;

export const studySchema = studyInputSchema.extend({
  id: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  /** How often it was run. */
  runs: z.int(),
  last_run: studyRunSummarySchema.nullable(),
});
export type Study = z.output<typeof studySchema>;

/** A study with how far a run of it is that is under way. */
export const studyStateSchema = studySchema.extend({
  running: z.object({ answered: z.int(), tables: z.int() }).nullable(),
});
export type StudyState = z.output<typeof studyStateSchema>;

const periodSchema = z.object({ from: z.string(), to: z.string() });

/** A table as it was answered. Its request is kept as it was understood, defaults filled in. */
export const answeredTableSchema = z.object({
  analysis: z.string(),
  title: z.string(),
  request: z.record(z.string(), z.unknown()),
  /** The answer as its endpoint gives it, without what it says about itself. */
  figures: z.record(z.string(), z.unknown()),
  /** How the figures come about, written by code out of the answer. */
  method: z.string(),
  period: periodSchema,
  comparison_period: periodSchema.nullable(),
  open_days: z.array(z.string()),
  warnings: z.array(warningSchema),
  /** The figures as they are read and exported. */
  blocks: z.array(figureBlockSchema),
});
export type AnsweredTable = z.infer<typeof answeredTableSchema>;

/** What a run keeps, and never changes again. */
export const studyDocumentSchema = z.object({
  name: z.string(),
  question: z.string(),
  population: z.string(),
  timezone: z.string(),
  currency: z.string(),
  /** The version of Syncline that answered. */
  version: z.string(),
  /** Whether events came in between its tables every time they were asked, so that they may count different ones. */
  moved: z.boolean(),
  tables: z.array(answeredTableSchema),
});
export type StudyDocument = z.infer<typeof studyDocumentSchema>;

/**
 * A run of a study. The re-run key, `digest`, is the SHA-256 of the canonical JSON (RFC 8785) of
 * `{"currency", "tables": [{"analysis", "figures", "method", "request"}], "timezone"}`: two runs with one key asked the same,
 * by the same rules, and got the same figures to the last digit.
 */
export const studyRunSchema = studyRunSummarySchema.extend({ study: z.string(), ...studyDocumentSchema.shape });
export type StudyRun = z.infer<typeof studyRunSchema>;

/** A run as it is handed out, with the words to cite it by. */
export const citedStudyRunSchema = studyRunSchema.extend({ citation: z.string() });
export type CitedStudyRun = z.infer<typeof citedStudyRunSchema>;
