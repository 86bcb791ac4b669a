import { addMonths } from '@syncline/shared/statements';
import { adjustmentsOf } from './adjust.ts';
import type { ClosedMonth, MonthAdjustment, MonthLine, StatementBook } from './port.ts';
import type { LedgerMonths, Terms } from './settle-months.ts';

/** What statements of a month are made of besides balances and payouts. */
export interface OpenMonth {
  month: string;
  lines: MonthLine[];
  /** Of the first open month alone: all that closed months have come to since. */
  adjustments: MonthAdjustment[];
}

interface Opening {
  ledger: LedgerMonths;
  terms: Terms;
  book: Pick<StatementBook, 'booked'>;
  currencies: readonly string[];
  /** In their order, without a gap. */
  closed: readonly ClosedMonth[];
  /** The first month that the agreements of today reach to. */
  first: string | null;
  /** The months after them that are asked about, in their order. */
  open: readonly string[];
  isOver: (month: string) => boolean;
  signal: AbortSignal | undefined;
}

/**
 * Settles the open months, and of the earlier ones those that are settled from something else than when the last month was
 * closed. `settled` names what each of all of them was settled from, where it stayed the same meanwhile.
 */
export async function settleOpenMonths(
  opening: Opening,
): Promise<{ months: OpenMonth[]; settled: Record<string, string> }> {
  const { closed, open, currencies, terms } = opening;
  const earlier = earlierMonths(opening);
  const before = closed.at(-1)?.settled ?? {};
  const lines = new Map<string, MonthLine[]>(open.map((month) => [month, []]));
  const adjustments: MonthAdjustment[] = [];
  const settled: Record<string, string> = {};
  for (const currency of currencies) {
    const keys = await keysOf(currency, [...earlier, ...open], opening);
    const changed = earlier.find((month) => before[`${currency} ${month}`] !== keys.get(month));
    const again = changed === undefined ? [] : earlier.filter((month) => month >= changed);
    const found = new Map<string, MonthLine[]>();
    for (const month of [...again, ...open]) {
      const key = keys.get(month) ?? '';
      found.set(month, await opening.ledger.lines({ month, currency, key }, terms, opening.signal));
    }
    const after = await keysOf(currency, [...earlier, ...open], opening);
    for (const [month, key] of keys) {
      if (after.get(month) !== key) continue;
      settled[`${currency} ${month}`] = key;
      const known = found.get(month);
      if (known) opening.ledger.keep({ month, currency, key }, known);
    }
    for (const month of open) lines.get(month)?.push(...(found.get(month) ?? []));
    if (changed === undefined) continue;
    const booked = (await opening.book.booked(changed)).filter((line) => line.currency === currency);
    const now = again.flatMap((month) => found.get(month) ?? []);
    adjustments.push(...adjustmentsOf(now, booked, (line) => isAdded(line, opening)));
  }
  const months = open.map((month, index) => ({
    month,
    lines: lines.get(month) ?? [],
    adjustments: index === 0 ? adjustments : [],
  }));
  return { months, settled };
}

function keysOf(currency: string, months: readonly string[], { ledger, terms, isOver, signal }: Opening) {
  return ledger.settledFrom(months, currency, { terms, isOver, signal });
}

/** The closed months, and those before them that agreements were given since. */
function earlierMonths({ closed, first }: Opening): string[] {
  const months = closed.map(({ month }) => month);
  const [start] = months;
  if (start === undefined || first === null) return months;
  for (let month = addMonths(start, -1); month >= first; month = addMonths(month, -1)) months.unshift(month);
  return months;
}

function isAdded({ agreement, version, month }: MonthLine, { closed, terms }: Opening): boolean {
  const closing = closed.find((one) => one.month === month) ?? closed[0];
  const recorded = terms.agreements
    .find(({ slug }) => slug === agreement)
    ?.versions.find((one) => one.version === version)?.recorded_at;
  return closing !== undefined && recorded !== undefined && recorded > closing.closed_at;
}
