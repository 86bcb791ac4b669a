import { z } from 'zod';
import { studyRunSummarySchema } from './studies.ts';
import { FIGURE_UNITS } from './study-figures.ts';

const valueSchema = z.union([z.string(), z.number(), z.null()]);

/** A cell that is not the same in both runs; a side that does not have it is null, as is what is not defined there. */
export const studyChangeSchema = z.object({
  block: z.string(),
  row: z.string(),
  column: z.string(),
  unit: z.enum(FIGURE_UNITS),
  /** Whether only one of the runs has the cell, and which. */
  only: z.enum(['from', 'to']).nullable(),
  from: valueSchema,
  to: valueSchema,
});
export type StudyChange = z.infer<typeof studyChangeSchema>;

/** Two runs of a study, cell by cell: `GET /studies/{id}/compare`. */
export const studyComparisonSchema = z.object({
  from: studyRunSummarySchema,
  to: studyRunSummarySchema,
  currency: z.string(),
  /** Whether the re-run keys are equal: asked the same, by the same rules, with the same figures. */
  same: z.boolean(),
  /** Whether journal records came in between the runs; figures can be the same all the same. */
  data_changed: z.boolean(),
  /** Cells that one of the runs has at least, and those that are not the same in both. */
  cells: z.int(),
  changed: z.int(),
  tables: z.array(
    z.object({
      title: z.string(),
      analysis: z.string(),
      /** Which of the runs have the table. */
      found: z.enum(['both', 'from', 'to']),
      /** Whether it was asked something else, and whether it says otherwise how the figures come about. */
      request_changed: z.boolean(),
      method_changed: z.boolean(),
      cells: z.int(),
      changes: z.array(studyChangeSchema),
    }),
  ),
});
export type StudyComparison = z.infer<typeof studyComparisonSchema>;
