import { formatAmount } from '@syncline/shared/money';
import type { Statement, StatementLine } from '@syncline/shared/statements';
import { csvLine } from '@syncline/shared/csv';

const COLUMNS = [
  'statement',
  'state',
  'party',
  'name',
  'month',
  'currency',
  'entry',
  'concerns_month',
  'agreement',
  'version',
  'campaign',
  'offer',
  'orders',
  'refunds',
  'earned',
  'returned',
  'guaranteed',
  'amount',
  'causes',
  'day',
  'reference',
  'note',
  'digest',
] as const;

type Cells = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

/**
 * Statements as CSV, line by line: of each its opening balance, lines, adjustments, payouts and closing balance. Amounts are
 * in the currency's main unit, and those of a statement before its closing balance add up to it.
 */
export function* statementsCsv(statements: readonly Statement[]): Generator<string> {
  yield csvLine(COLUMNS);
  for (const statement of statements) {
    for (const cells of rowsOf(statement)) yield csvLine(COLUMNS.map((column) => cells[column] ?? null));
  }
}

function* rowsOf(statement: Statement): Generator<Cells> {
  const { number, state, party, name, month, currency, totals, lines, adjustments, payouts, digest } = statement;
  const money = (minor: number) => Number(formatAmount(minor, currency));
  const about: Cells = { statement: number, state, party, name, month, currency };
  const figures = ({ orders, refunds, earned, returned, guaranteed, amount }: StatementLine): Cells => ({
    orders,
    refunds,
    earned: money(earned),
    returned: money(returned),
    guaranteed: money(guaranteed),
    amount: money(amount),
  });
  const place = ({ agreement, version, campaign, offer }: StatementLine): Cells => ({
    agreement,
    version,
    campaign,
    offer,
  });
  yield { ...about, entry: 'opening balance', amount: money(totals.opening) };
  for (const line of lines) {
    yield { ...about, entry: 'line', concerns_month: month, ...place(line), ...figures(line) };
  }
  for (const line of adjustments) {
    const causes = line.causes.join(' ');
    yield { ...about, entry: 'adjustment', concerns_month: line.month, ...place(line), ...figures(line), causes };
  }
  for (const { day, amount_minor, reference, note } of payouts) {
    yield { ...about, entry: 'payout', amount: money(0 - amount_minor), day, reference, note };
  }
  yield { ...about, entry: 'closing balance', amount: money(totals.closing), digest };
}
