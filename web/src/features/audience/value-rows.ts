import { type FollowerValueAnswer, type FollowerValueRow, valueSentence } from '@syncline/shared/audience';
import type { Estimate, Proportion } from '@syncline/shared/query';
import { indexDirection } from '@syncline/shared/research';
import { moreWords, numberWords } from '@syncline/shared/words';
import type { ForestRow } from '../../charts/draw/forest.tsx';
import {
  formatCount,
  formatInterval,
  formatMoney,
  formatPercent,
  formatRatio,
  UNDEFINED,
} from '@syncline/shared/format';
import { type Interval, intervalOf } from '../../lib/proportion.ts';

/** The rows of the table as a forest plot draws them, in its order. */
export function valueRows(
  { rows, rule }: Pick<FollowerValueAnswer, 'rows' | 'rule'>,
  nameOf: (slug: string) => string,
): ForestRow[] {
  return rows.map((row) => {
    const label = nameOf(row.brand);
    const direction = indexDirection(row);
    return {
      key: row.brand,
      label,
      base: row.followers && row.others ? `${shareText(row.followers)} against ${shareText(row.others)}` : 'not shown',
      ratio: ended(row.ratio),
      text: row.suppressed ? 'too few people' : direction === 0 ? 'not established' : ratioText(row.ratio),
      established: direction !== 0,
      tip: tipOf(row, label, valueSentence(row, label, rule.among)),
    };
  });
}

/** What followers and others spent per person, as texts of a table. */
export function spendTexts({ spend }: FollowerValueRow, currency: string) {
  const money = (value: number | null, plus = false) =>
    value === null ? UNDEFINED : formatMoney(value, currency, { plus });
  const { value, low, high } = spend.difference;
  return {
    followers: money(spend.followers),
    others: money(spend.others),
    difference: money(value, true),
    interval: low === null || high === null ? UNDEFINED : `${money(low, true)} to ${money(high, true)}`,
  };
}

function ratioText({ value }: Pick<Estimate, 'value'>): string {
  if (value === null) return UNDEFINED;
  return value >= 2 ? `${numberWords(value, 1)}×` : moreWords(value - 1, 'as likely');
}

function ended({ value, low, high }: Estimate): Interval | null {
  return value === null || low === null || high === null ? null : { value, low, high };
}

function shareText({ value, base }: Proportion): string {
  return value === null ? `none of ${formatCount(base)}` : `${formatPercent(value)} of ${formatCount(base)}`;
}

function tipOf(row: FollowerValueRow, label: string, sentence: string): ForestRow['tip'] {
  if (!row.followers || !row.others) return { title: label, rows: [], note: sentence };
  const ratio = ended(row.ratio);
  const p = row.adjusted_p_value;
  return {
    title: label,
    rows: [
      { label: 'Followers: bought', value: countText(row.followers) },
      { label: 'Others: bought', value: countText(row.others) },
      ...(ratio
        ? [
            {
              label: 'Ratio',
              value: `${formatRatio(ratio.value)} (${formatRatio(ratio.low)} to ${formatRatio(ratio.high)})`,
            },
          ]
        : []),
      { label: 'Adjusted p', value: p === null ? UNDEFINED : p < 0.0001 ? '< 0.0001' : p.toFixed(4) },
    ],
    note: sentence,
  };
}

function countText(share: Proportion): string {
  const interval = intervalOf(share);
  const text = interval
    ? `${formatPercent(interval.value)} (${formatInterval(interval.low, interval.high)})`
    : UNDEFINED;
  return `${formatCount(share.numerator)} of ${formatCount(share.base)}: ${text}`;
}
