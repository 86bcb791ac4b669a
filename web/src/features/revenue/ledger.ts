import { minorDigits } from '@syncline/shared/money';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

/** A line of the ledger. Amounts are integer minor units. */
export interface LedgerLine {
  key: string;
  name: string;
  kind: 'total' | 'change' | 'part';
  /** Signed: what the line adds or takes away. */
  amount: number;
  /** Where its bar begins and ends on the axis of amounts. */
  from: number;
  to: number;
  note: string;
}

export interface Ledger {
  lines: LedgerLine[];
  /** Ends of the axis; zero is always on it. */
  low: number;
  high: number;
}

interface LedgerInput {
  gross: number;
  refunds: number;
  purchases: number;
  /** Net revenue by brand, largest first; they add up to gross − refunds. */
  brands: readonly { key: string; name: string; net: number }[];
  share: (part: number) => string;
  count: (purchases: number) => string;
}

const MAX_PARTS = 6;

/** From gross over refunds to net, and net as the parts of the brands: each line's bar begins where the one before ended. */
export function ledgerOf({ gross, refunds, purchases, brands, share, count }: LedgerInput): Ledger {
  const net = gross - refunds;
  const lines: LedgerLine[] = [
    { key: 'gross', name: 'Gross', kind: 'total', amount: gross, from: 0, to: gross, note: count(purchases) },
    {
      key: 'refunds',
      name: 'Refunds',
      kind: 'change',
      amount: -refunds,
      from: gross,
      to: net,
      note: gross > 0 ? `${share(refunds / gross)} of gross` : '',
    },
    {
      key: 'net',
      name: 'Net',
      kind: 'total',
      amount: net,
      from: 0,
      to: net,
      note: gross > 0 ? share(net / gross) : '',
    },
  ];
  let left = net;
  for (const part of brands.length > 1 ? withRest(brands) : []) {
    const note = net > 0 ? `${share(part.net / net)} of net` : '';
    lines.push({
      key: `brand ${part.key}`,
      name: part.name,
      kind: 'part',
      amount: part.net,
      from: left - part.net,
      to: left,
      note,
    });
    left -= part.net;
  }
  const ends = lines.flatMap(({ from, to }) => [from, to]);
  return { lines, low: Math.min(0, ...ends), high: Math.max(0, ...ends) };
}

function withRest(brands: LedgerInput['brands']): LedgerInput['brands'] {
  if (brands.length <= MAX_PARTS) return brands;
  const rest = brands.slice(MAX_PARTS - 1);
  const net = rest.reduce((sum, brand) => sum + brand.net, 0);
  return [...brands.slice(0, MAX_PARTS - 1), { key: 'rest', name: `${rest.length} more brands`, net }];
}

/** The same amounts: shown in full, exported as plain decimals. */
export function ledgerTable(ledger: Ledger, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  return {
    columns: [{ label: 'Line' }, { label: `Amount, ${currency}`, format: moneyCell(currency) }, { label: 'Note' }],
    rows: ledger.lines.map(({ name, amount, note }) => [name, amount / size, note]),
  };
}
