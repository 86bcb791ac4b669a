import { z } from 'zod';
import { entryNameSchema } from './control.ts';
import { daySchema, slugSchema } from './fields.ts';

/** A note over a day or several, about everything, a brand or a campaign; drawn on charts over time. */
export const annotationInputSchema = z
  .strictObject({
    title: entryNameSchema,
    text: z.string().trim().max(2000).default(''),
    /** Both days included; the same day twice is that day. */
    from: daySchema,
    to: daySchema,
    campaign: slugSchema.nullable().default(null),
    brand: slugSchema.nullable().default(null),
  })
  .refine(({ from, to }) => from <= to, { message: 'must not be before from', path: ['to'] })
  .refine(({ campaign, brand }) => campaign === null || brand === null, {
    message: 'must be empty where the note is about a campaign',
    path: ['brand'],
  });
export type AnnotationDraft = z.input<typeof annotationInputSchema>;
export type AnnotationInput = z.output<typeof annotationInputSchema>;

export const annotationSchema = annotationInputSchema.safeExtend({
  /** Made of its first title. */
  id: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Annotation = z.output<typeof annotationSchema>;
