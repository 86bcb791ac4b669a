import { z } from 'zod';
import { entryNameSchema } from './control.ts';
import { supposedTermsSchema } from './revenue-scenarios.ts';
import { periodSchema } from './fields.ts';

/** How many saved scenarios are compared side by side at most. */
export const MAX_COMPARED = 6;

/** Supposed terms under a name. They are kept as written, whatever becomes of the agreements they are supposed for. */
export const scenarioInputSchema = z.strictObject({
  name: entryNameSchema,
  note: z.string().trim().max(500).default(''),
  what_if: supposedTermsSchema.refine((all) => all.length > 0, 'must suppose the terms of an agreement'),
  /** The days it is meant for; null is whichever are looked at. */
  period: periodSchema.nullable().default(null),
});
export type ScenarioDraft = z.input<typeof scenarioInputSchema>;
export type ScenarioInput = z.output<typeof scenarioInputSchema>;

export const scenarioSchema = scenarioInputSchema.extend({
  /** Made of its first name; it stays, as links hold it. */
  id: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Scenario = z.output<typeof scenarioSchema>;
