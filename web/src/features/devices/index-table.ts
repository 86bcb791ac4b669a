import type { Estimate, Proportion } from '@syncline/shared/query';
import {
  AGAINST_NAMES,
  BEHAVIOURS,
  type IndexAnswer,
  type IndexRow,
  indexDirection,
  SEGMENT_NAMES,
} from '@syncline/shared/research';
import { moreWords, numberWords, pointsWords } from '@syncline/shared/words';
import type { ForestRow } from '../../charts/draw/forest.tsx';
import { formatCount, formatInterval, formatPercent, formatRatio, UNDEFINED } from '@syncline/shared/format';
import { type Interval, intervalOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';

/** The rows of the table as they are drawn, in its order. */
export function forestRows({ rows, rule }: Pick<IndexAnswer, 'rows' | 'rule'>): ForestRow[] {
  return rows.map((row) => {
    const label = capital(BEHAVIOURS[row.behaviour]);
    const direction = indexDirection(row);
    return {
      key: row.behaviour,
      label,
      base: baseText(row, AGAINST_NAMES[rule.against]),
      ratio: ratioInterval(row.ratio),
      text: row.suppressed ? 'too few people' : direction === 0 ? 'not established' : ratioText(row.ratio),
      established: direction !== 0,
      tip: tipOf(row, label, rule),
    };
  });
}

/** How a ratio stands at the end of its row: "45 % more", from twice on "2.4×". */
export function ratioText({ value }: Pick<Estimate, 'value'>): string {
  if (value === null) return UNDEFINED;
  return value >= 2 ? `${numberWords(value, 1)}×` : moreWords(value - 1, 'as likely');
}

function ratioInterval({ value, low, high }: Estimate): Interval | null {
  return value === null || low === null || high === null ? null : { value, low, high };
}

function baseText({ segment, comparison }: IndexRow, whom: string): string {
  if (!segment || !comparison) return 'not shown';
  return `${shareText(segment)} against ${shareText(comparison)}${whom === AGAINST_NAMES.all_people ? ' of all' : ''}`;
}

function shareText({ value, base }: Proportion): string {
  return value === null ? UNDEFINED : `${formatPercent(value)} of ${formatCount(base)}`;
}

function tipOf(row: IndexRow, label: string, { segment, against }: IndexAnswer['rule']): ForestRow['tip'] {
  if (!row.segment || !row.comparison) return { title: label, rows: [], note: row.sentence };
  const ratio = ratioInterval(row.ratio);
  const difference = ratioInterval(row.difference);
  const p = row.adjusted_p_value;
  return {
    title: label,
    rows: [
      { label: capital(SEGMENT_NAMES[segment]), value: countText(row.segment) },
      { label: capital(AGAINST_NAMES[against]), value: countText(row.comparison) },
      ...(ratio
        ? [
            {
              label: 'Ratio',
              value: `${formatRatio(ratio.value)} (${formatRatio(ratio.low)} to ${formatRatio(ratio.high)})`,
            },
          ]
        : []),
      ...(difference
        ? [{ label: 'Difference', value: pointsWords(difference.value, difference.low, difference.high) }]
        : []),
      { label: 'Adjusted p', value: p === null ? UNDEFINED : p < 0.0001 ? '< 0.0001' : p.toFixed(4) },
    ],
    note: row.sentence,
  };
}

function countText(proportion: Proportion): string {
  const interval = intervalOf(proportion);
  const share = interval
    ? `${formatPercent(interval.value)} (${formatInterval(interval.low, interval.high)})`
    : UNDEFINED;
  return `${formatCount(proportion.numerator)} of ${formatCount(proportion.base)}: ${share}`;
}

/** The same numbers for export. */
export function indexTable({ rows }: Pick<IndexAnswer, 'rows'>): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  const ratio = (value: unknown) => formatRatio(Number(value));
  const p = (value: unknown) => (Number(value) < 0.0001 ? '<0.0001' : Number(value).toFixed(4));
  return {
    columns: [
      { label: 'Behaviour' },
      { label: 'Segment: do it' },
      { label: 'of' },
      { label: 'share', format: percent },
      { label: 'Comparison: do it' },
      { label: 'of people' },
      { label: 'their share', format: percent },
      { label: 'Difference', format: percent },
      { label: 'Difference, from', format: percent },
      { label: 'Difference, to', format: percent },
      { label: 'Ratio', format: ratio },
      { label: 'Ratio, from', format: ratio },
      { label: 'Ratio, to', format: ratio },
      { label: 'p-value', format: p },
      { label: 'Adjusted p-value', format: p },
    ],
    rows: rows.map((row) => [
      capital(BEHAVIOURS[row.behaviour]),
      ...sharesOf(row.segment),
      ...sharesOf(row.comparison),
      ...endsOf(row.difference),
      ...endsOf(row.ratio),
      row.p_value,
      row.adjusted_p_value,
    ]),
  };
}

function sharesOf(proportion: Proportion | null) {
  return proportion ? [proportion.numerator, proportion.base, proportion.value] : [null, null, null];
}

function endsOf({ value, low, high }: Estimate) {
  return [value, low, high];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
