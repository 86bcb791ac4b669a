import {
  type FieldSource,
  type ImportPreview,
  MAPPABLE_FIELDS,
  type Mapping,
  type MappingInput,
  mappingInputSchema,
} from '@syncline/shared/control';
import type { Kind } from '@syncline/shared/events';
import type { FieldDraft } from './field-draft.ts';
import { type Aliases, columnsFor, names, valuesOf } from './headings.ts';
import {
  dayFormatOf,
  looksLikeSpend,
  missingColumn,
  type SpendDraft,
  spendDraft,
  spendProblemOf,
} from './spend-draft.ts';
import { leavesZoneOpen, timeFormatOf } from './time-formats.ts';

export type MappableField = (typeof MAPPABLE_FIELDS)[number];

/** One event a row becomes, while it is being written. */
export interface EventDraft {
  /** For lists; no part of the mapping. */
  key: string;
  kind: Kind;
  /** Only rows whose column holds one of the values; an empty column is every row. */
  when: { column: string; values: string };
  fields: Partial<Record<MappableField, FieldDraft>>;
}

/** A column mapping while it is being written. */
export interface MappingDraft {
  name: string;
  delimiter: NonNullable<MappingInput['delimiter']>;
  timeFormat: string;
  timeZone: string;
  /** Empty where rows are spend. */
  events: EventDraft[];
  /** Null where rows are events. */
  spend: SpendDraft | null;
}

const ALWAYS: readonly MappableField[] = ['id', 'at', 'user'];
const AIM: readonly MappableField[] = ['campaign', 'brand'];
const DEVICE: readonly MappableField[] = ['device', 'client', 'user_agent'];
const ONLY: Record<Kind, readonly MappableField[]> = {
  impression: ['quantity', 'viewable', 'arm', 'post'],
  engagement: ['action', 'quantity', 'arm', 'post'],
  follow: ['arm'],
  unfollow: ['arm'],
  activity: ['quantity', 'arm', 'post'],
  purchase: ['offer', 'stage', 'order', 'amount', 'currency', 'arm'],
};

/** The fields that an event of this kind can hold, the needed ones first. */
export function fieldsOf(kind: Kind): MappableField[] {
  return [...ALWAYS, ...AIM, ...ONLY[kind], ...DEVICE, 'network'];
}

/** Fields without which no event of this kind is taken. */
export function neededFields(kind: Kind): readonly MappableField[] {
  return kind === 'purchase' ? [...ALWAYS, 'stage', 'order'] : ALWAYS;
}

const ALIASES: Aliases<MappableField> = {
  id: names('event id, id, uuid, row id, message id, insert id, transaction id, impression id, click id'),
  at: names(
    'at, time, timestamp, date, datetime, date time, created at, event time, event timestamp, event date, occurred at, server time, utc time, day',
  ),
  user: names(
    'user, user id, userid, person, person id, customer, customer id, account, account id, visitor, visitor id, client id, member id, email',
  ),
  brand: names('brand, brand name'),
  campaign: names('campaign, campaign name, utm campaign, campaign id'),
  offer: names('offer, product, sku, product id'),
  device: names('device, device type, device category, device platform, impression device'),
  client: names('client, source, app, application'),
  user_agent: names('user agent, useragent, ua'),
  action: names('action'),
  stage: names('stage, status, order status'),
  order: names('order, order id, order number'),
  amount: names('amount, price, revenue, total, order value, order total, value'),
  currency: names('currency, currency code'),
  quantity: names('quantity, count, impressions, total ads, views'),
  viewable: names('viewable, is viewable'),
  arm: names('arm, test group, group, variant, experiment group'),
  post: names('post, post id, tweet id'),
  network: names('network, social network'),
};

