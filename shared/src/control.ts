import { z } from 'zod';
import { slugSchema } from './fields.ts';
import { KINDS } from './events.ts';
import { ratesPreviewSchema } from './exchange-rates.ts';
import { importEffectSchema } from './imports.ts';

export const entryNameSchema = z.string().trim().min(1).max(120);
/** Where a catalogue entry comes from: somebody's own, met in events, or the demo world's. */
export const originSchema = z.enum(['own', 'discovered', 'demo']);
const name = entryNameSchema;
const origin = originSchema;

/** A hashtag as it is kept: without the sign, compared without regard to case. */
export const hashtagSchema = z
  .string()
  .transform((tag) => tag.trim().replace(/^[#＃]/u, ''))
  .pipe(
    z
      .string()
      .regex(/^(?![\ufe0f\u20e3])[\p{L}\p{M}\p{Nd}_]{1,100}$/u, 'must be a hashtag: letters, digits and _')
      .regex(/[\p{L}\p{M}]/u, 'must hold a letter'),
  );

/** A hashtag, account name or word as it is compared: without regard to case or to how accents are composed. */
export function foldTerm(term: string): string {
  return term.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

export const brandInputSchema = z.strictObject({ slug: slugSchema, name });
/** What can be changed of a brand; its slug is in its events and stays. */
export const brandPatchSchema = z.strictObject({ name }).partial();
export const brandSchema = brandInputSchema.extend({ origin, created_at: z.iso.datetime() });
export type Brand = z.infer<typeof brandSchema>;

export const campaignInputSchema = z.strictObject({
  slug: slugSchema,
  name,
  brand: slugSchema.nullable().default(null),
  starts_on: z.iso.date().nullable().default(null),
  ends_on: z.iso.date().nullable().default(null),
});
/** What can be changed of a campaign; a field that is left out stays as it is. */
export const campaignPatchSchema = z
  .strictObject({
    name,
    brand: slugSchema.nullable(),
    starts_on: z.iso.date().nullable(),
    ends_on: z.iso.date().nullable(),
  })
  .partial();
export const campaignSchema = campaignInputSchema.extend({ origin, created_at: z.iso.datetime() });
export type Campaign = z.infer<typeof campaignSchema>;

/** Says which posts belong to a brand or campaign. Rules are tried in order of `position`; the first that matches wins. */
export const trackingRuleInputSchema = z
  .strictObject({
    match: z.enum(['hashtag', 'mention', 'word']),
    value: z.string().trim().min(1).max(100),
    brand: slugSchema.nullable().default(null),
    campaign: slugSchema.nullable().default(null),
    position: z.int().min(0).max(1_000_000).default(0),
  })
  .refine((rule) => rule.brand !== null || rule.campaign !== null, {
    message: 'names a brand or a campaign',
    path: ['campaign'],
  });
/** What can be changed of a tracking rule; a field that is left out stays as it is. */
export const trackingRulePatchSchema = z
  .strictObject({
    match: z.enum(['hashtag', 'mention', 'word']),
    value: z.string().trim().min(1).max(100),
    brand: slugSchema.nullable(),
    campaign: slugSchema.nullable(),
    position: z.int().min(0).max(1_000_000),
  })
  .partial();
export const trackingRuleSchema = z.object({
  id: z.string(),
  match: z.enum(['hashtag', 'mention', 'word']),
  value: z.string(),
  brand: z.string().nullable(),
  campaign: z.string().nullable(),
  position: z.int(),
  origin,
  created_at: z.iso.datetime(),
});
export type TrackingRule = z.infer<typeof trackingRuleSchema>;

/** Where a field of an event comes from in a row of a table: a column, a constant, or a column whose values are translated. */
export const fieldSourceSchema = z.union([
  z.strictObject({
    column: z.string().min(1),
    values: z.record(z.string(), z.string()).optional(),
    prefix: z.string().max(64).optional(),
  }),
  z.strictObject({ constant: z.string() }),
]);
export type FieldSource = z.infer<typeof fieldSourceSchema>;

export const MAPPABLE_FIELDS = [
  'id',
  'at',
  'user',
  'brand',
  'campaign',
  'offer',
  'device',
  'client',
  'user_agent',
  'network',
  'action',
  'stage',
  'order',
  'amount',
  'currency',
  'quantity',
  'viewable',
  'arm',
  'post',
] as const;

/** One event made of each row for which `when` holds; fields that are not mapped are left out. */
export const mappedEventSchema = z.strictObject({
  kind: z.enum(KINDS),
  when: z.strictObject({ column: z.string().min(1), is: z.array(z.string()).min(1) }).optional(),
  fields: z.partialRecord(z.enum(MAPPABLE_FIELDS), fieldSourceSchema),
});

export const SPEND_FIELDS = [
  'campaign',
  'day',
  'amount',
  'currency',
  'platform',
  'item',
  'impressions',
  'clicks',
  'conversions',
] as const;
/** What a platform can tell of a campaign's day; each is left out where it does not. */
export const SPEND_FIGURES = ['amount', 'impressions', 'clicks', 'conversions'] as const;

/** Advertising spend made of each row: what a campaign cost on a day, and what the platform claims it did. */
export const mappedSpendSchema = z.strictObject({
  /** How numbers are written: 1,234.56 or 1.234,56. */
  decimal: z.enum(['.', ',']).default('.'),
  fields: z
    .partialRecord(z.enum(SPEND_FIELDS), fieldSourceSchema)
    .refine((fields) => fields.campaign !== undefined && fields.day !== undefined, 'must say campaign and day')
    .refine(
      (fields) => SPEND_FIGURES.some((figure) => fields[figure] !== undefined),
      `must say at least one of ${SPEND_FIGURES.join(', ')}`,
    ),
});

const mappingShape = z.strictObject({
  name,
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** How `at` and `day` are written: ISO 8601, epoch, or a pattern such as "D.MM.YYYY HH:mm". */
  time_format: z.string().max(40).default('iso'),
  /** IANA zone of times that carry no offset. */
  time_zone: z.string().max(64).default('UTC'),
  events: z.array(mappedEventSchema).max(10).default([]),
  spend: mappedSpendSchema.optional(),
});

/** A column mapping: how the rows of any table become events, or advertising spend. */
export const mappingInputSchema = mappingShape.refine(
  ({ events, spend }) => events.length > 0 !== (spend !== undefined),
  { message: 'must hold either events or spend', path: ['events'] },
);
export type MappingInput = z.input<typeof mappingInputSchema>;
export const mappingSchema = mappingShape.extend({ id: z.string(), created_at: z.iso.datetime() });
export type Mapping = z.infer<typeof mappingSchema>;

export const IMPORT_FORMATS = [
  'auto',
  'x-posts',
  'brand-posts-csv',
  'events-ndjson',
  'events-csv',
  'ecb-rates',
  'csv',
] as const;
export const importFormatSchema = z.enum(IMPORT_FORMATS);
export const IMPORT_STATES = ['receiving', 'running', 'done', 'failed', 'cancelled'] as const;

/** An import as `GET /imports/{id}` and its stream report it. */
export const importSchema = z.object({
  id: z.string(),
  file_name: z.string(),
  format: z.enum(IMPORT_FORMATS),
  mapping: z.string().nullable(),
  /** What its rows become. */
  target: z.enum(['events', 'spend', 'rates']),
  state: z.enum(IMPORT_STATES),
  error: z.string().nullable(),
  bytes_total: z.int().nullable(),
  bytes_read: z.int(),
  rows: z.int(),
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
  /** Posts whose later edit or new classification took the place of what was stored; rows of spend, and rates, that corrected an earlier one. */
  replaced: z.int(),
  /** Delete notices met, and events they removed; of spend and rates, what was taken back since. */
  delete_notices: z.int(),
  removed: z.int(),
  /** Amounts with more decimals than the currency has, rounded half up to its minor unit. */
  rounded: z.int(),
  /** Lines that are known and hold no event (compliance, counts, look-ups), by kind. */
  skipped: z.record(z.string(), z.int()),
  rows_per_second: z.number(),
  seconds_left: z.number().nullable(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  /** Whether what it brought can be told from everything else; not so of events that earlier versions imported. */
  undoable: z.boolean(),
  /** When taking it back was begun and when that was done, and how many events, rows or rates went. */
  undo_began_at: z.iso.datetime().nullable(),
  undone_at: z.iso.datetime().nullable(),
  taken_back: z.int(),
  /** Whether nothing is kept; what the file would do is its `effect`, once all of it was read. */
  dry_run: z.boolean(),
  effect: importEffectSchema.nullable(),
});
export type Import = z.infer<typeof importSchema>;

/** What the head of a file tells before it is imported: `POST /imports/preview`. */
export const importPreviewSchema = z.object({
  /** Null where no format fits as it is; a table can still be read by a mapping. */
  format: z.enum(IMPORT_FORMATS).nullable(),
  /** Why no format fits. */
  reason: z.string().nullable(),
  delimiter: z.enum([',', ';', '\t', '|']).nullable(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** What a file of exchange rates holds; null for any other. */
  rates: ratesPreviewSchema.nullable(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** A refused line as it is kept: identifiers hashed, card numbers masked. */
export const deadLetterSchema = z.object({
  id: z.string(),
  source: z.string(),
  import_id: z.string().nullable(),
  line: z.int(),
  event_id: z.string().nullable(),
  code: z.string(),
  path: z.string(),
  message: z.string(),
  /** What can be kept of the line; null where nothing can. */
  payload: z.string().nullable(),
  replayable: z.boolean(),
  received_at: z.iso.datetime(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** A page of refused lines, newest first, and how many the filter holds in all. */
export const deadLetterPageSchema = z.object({
  items: z.array(deadLetterSchema),
  total: z.int(),
  /** Sent back as `cursor` it gives the next page; null on the last one. */
  next: z.string().nullable(),
});
export type DeadLetterPage = z.infer<typeof deadLetterPageSchema>;

/** What became of refused lines that were sent again: those accepted or known are gone, the rest carry their new reason. */
export const replayAnswerSchema = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
  /** Lines of which too little is kept to send them again. */
  not_replayable: z.int(),
});
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;

/** What the shell needs to know about the workspace: `GET /workspace`. */
export const workspaceSchema = z.object({
  timezone: z.string(),
  currency: z.string(),
  minor_digits: z.int(),
  today: z.string(),
  version: z.string(),
  demo: z.object({ state: z.enum(['none', 'loading', 'loaded', 'removing']), events: z.int(), events_total: z.int() }),
  /** Null in an empty store. */
  first_day: z.string().nullable(),
  last_day: z.string().nullable(),
  events: z.int(),
});
export type Workspace = z.infer<typeof workspaceSchema>;

/** How the interval cells, out of which most questions are answered, stand to the log. */
export const cellStatusSchema = z.object({
  state: z.enum(['idle', 'building', 'closing', 'repairing', 'checking', 'failed']),
  /** The last day whose figures are kept ready, today included; null while none is. */
  closed_through: z.string().nullable(),
  /** The newest journal record that the cells take in. */
  sequence: z.int(),
  /** Whether new, late or removed events of those days are still to be taken in. */
  behind: z.boolean(),
  /** When all cells were last built, and last compared with the log, since the server began; how often they differed. */
  built_at: z.iso.datetime().nullable(),
  checked_at: z.iso.datetime().nullable(),
  divergences: z.int(),
});
export type CellStatus = z.infer<typeof cellStatusSchema>;

/** How listening to X's filtered stream stands. */
export const xStreamStatusSchema = z.object({
  /** `idle`: no offer has a hashtag to listen for; `waiting`: for the next attempt to connect. */
  state: z.enum(['stopped', 'idle', 'connecting', 'connected', 'waiting']),
  connected_since: z.iso.datetime().nullable(),
  last_post_at: z.iso.datetime().nullable(),
  /** Posts taken in since the server began, and connections after the first. */
  posts: z.int(),
  reconnects: z.int(),
  /** Rules in place at X. */
  rules: z.int(),
  last_error: z.object({ at: z.iso.datetime(), message: z.string() }).nullable(),
});
export type XStreamState = z.infer<typeof xStreamStatusSchema>;

/** Completeness as the Data page shows it: `GET /data/status`. */
export const dataStatusSchema = z.object({
  as_of: z.iso.datetime(),
  events: z.int(),
  kinds: z.array(
    z.object({
      kind: z.enum(KINDS),
      events: z.int(),
      first_at: z.iso.datetime().nullable(),
      last_at: z.iso.datetime().nullable(),
    }),
  ),
  sources: z.array(z.object({ origin: z.string(), events: z.int(), last_at: z.iso.datetime().nullable() })),
  journal: z.object({
    acknowledged: z.int(),
    written: z.int(),
    backlog_events: z.int(),
    reconciled_at: z.iso.datetime().nullable(),
  }),
  dead_letters: z.int(),
  cells: cellStatusSchema,
  /** Null where X is not connected. */
  x_stream: xStreamStatusSchema.nullable(),
  engine: z.object({
    state: z.enum(['starting', 'ready', 'restarting', 'stopped']),
    restarts: z.int(),
    version: z.string().nullable(),
  }),
});
export type DataStatus = z.infer<typeof dataStatusSchema>;
