import { minorDigits } from '@syncline/shared/money';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';
import type { SharesByMonth } from './months.ts';

/** Shares by month: shown in full, exported as plain decimals. */
export function monthSharesTable({ lines, months }: SharesByMonth, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  return {
    columns: [
      { label: 'Month' },
      { label: 'Days in the period' },
      ...lines.map(({ name }) => ({ label: `${name}, ${currency}`, format })),
      { label: `Net revenue, ${currency}`, format },
      { label: 'State' },
    ],
    rows: months.map(({ month, days, amounts, net, open, unknown }) => [
      month.slice(0, 7),
      days,
      ...amounts.map((amount) => (unknown ? null : amount / size)),
      unknown ? null : net / size,
      unknown ? 'no data' : open ? 'open' : 'closed',
    ]),
  };
}
