import { AGAINST, SEGMENTS } from '@syncline/shared/research';
import { z } from 'zod';
import { filterSearchSchema } from '../../lib/filters.ts';

/** What a new study can begin from: a template, the index of the Devices screen, or nothing. */
const STARTS = ['mobile-2013', 'campaign-added', 'index', 'empty'] as const;
export type Start = (typeof STARTS)[number];

/** What the URL of the list holds beside the filters: whether a study is being written, and from what; of an index, its rule. */
export const studiesSearchSchema = filterSearchSchema.extend({
  add: z.enum(STARTS).optional().catch(undefined),
  segment: z.enum(SEGMENTS).optional().catch(undefined),
  against: z.enum(AGAINST).optional().catch(undefined),
  /** The threshold of the primary device, in whole percent. */
  primary: z
    .string()
    .regex(/^(5[1-9]|[6-9]\d|100)$/)
    .optional()
    .catch(undefined),
  /** Own actions on known devices below which somebody's primary device is unknown. */
  minimum: z.coerce.number().int().min(1).max(1000).optional().catch(undefined),
});
export type StudiesSearch = z.infer<typeof studiesSearchSchema>;

/** What the URL of a study holds beside the filters: whether it is being changed. */
export const studySearchSchema = filterSearchSchema.extend({ edit: z.literal('true').optional().catch(undefined) });

/** What the URL of a run holds beside the filters: the number of the run it is compared with. */
export const runSearchSchema = filterSearchSchema.extend({
  against: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .catch(undefined),
});
