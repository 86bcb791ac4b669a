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
import {
  looksLikeSpend,
  missingColumn,
  type SpendDraft,
  spendDraft,
  spendProblemOf,
  timeFormatOf,
} from './spend-draft.ts';

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

const GUESSES: Partial<Record<MappableField, RegExp>> = {
  id: /^(event[ _-]?id|id|uuid|row[ _-]?id)$/i,
  at: /^(at|time|timestamp|date|datetime|created[ _-]?at)$/i,
  user: /^(user|user[ _-]?id|person|customer([ _-]?id)?|account)$/i,
  brand: /^brand$/i,
  campaign: /^campaign$/i,
  offer: /^(offer|product)$/i,
  device: /^device$/i,
  client: /^(client|source|app)$/i,
  user_agent: /^user[ _-]?agent$/i,
  action: /^action$/i,
  stage: /^(stage|status)$/i,
  order: /^order([ _-]?id)?$/i,
  amount: /^(amount|price|revenue|total)$/i,
  currency: /^currency$/i,
  quantity: /^(quantity|count|impressions|total[ _-]?ads)$/i,
  arm: /^(arm|test[ _-]?group|group|variant)$/i,
  post: /^post([ _-]?id)?$/i,
};

/**
 * A mapping to begin with: each field takes the column whose name says so, and every row becomes an impression or, where
 * the columns look like an advertising report, spend. `rows` are examples.
 */
export function draftFor(
  { columns, delimiter, rows }: Pick<ImportPreview, 'columns' | 'delimiter' | 'rows'>,
  name: string,
  timeZone: string,
): MappingDraft {
  const spend = looksLikeSpend(columns) ? spendDraft(columns, rows) : null;
  return {
    name,
    delimiter: delimiter ?? ',',
    timeFormat: spend ? timeFormatOf(spend, columns, rows) : 'iso',
    timeZone,
    events: spend ? [] : [eventDraft('impression', columns)],
    spend,
  };
}

let drafted = 0;

/** A new event of a mapping, its fields guessed from the names of the columns. */
export function eventDraft(kind: Kind, columns: readonly string[]): EventDraft {
  drafted += 1;
  const fields = Object.fromEntries(
    fieldsOf(kind).flatMap((field) => {
      const column = columns.find((each) => GUESSES[field]?.test(each.trim()));
      return column === undefined ? [] : [[field, { from: 'column', column, translate: '', prefix: '' }]];
    }),
  );
  return { key: `event ${drafted}`, kind, when: { column: '', values: '' }, fields };
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
