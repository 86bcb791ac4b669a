import { type MeanRow, MEANS, meanMoreWords, meanWords } from '@syncline/shared/means';
import { indexDirection } from '@syncline/shared/research';
import { numberWords } from '@syncline/shared/words';
import { formatCount, formatRatio, UNDEFINED } from '@syncline/shared/format';
import type { CellValue, ValueTable } from '../../lib/value-table.ts';

/** A mean of one group: "12.38" and "over 12,000 people"; without people where it is held back or there is nobody. */
export interface MeanOver {
  mean: string;
  people: string;
}

/** A mean of both groups as it is shown. */
export interface MeanShown {
  key: string;
  label: string;
  segment: MeanOver;
  comparison: MeanOver;
  /** "3.19 more (2.80 more to 3.58 more)". */
  difference: string;
  /** Whether a difference is established; else the row is drawn faint. */
  established: boolean;
  adjusted: string;
  sentence: string;
}

/** The means in the order of the answer. */
export function meansShown(means: readonly MeanRow[]): MeanShown[] {
  return means.map((row) => ({
    key: row.mean,
    label: capital(MEANS[row.mean].label),
    segment: meanText(row.segment, row.currency),
    comparison: meanText(row.comparison, row.currency),
    difference: differenceText(row),
    established: indexDirection(row) !== 0,
    adjusted: pText(row.adjusted_p_value),
    sentence: row.sentence,
  }));
}

function meanText(group: MeanRow['segment'], currency: string | null): MeanOver {
  if (!group) return { mean: 'too few people', people: '' };
  if (group.value === null) return { mean: UNDEFINED, people: '' };
  return { mean: meanWords(group.value, currency), people: `over ${numberWords(group.base)} people` };
}

function differenceText({ difference: { value, low, high }, currency }: MeanRow): string {
  if (value === null) return UNDEFINED;
  const more = (end: number) => meanMoreWords(end, currency);
  return low === null || high === null ? more(value) : `${more(value)} (${more(low)} to ${more(high)})`;
}

function pText(p: number | null): string {
  if (p === null) return UNDEFINED;
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

/** The same numbers for export: money in minor units, as its unit says. */
export function meansTable(means: readonly MeanRow[]): ValueTable {
  const mean = (value: CellValue) => formatRatio(Number(value), 4);
  const p = (value: CellValue) => (Number(value) < 0.0001 ? '<0.0001' : Number(value).toFixed(4));
  return {
    columns: [
      { label: 'Mean' },
      { label: 'Unit' },
      { label: 'Segment: mean', format: mean },
      { label: 'total', format: (value) => formatCount(Number(value)) },
      { label: 'over people' },
      { label: 'Comparison: mean', format: mean },
      { label: 'their total', format: (value) => formatCount(Number(value)) },
      { label: 'over their people' },
      { label: 'Difference', format: mean },
      { label: 'Difference, from', format: mean },
      { label: 'Difference, to', format: mean },
      { label: 'Ratio of means', format: mean },
      { label: 'Ratio, from', format: mean },
      { label: 'Ratio, to', format: mean },
      { label: 'p-value', format: p },
      { label: 'Adjusted p-value', format: p },
    ],
    rows: means.map((row) => [
      capital(MEANS[row.mean].label),
      row.currency === null ? row.unit : `${row.currency}, minor units`,
      ...partsOf(row.segment),
      ...partsOf(row.comparison),
      row.difference.value,
      row.difference.low,
      row.difference.high,
      row.ratio.value,
      row.ratio.low,
      row.ratio.high,
      row.p_value,
      row.adjusted_p_value,
    ]),
  };
}

function partsOf(group: MeanRow['segment']): CellValue[] {
  return group ? [group.value, group.total, group.base] : [null, null, null];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
