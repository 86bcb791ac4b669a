import { minorDigits } from '@syncline/shared/money';
import { formatMoney, UNDEFINED } from '@syncline/shared/format';
import type { CellValue } from '../../lib/value-table.ts';

/** How a decimal amount of a value table is shown: in full, to the minor unit. */
export function moneyCell(currency: string): (value: CellValue) => string {
  const size = 10 ** minorDigits(currency);
  return (value) => (typeof value === 'number' ? formatMoney(Math.round(value * size), currency) : UNDEFINED);
}
