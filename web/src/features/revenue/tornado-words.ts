import type { TornadoAnswer, TornadoBar } from '@syncline/shared/revenue-scenarios';
import { minorDigits } from '@syncline/shared/money';
import type { TornadoRow } from '../../charts/draw/tornado.tsx';
import { formatMoney, formatMoneyShort } from '@syncline/shared/format';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

type Part = TornadoBar['part'];

/** What is moved of a party's share, or of the terms. */
const PARTS: Record<Part, string> = {
  percentage: 'percentage',
  tier_percentages: 'all rates',
  tier_bounds: 'where rates change',
  per_order: 'per order',
  cap: 'cap a month',
  minimum: 'minimum a month',
  on_refund: 'when refunded',
  discount_funded_by: 'Discount is funded by',
  tax: 'Tax is',
};

/** What is moved, in words: "Network: percentage". */
function partWords({ part, party }: TornadoBar): string {
  return party ? `${party.name}: ${PARTS[part]}` : PARTS[part];
}

interface Words {
  currency: string;
  /** Of the parties, by key. */
  names: ReadonlyMap<string, string>;
}

const amountWords = (value: string, { currency }: Words) => formatMoney(Number(value), currency);

const VALUES: Record<Part, (value: string, words: Words) => string> = {
  percentage: (value) => `${value} %`,
  tier_percentages: (value) => `${value.replaceAll(', ', ' / ')} %`,
  tier_bounds: (value, { currency }) =>
    value
      .split(', ')
      .map((minor) => formatMoneyShort(Number(minor), currency))
      .join(' / '),
  per_order: amountWords,
  cap: amountWords,
  minimum: amountWords,
  on_refund: (value) => value,
  discount_funded_by: (value, { names }) => (value === '' ? 'nobody' : (names.get(value) ?? value)),
  tax: (value) => (value === 'included' ? 'shared' : 'set apart'),
};

/** A value of a part, in words: "7.5 %", "$0.25", "kept", "nobody". */
function valueWords(part: Part, value: string, words: Words): string {
  return VALUES[part](value, words);
}

const CHOICES: readonly Part[] = ['on_refund', 'discount_funded_by', 'tax'];

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
