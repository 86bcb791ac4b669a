import { CHANGE_PARTS, type ChangePart, type RevenueChange } from '@syncline/shared/revenue-change';
import { minorDigits } from '@syncline/shared/money';
import { formatCount, formatPercent } from '@syncline/shared/format';
import type { ValueTable } from '../../lib/value-table.ts';
import type { Step } from './ledger.ts';
import { moneyCell } from './money-cell.ts';

export const PART_NAMES: Record<ChangePart, string> = {
  volume: 'Volume',
  price: 'Price',
  mix: 'Mix',
  new: 'New',
  ended: 'Ended',
  refunds: 'Refunds',
};

/** What each part counts; how they are worked out stands in `query/stats/price-volume-mix.ts`. */
export const PART_DEFINITIONS: Record<ChangePart, string> = {
  volume: 'More or fewer orders, in the shares and at the prices of the period before',
  price: 'What the orders of now cost more or less than at the prices of the period before',
  mix: 'What was sold beyond its share of the period before, at its price of then',
  new: 'Gross revenue of offers without orders in the period before',
  ended: 'Gross revenue of the period before, of offers without orders now',
  refunds: 'What was refunded less than in the period before',
};

/** What a part is, as the end of "mostly …". */
const BECAUSE: Record<ChangePart, readonly [more: string, less: string]> = {
  volume: ['by more orders', 'by fewer orders'],
  price: ['by higher prices', 'by lower prices'],
  mix: ['by a dearer mix of offers', 'by a cheaper mix of offers'],
  new: ['by new offers', 'by new offers'],
  ended: ['by ended offers', 'by ended offers'],
  refunds: ['by fewer refunds', 'by more refunds'],
};

/** From the net revenue of before to that of now, part by part; new and ended only where there are any. */
export function changeSteps(change: RevenueChange, names: { before: string; now: string }): Step[] {
  const { before, now, parts } = change;
  const shown = CHANGE_PARTS.filter((part) => parts[part] !== 0 || (part !== 'new' && part !== 'ended'));
  const notes: Record<ChangePart, string> = {
    volume: `${formatCount(now.orders - before.orders, { plus: true })} orders`,
    price: 'same offers',
    mix: 'between offers',
    new: 'not sold before',
    ended: 'sold no more',
    refunds: '',
  };
  return [
    {
      key: 'before',
      name: 'Net before',
      note: names.before,
      kind: 'total',
      amount: before.net_revenue,
      fill: 'var(--ghost)',
      strong: true,
    },
    ...shown.map((part): Step => {
      const amount = parts[part];
      const fill = amount < 0 ? 'var(--negative)' : 'var(--positive)';
      return { key: part, name: PART_NAMES[part], note: notes[part], kind: 'change', amount, fill };
    }),
    {
      key: 'now',
      name: 'Net now',
      note: names.now,
      kind: 'total',
      amount: now.net_revenue,
      fill: 'var(--revenue)',
      strong: true,
    },
  ];
}

/** The change in a sentence; a part is named where it is at least half of all that went the same way. */
export function changeTitle({ before, difference, parts }: RevenueChange): string {
  if (difference === 0) return 'Net revenue is what it was before';
  const verb = difference > 0 ? 'rose' : 'fell';
  const by =
    before.net_revenue > 0 ? ` ${formatPercent(Math.abs(difference) / before.net_revenue, { digits: 1 })}` : '';
  const same = CHANGE_PARTS.filter((part) => Math.sign(parts[part]) === Math.sign(difference));
  const all = same.reduce((sum, part) => sum + Math.abs(parts[part]), 0);
  const largest = same.find((part) => Math.abs(parts[part]) * 2 >= all);
  if (!largest) return `Net revenue ${verb}${by}`;
  return `Net revenue ${verb}${by}, mostly ${BECAUSE[largest][difference > 0 ? 0 : 1]}`;
}

export interface ChangeRow extends RevenueChange {
  key: string;
  name: string;
}

/** The parts of every row: shown in full, exported as plain decimals. */
export function changeTable(rows: readonly ChangeRow[], currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  const money = (label: string) => ({ label: `${label}, ${currency}`, format });
  return {
    columns: [
      { label: 'Campaign' },
      { label: 'Orders before' },
      { label: 'Orders now' },
      money('Net before'),
      ...CHANGE_PARTS.map((part) => money(PART_NAMES[part])),
      money('Net now'),
      money('Difference'),
    ],
    rows: rows.map(({ name, before, now, parts, difference }) => [
      name,
      before.orders,
      now.orders,
      before.net_revenue / size,
      ...CHANGE_PARTS.map((part) => parts[part] / size),
      now.net_revenue / size,
      difference / size,
    ]),
  };
}
