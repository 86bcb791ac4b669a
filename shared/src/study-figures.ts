import { z } from 'zod';

/** What the values of a column are: money in integer minor units, shares and points as parts of 1, ratios as multiples. */
export const FIGURE_UNITS = ['text', 'count', 'number', 'share', 'points', 'part', 'ratio', 'money', 'p'] as const;
export type FigureUnit = (typeof FIGURE_UNITS)[number];

/** What a column is within its group: columns of one group are read as one figure with its interval and base. */
export const FIGURE_ROLES = ['value', 'low', 'high', 'count', 'base'] as const;
export type FigureRole = (typeof FIGURE_ROLES)[number];

export const figureColumnSchema = z.object({
  key: z.string(),
  label: z.string(),
  unit: z.enum(FIGURE_UNITS),
  /** The head over the columns that make up one figure; null stands alone. */
  group: z.string().nullable(),
  role: z.enum(FIGURE_ROLES),
});
export type FigureColumn = z.infer<typeof figureColumnSchema>;

export type FigureValue = string | number | null;

/** Figures in rows and columns; null is "not defined" or held back. */
export const figureBlockSchema = z.object({
  title: z.string(),
  columns: z.array(figureColumnSchema),
  rows: z.array(
    z.object({
      /** The same in every run: by it rows are compared. */
      key: z.string(),
      cells: z.array(z.union([z.string(), z.number(), z.null()])),
      /** The row in words, by rule. */
      sentence: z.string().nullable(),
    }),
  ),
});
export type FigureBlock = z.infer<typeof figureBlockSchema>;

/** A column that stands alone. */
export function plainColumn(key: string, label: string, unit: FigureUnit): FigureColumn {
  return { key, label, unit, group: null, role: 'value' };
}

const ROLE_WORDS: Record<FigureRole, string> = {
  value: 'value',
  low: '95 % interval from',
  high: '95 % interval to',
  count: 'people',
  base: 'of',
};

function groupColumns(key: string, group: string, parts: readonly [FigureRole, string, FigureUnit][]): FigureColumn[] {
  return parts.map(([role, field, unit]) => ({
    key: `${key}.${field}`,
    label: `${group}: ${role === 'value' ? VALUE_WORDS[unit] : ROLE_WORDS[role]}`,
    unit,
    group,
    role,
  }));
}

const VALUE_WORDS: Record<FigureUnit, string> = {
  text: 'value',
  count: 'count',
  number: 'value',
  share: 'share',
  points: 'difference of shares',
  part: 'part',
  ratio: 'ratio, 1 is equal',
  money: 'amount',
  p: 'p-value',
};

/** The columns of a proportion: how many of how many, the share and its interval. */
export function proportionColumns(key: string, group: string): FigureColumn[] {
  return groupColumns(key, group, [
    ['count', 'numerator', 'count'],
    ['base', 'base', 'count'],
    ['value', 'value', 'share'],
    ['low', 'low', 'share'],
    ['high', 'high', 'share'],
  ]);
}

/** The columns of an estimate: its value and interval. */
export function estimateColumns(key: string, group: string, unit: FigureUnit): FigureColumn[] {
  return groupColumns(key, group, [
    ['value', 'value', unit],
    ['low', 'low', unit],
    ['high', 'high', unit],
  ]);
}

/** What an object of an answer has at a path of keys, such as "segment.value"; null where there is nothing to tell. */
export function cellAt(from: unknown, path: string): FigureValue {
  const found = path.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), from);
  if (typeof found === 'boolean') return found ? 'yes' : 'no';
  return typeof found === 'string' || typeof found === 'number' ? found : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
