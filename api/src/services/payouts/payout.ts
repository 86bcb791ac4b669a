import { type Payout, statementNumber } from '@syncline/shared/statements';
import type { Selectable } from 'kysely';
import type { PayoutTable } from '../../stores/sql/schema-revenue.ts';
import { isoTime, type ServiceContext } from '../context.ts';

/** Payouts with the number of the statement that holds each, the latest day first. */
export function selectPayouts({ db }: ServiceContext) {
  return db
    .selectFrom('payouts')
    .leftJoin('statements', 'statements.place', 'payouts.statement')
    .selectAll('payouts')
    .select('statements.month as month')
    .orderBy('payouts.day', 'desc')
    .orderBy('payouts.id', 'desc');
}

export function toPayout({
  statement,
  month,
  recorded_at,
  ...payout
}: Selectable<PayoutTable> & { month: string | null }): Payout {
  const number = statement === null || month === null ? null : statementNumber(month, statement);
  return { ...payout, recorded_at: isoTime(recorded_at), statement: number };
}
