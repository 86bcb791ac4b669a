import type { TornadoAnswer, TornadoBar } from '@syncline/shared/revenue-scenarios';
import { minorDigits } from '@syncline/shared/money';
import type { TornadoRow } from '../../charts/draw/tornado.tsx';
import { formatMoney, formatMoneyShort } from '../../lib/format.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

/** What is moved, in words: "Network: percentage". */
export function partWords({ part, party }: TornadoBar): string {
  const name = party?.name ?? '';
  switch (part) {
    case 'percentage':
      return `${name}: percentage`;
    case 'tier_percentages':
      return `${name}: all rates`;
    case 'tier_bounds':
      return `${name}: where rates change`;
    case 'per_order':
      return `${name}: per order`;
    case 'cap':
      return `${name}: cap a month`;
    case 'minimum':
      return `${name}: minimum a month`;
    case 'on_refund':
      return `${name}: when refunded`;
    case 'discount_funded_by':
      return 'Discount is funded by';
    case 'tax':
      return 'Tax is';
  }
}

/** A value of a part, in words: "7.5 %", "$0.25", "kept", "nobody". */
export function valueWords(
  part: TornadoBar['part'],
  value: string,
  { currency, names }: { currency: string; names: ReadonlyMap<string, string> },
): string {
  switch (part) {
    case 'percentage':
      return `${value} %`;
    case 'tier_percentages':
      return `${value.replaceAll(', ', ' / ')} %`;
    case 'tier_bounds':
      return value
        .split(', ')
        .map((minor) => formatMoneyShort(Number(minor), currency))
        .join(' / ');
    case 'per_order':
    case 'cap':
    case 'minimum':
      return formatMoney(Number(value), currency);
    case 'on_refund':
      return value;
    case 'discount_funded_by':
      return value === '' ? 'nobody' : (names.get(value) ?? value);
    case 'tax':
      return value === 'included' ? 'shared' : 'set apart';
  }
}

const CHOICES: readonly TornadoBar['part'][] = ['on_refund', 'discount_funded_by', 'tax'];

/** The bars that move anything, as they are drawn; ends that cannot be compared are left out. */
export function tornadoRows(
  { bars }: TornadoAnswer,
  words: { currency: string; names: ReadonlyMap<string, string> },
): TornadoRow[] {
  return bars
    .filter(({ swing }) => swing > 0)
    .map((bar) => ({
      key: keyOf(bar),
      label: partWords(bar),
      now: valueWords(bar.part, bar.value, words),
      ends: bar.ends
        .filter(({ comparable }) => comparable)
        .map(({ value, difference }) => ({
          text: `${CHOICES.includes(bar.part) ? 'if' : 'at'} ${valueWords(bar.part, value, words)}`,
          difference,
        })),
    }));
}

function keyOf({ part, party, term }: TornadoBar): string {
  return [party?.party ?? '', part, term ?? ''].join(' ');
}

/** Every end of every bar, also those that move nothing. */
export function tornadoTable(
  answer: TornadoAnswer,
  words: { currency: string; names: ReadonlyMap<string, string> },
): ValueTable {
  const { currency } = words;
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  return {
    columns: [
      { label: 'Part of the terms' },
      { label: 'As supposed' },
      { label: 'Instead' },
      { label: `${answer.party.name} would come to, ${currency}`, format },
      { label: `Difference, ${currency}`, format },
      { label: 'Comparable' },
    ],
    rows: answer.bars.flatMap((bar) =>
      bar.ends.map(({ value, amount, difference, comparable }) => [
        partWords(bar),
        valueWords(bar.part, bar.value, words),
        valueWords(bar.part, value, words),
        amount / size,
        difference / size,
        comparable ? 'yes' : 'no: what can be shared out changes',
      ]),
    ),
  };
}

/** The parts of which an end cannot be compared, in words; '' where there is none. */
export function notTold({ bars }: TornadoAnswer): string {
  const parts = bars.filter(({ ends }) => ends.some(({ comparable }) => !comparable)).map(({ part }) => part);
  const words = [...new Set(parts)].map((part) => (part === 'tax' ? 'tax' : 'who funds the discount'));
  if (words.length === 0) return '';
  return `Not drawn, as tax or discount is not known of every payment: ${words.join(' and ')}.`;
}