/** What reports call the devices that Syncline tells apart. */
const DEVICE_WORDS: Record<string, string> = {
  mobile: 'mobile',
  phone: 'mobile',
  smartphone: 'mobile',
  'mobile app': 'mobile',
  desktop: 'desktop',
  computer: 'desktop',
  pc: 'desktop',
  web: 'desktop',
  tablet: 'tablet',
  other: 'other',
  unknown: 'unknown',
};

/**
 * A mapping to begin with: each field takes the column whose name says so, and every row becomes an impression, or spend.
 * `rows` are examples; the zone is left empty where their times leave it open, so that somebody says it.
 */
export function draftFor(
  { columns, delimiter, rows }: Pick<ImportPreview, 'columns' | 'delimiter' | 'rows'>,
  name: string,
  {
    timeZone,
    target = looksLikeSpend(columns) ? 'spend' : 'events',
  }: { timeZone: string; target?: 'events' | 'spend' },
): MappingDraft {
  const common = { name, delimiter: delimiter ?? ',' };
  if (target === 'spend') {
    const spend = spendDraft(columns, rows);
    // A day of a report is that day, whatever the zone.
    return { ...common, timeFormat: dayFormatOf(spend, columns, rows), timeZone, events: [], spend };
  }
  const event = eventDraft('impression', columns, rows);
  const times = timesOf(event, columns, rows);
  const timeFormat = timeFormatOf(times) ?? 'iso';
  return {
    ...common,
    timeFormat,
    timeZone: leavesZoneOpen(timeFormat, times) ? '' : timeZone,
    events: [event],
    spend: null,
  };
}

/** The times that the rows hold where the event has its own from a column. */
function timesOf(
  { fields: { at } }: EventDraft,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return at?.from === 'column' ? valuesOf(at.column, columns, rows) : [];
}

let drafted = 0;

/** A new event of a mapping, its fields guessed from the names of the columns and the words in the rows. */
export function eventDraft(
  kind: Kind,
  columns: readonly string[],
  rows: readonly (readonly string[])[] = [],
): EventDraft {
  drafted += 1;
  const found = columnsFor(ALIASES, columns);
  const fields: EventDraft['fields'] = Object.fromEntries(
    fieldsOf(kind).flatMap((field) => {
      const column = found[field];
      if (column === undefined) return [];
      const translate = field === 'device' ? deviceWords(valuesOf(column, columns, rows)) : '';
      return [[field, { from: 'column', column, translate, prefix: '' }]];
    }),
  );
  return { key: `event ${drafted}`, kind, when: { column: '', values: '' }, fields };
}

/** Translations of devices that are written otherwise; none where one of them is not known. */
function deviceWords(values: readonly string[]): string {
  const different = [...new Set(values)];
  const known = different.every((value) => DEVICE_WORDS[value.toLowerCase()] !== undefined);
  if (!known || different.every((value) => DEVICE_WORDS[value] === value)) return '';
  return different.map((value) => `${value}=${DEVICE_WORDS[value.toLowerCase()] ?? value}`).join(', ');
}

/** A saved mapping to go on from. */
export function draftOf(mapping: Mapping): MappingDraft {
  return {
    name: mapping.name,
    delimiter: mapping.delimiter,
    timeFormat: mapping.time_format,
    timeZone: mapping.time_zone,
    events: mapping.events.map(({ kind, when, fields }) => ({
      ...eventDraft(kind, []),
      when: { column: when?.column ?? '', values: when?.is.join(', ') ?? '' },
      fields: draftsOf(fields),
    })),
    spend: mapping.spend ? { decimal: mapping.spend.decimal, fields: draftsOf(mapping.spend.fields) } : null,
  };
}

function draftsOf(fields: Partial<Record<string, FieldSource>>): Record<string, FieldDraft> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, source]) => (source ? [[field, draftOfSource(source)]] : [])),
  );
}

function draftOfSource(source: FieldSource): FieldDraft {
  if ('constant' in source) return { from: 'constant', value: source.constant };
  const translate = Object.entries(source.values ?? {})
    .map(([from, to]) => `${from}=${to}`)
    .join(', ');
  return { from: 'column', column: source.column, translate, prefix: source.prefix ?? '' };
}

