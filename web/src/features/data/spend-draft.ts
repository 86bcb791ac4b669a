import { SPEND_FIELDS, SPEND_FIGURES } from '@syncline/shared/control';
import { MINOR_DIGITS } from '@syncline/shared/money';
import type { FieldDraft } from './field-draft.ts';

export type SpendField = (typeof SPEND_FIELDS)[number];

/** How rows become advertising spend, while it is being written. */
export interface SpendDraft {
  decimal: '.' | ',';
  fields: Partial<Record<SpendField, FieldDraft>>;
}

/** Headings of the reports that advertising platforms hand out. */
const GUESSES: Record<SpendField, RegExp> = {
  campaign: /^(campaign([ _-]?(name|id))?|xyz_campaign_id|nom de la campagne|kampagne(nname)?)$/i,
  day: /^(day|date|reporting starts|jour|datum|tag)$/i,
  amount: /^(amount|spend|spent|cost|amount spent|montant dépensé|ausgegebener betrag|kosten)( \([A-Z]{3}\))?$/i,
  currency: /^currency([ _-]?code)?$/i,
  platform: /^(platform|publisher[ _-]platform|network)$/i,
  item: /^(ad|ad[ _-]?set|ad[ _-]?group)[ _-]?(id|name)$/i,
  impressions: /^(impressions|impr\.?)$/i,
  clicks: /^(clicks|link clicks|clicks \(all\)|url clicks)$/i,
  conversions: /^(conversions|results|approved_conversion|purchases|key events)$/i,
};

/** Whether the headings are those of a report of what advertising cost by campaign and day. */
export function looksLikeSpend(columns: readonly string[]): boolean {
  const found = fieldsIn(columns);
  return found.amount !== undefined && found.campaign !== undefined && found.day !== undefined;
}

/** Spend with the fields whose columns say what they are; a currency in the heading of the amounts is taken from there. */
export function spendDraft(columns: readonly string[], rows: readonly (readonly string[])[]): SpendDraft {
  const found = fieldsIn(columns);
  const fields: SpendDraft['fields'] = Object.fromEntries(
    Object.entries(found).map(([field, column]) => [field, { from: 'column', column, translate: '', prefix: '' }]),
  );
  const named = /\(([A-Z]{3})\)$/.exec(found.amount ?? '')?.[1];
  if (named !== undefined && MINOR_DIGITS.has(named)) fields.currency ??= { from: 'constant', value: named };
  const amounts = found.amount === undefined ? [] : valuesOf(found.amount, columns, rows);
  return { decimal: amounts.some((amount) => /,\d{1,2}$/.test(amount)) ? ',' : '.', fields };
}

function fieldsIn(columns: readonly string[]): Partial<Record<SpendField, string>> {
  return Object.fromEntries(
    SPEND_FIELDS.flatMap((field) => {
      const column = columns.find((each) => GUESSES[field].test(each.trim()));
      return column === undefined ? [] : [[field, column]];
    }),
  );
}

/** Whether day and month stand in one order, decided by a number that can be no month; the first that fits all examples. */
const DAY_FORMATS: readonly (readonly [string, RegExp])[] = [
  ['iso', /^\d{4}-\d\d-\d\d/],
  ['YYYYMMDD', /^\d{8}$/],
  ['D.M.YYYY', /^\d{1,2}\.\d{1,2}\.\d{4}$/],
  ['MM-DD-YYYY', /^(0\d|1[0-2])-\d\d-\d{4}$/],
  ['DD-MM-YYYY', /^\d\d-(0\d|1[0-2])-\d{4}$/],
  ['M/D/YYYY', /^(0?\d|1[0-2])\/\d{1,2}\/\d{4}$/],
  ['D/M/YYYY', /^\d{1,2}\/(0?\d|1[0-2])\/\d{4}$/],
  ['ddd, MMM D, YYYY', /^[a-z]{3}, [a-z]{3} \d{1,2}, \d{4}$/i],
  ['ddd MMM D YYYY', /^[a-z]{3} [a-z]{3} \d{1,2} \d{4}$/i],
  ['MMM D, YYYY', /^[a-z]{3} \d{1,2}, \d{4}$/i],
];

/** How the days of the examples are written; `iso` where they leave open which number is the month, so that one must say. */
export function timeFormatOf(
  { fields: { day } }: SpendDraft,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  // A row of totals says so where its day would stand.
  const days = (day?.from === 'column' ? valuesOf(day.column, columns, rows) : []).filter((each) => /\d/.test(each));
  const fitting =
    days.length === 0 ? [] : DAY_FORMATS.filter(([, pattern]) => days.every((each) => pattern.test(each)));
  const [only, ...others] = fitting;
  return only && others.length === 0 ? only[0] : 'iso';
}

function valuesOf(column: string, columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const position = columns.indexOf(column);
  return rows.map((row) => row[position]?.trim() ?? '').filter((value) => value !== '');
}

/** What is missing from spend, in words. */
export function spendProblemOf({ fields }: SpendDraft, columns: readonly string[]): string | null {
  const missing = (['campaign', 'day'] as const).filter((field) => fields[field] === undefined);
  if (missing.length > 0) return `Choose a column or a fixed value for ${missing.join(', ')}.`;
  if (SPEND_FIGURES.every((figure) => fields[figure] === undefined)) {
    return `Choose a column for at least one of ${SPEND_FIGURES.join(', ')}.`;
  }
  return missingColumn(
    Object.values(fields).map((field) => (field.from === 'column' ? field.column : '')),
    columns,
  );
}

/** Names the first of the columns used that the file does not have. */
export function missingColumn(used: readonly string[], columns: readonly string[]): string | null {
  const unknown = used.find((column) => column !== '' && !columns.includes(column));
  return unknown === undefined ? null : `This file has no column “${unknown}”.`;
}
