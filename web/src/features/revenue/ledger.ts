import { minorDigits } from '@syncline/shared/money';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

/** What a step of a ledger does: `total` stands from zero, `change` moves the level, `unknown` has no amount. */
export type Step = {
  key: string;
  name: string;
  note: string;
  /** A CSS colour. */
  fill: string;
  /** Outlined in the colour of revenue, where the fill alone is too pale. */
  outlined?: boolean;
  /** Set in bold, under a strong rule. */
  strong?: boolean;
} & ({ kind: 'total' | 'change'; amount: number } | { kind: 'unknown' });

/** A line of a ledger: its amount in integer minor units, and where its bar begins and ends on the axis of amounts. */
type LedgerLine = Step & { from: number; to: number };

export interface Ledger {
  lines: LedgerLine[];
  /** Ends of the axis; zero is always on it. */
  low: number;
  high: number;
}

/** The steps as lines: a total's bar stands from zero, and each change begins where the line before ended. */
export function ledgerOf(steps: readonly Step[]): Ledger {
  let level = 0;
  const lines = steps.map((step): LedgerLine => {
    if (step.kind === 'unknown') return { ...step, from: level, to: level };
    const from = step.kind === 'total' ? 0 : level;
    level = from + step.amount;
    return { ...step, from, to: level };
  });
  const ends = lines.flatMap(({ from, to }) => [from, to]);
  return { lines, low: Math.min(0, ...ends), high: Math.max(0, ...ends) };
}

/** The same amounts: shown in full, exported as plain decimals. */
export function ledgerTable({ lines }: Ledger, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  return {
    columns: [{ label: 'Line' }, { label: `Amount, ${currency}`, format: moneyCell(currency) }, { label: 'Note' }],
    rows: lines.map((line) => [line.name, line.kind === 'unknown' ? null : line.amount / size, line.note]),
  };
}