export type ReadDraft = { mapping: MappingInput; problem: null } | { mapping: null; problem: string };

/** The mapping a draft stands for, or what is missing from it in words. */
export function readDraft(draft: MappingDraft, columns: readonly string[]): ReadDraft {
  for (const [index, event] of draft.events.entries()) {
    const problem = problemOf(event, columns);
    if (problem)
      return { mapping: null, problem: draft.events.length > 1 ? `Event ${index + 1}: ${problem}` : problem };
  }
  const spendProblem = draft.spend ? spendProblemOf(draft.spend, columns) : null;
  if (spendProblem) return { mapping: null, problem: spendProblem };
  if (draft.timeZone.trim() === '') {
    return { mapping: null, problem: 'Say in which zone the times are that do not tell one.' };
  }
  const parsed = mappingInputSchema.safeParse({
    name: draft.name,
    delimiter: draft.delimiter,
    time_format: draft.timeFormat.trim(),
    time_zone: draft.timeZone.trim(),
    events: draft.events.map(({ kind, when, fields }) => ({
      kind,
      ...(when.column === '' ? {} : { when: { column: when.column, is: split(when.values) } }),
      fields: Object.fromEntries(
        Object.entries(fields).flatMap(([field, source]) =>
          source && isFieldOf(kind, field) ? [[field, sourceOf(source)]] : [],
        ),
      ),
    })),
    ...(draft.spend
      ? {
          spend: {
            decimal: draft.spend.decimal,
            fields: Object.fromEntries(
              Object.entries(draft.spend.fields).map(([field, source]) => [field, sourceOf(source)]),
            ),
          },
        }
      : {}),
  });
  if (parsed.success) return { mapping: parsed.data, problem: null };
  const issue = parsed.error.issues[0];
  return { mapping: null, problem: `${issue?.path.join('.') ?? 'mapping'}: ${issue?.message ?? 'not usable'}.` };
}

function problemOf({ kind, when, fields }: EventDraft, columns: readonly string[]): string | null {
  const missing = neededFields(kind).filter((field) => fields[field] === undefined);
  if (missing.length > 0) return `Choose a column or a fixed value for ${missing.join(', ')}.`;
  if ((kind === 'follow' || kind === 'unfollow') && !fields.brand) return `Choose the brand of the ${kind}.`;
  if ((kind === 'impression' || kind === 'engagement') && !fields.brand && !fields.campaign) {
    return `Choose a brand or a campaign; an ${kind} needs one of them.`;
  }
  if (kind === 'purchase' && !fields.offer && !fields.campaign)
    return 'Choose an offer or a campaign for the purchase.';
  if (when.column !== '' && split(when.values).length === 0) return 'Say which values the condition holds for.';
  const used = [when.column, ...Object.values(fields).map((field) => (field?.from === 'column' ? field.column : ''))];
  return missingColumn(used, columns);
}

/** Every column that a draft reads. */
export function usedColumns({ events, spend }: MappingDraft): Set<string> {
  const fields = [...events.flatMap((event) => Object.values(event.fields)), ...Object.values(spend?.fields ?? {})];
  return new Set([
    ...events.map(({ when }) => when.column),
    ...fields.flatMap((field) => (field.from === 'column' ? [field.column] : [])),
  ]);
}

function isFieldOf(kind: Kind, field: string): boolean {
  return fieldsOf(kind).some((each) => each === field);
}

function sourceOf(draft: FieldDraft): FieldSource {
  if (draft.from === 'constant') return { constant: draft.value };
  const values = pairs(draft.translate);
  return {
    column: draft.column,
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(draft.prefix === '' ? {} : { prefix: draft.prefix }),
  };
}

/** "ad=exposed, psa=control" as a table of translations. */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    split(text).flatMap((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
    }),
  );
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
