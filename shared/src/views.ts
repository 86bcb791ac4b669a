import { z } from 'zod';
import { entryNameSchema } from './control.ts';

/** Periods that move on with time, by their names in an address. */
export const PERIOD_PRESETS = ['1d', '7d', '28d', '90d', '365d', 'month', 'last-month', 'all'] as const;
export type PeriodPreset = (typeof PERIOD_PRESETS)[number];

const MAX_PARAMETERS = 60;
/** A path of the app and nothing else: no other site, no search, no other view. */
const pageSchema = z
  .string()
  .max(300)
  .regex(/^\/(?:[\w.~%-]+(?:\/[\w.~%-]+)*)?$/, 'must be the path of a page, such as /campaigns')
  .refine((page) => !/^\/(?:views|api)(?:\/|$)/.test(page), 'must be the path of a page that shows something');

/** The address of a page under a name: which page, with which filters, columns and days. */
export const viewInputSchema = z
  .strictObject({
    name: entryNameSchema,
    page: pageSchema,
    /** What stands in the address behind the path, by its name. */
    search: z
      .record(z.string().min(1).max(64), z.string().max(16_000))
      .refine((search) => Object.keys(search).length <= MAX_PARAMETERS, `can hold at most ${MAX_PARAMETERS} entries`)
      .default({}),
    /** A period that moves on with time; null is what `from` and `to` of the search say. */
    period: z.enum(PERIOD_PRESETS).nullable().default(null),
  })
  .refine(({ period, search }) => period === null || !('from' in search || 'to' in search), {
    message: 'must not name days beside a period that moves on',
    path: ['search'],
  });
export type ViewDraft = z.input<typeof viewInputSchema>;
export type ViewInput = z.output<typeof viewInputSchema>;

export const viewSchema = viewInputSchema.safeExtend({
  /** Made of its first name; it stays, as links hold it. */
  id: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type View = z.output<typeof viewSchema>;
