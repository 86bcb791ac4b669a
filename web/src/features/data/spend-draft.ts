import { SPEND_FIELDS, SPEND_FIGURES } from '@syncline/shared/control';
import { MINOR_DIGITS } from '@syncline/shared/money';
import type { FieldDraft } from './field-draft.ts';
import { type Aliases, columnsFor, headingKey, names, valuesOf } from './headings.ts';
import { timeFormatOf } from './time-formats.ts';

export type SpendField = (typeof SPEND_FIELDS)[number];

/** How rows become advertising spend, while it is being written. */
export interface SpendDraft {
  decimal: '.' | ',';
  fields: Partial<Record<SpendField, FieldDraft>>;
}

/** Headings of the reports that platforms hand out, those of X Analytics among them. */
const ALIASES: Aliases<SpendField> = {
  campaign: names('campaign, campaign name, xyz campaign id, campaign id, nom de la campagne, kampagne, kampagnenname'),
  day: names('day, date, reporting starts, jour, datum, tag, time'),
  amount: names('amount, spend, spent, cost, amount spent, montant dépensé, ausgegebener betrag, kosten'),
  currency: names('currency, currency code'),
  platform: names('platform, publisher platform, network'),
  item: names(
    'ad id, ad name, ad set id, ad set name, adset id, adset name, ad group id, ad group name, ad group, post id, tweet id',
  ),
  impressions: names('impressions, impr'),
  clicks: names('clicks, link clicks, clicks (all), url clicks'),
  conversions: names('conversions, results, approved conversion, purchases, key events'),
};
const X_ANALYTICS = names(
  'impressions, engagements, likes, favorites, replies, retweets, reposts, profile visits, user profile clicks',
);

/** Whether the headings are those of an export of X Analytics: counts without people, by post or by day. */
export function isXAnalytics(columns: readonly string[]): boolean {
  const keys = new Set(columns.map(headingKey));
  return keys.has('impressions') && keys.has('engagements') && X_ANALYTICS.filter((key) => keys.has(key)).length >= 4;
}

/** Whether the headings are those of a report: what advertising cost by campaign and day, or what X Analytics counted. */
export function looksLikeSpend(columns: readonly string[]): boolean {
  const found = columnsFor(ALIASES, columns);
  const isReport = found.amount !== undefined && found.campaign !== undefined && found.day !== undefined;
  return isReport || isXAnalytics(columns);
}

/** Spend with the fields whose columns say what they are; a currency in the heading of the amounts is taken from there. */
export function spendDraft(columns: readonly string[], rows: readonly (readonly string[])[]): SpendDraft {
  const found = columnsFor(ALIASES, columns);
  const fields: SpendDraft['fields'] = Object.fromEntries(
    Object.entries(found).map(([field, column]) => [field, { from: 'column', column, translate: '', prefix: '' }]),
  );
  const named = /\(([A-Z]{3})\)$/.exec(found.amount ?? '')?.[1];
  if (named !== undefined && MINOR_DIGITS.has(named)) fields.currency ??= { from: 'constant', value: named };
  if (isXAnalytics(columns)) fields.platform ??= { from: 'constant', value: 'x' };
  const amounts = found.amount === undefined ? [] : valuesOf(found.amount, columns, rows);
  return { decimal: amounts.some((amount) => /,\d{1,2}$/.test(amount)) ? ',' : '.', fields };
}

/** How the days of the examples are written; `iso` where they leave open which number is the month, so that one must say. */
export function dayFormatOf(
  { fields: { day } }: SpendDraft,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return timeFormatOf(day?.from === 'column' ? valuesOf(day.column, columns, rows) : []) ?? 'iso';
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
