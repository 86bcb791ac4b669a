import type { Scope } from '../build.ts';
import type { NewerRows } from '../payments.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { inScope } from './where.ts';

/**
 * Where paid and refunded rows are read: what is kept ready of the log, with the newer rows that it lacks, or the log up to a
 * journal record (null: all of it).
 */
export type PaymentSource = { kept: true; open: NewerRows | null } | { kept: false; sequence: number | null };

const OF_DAY = sql`day, stage, amount, currency, brand, campaign, offer, network, device, client, action, arm`;
const OF_ORDER = sql`id_hash, order_key, at, ${OF_DAY}`;
export const PAID_OR_REFUNDED = sql`kind = 'purchase' AND stage IN ('paid', 'refunded')`;

/** Paid and refunded rows that `where` holds of, each `n` times: one that was taken away again can be there with 1 and with -1. */
export function paymentsWhere(source: PaymentSource, where: Fragment): Fragment {
  if (!source.kept) {
    return sql`(SELECT ${OF_ORDER}, toInt64(1) AS n FROM events WHERE ${PAID_OR_REFUNDED} AND ${upTo(source)} AND ${where})`;
  }
  return sql`(SELECT ${OF_ORDER}, n FROM payments WHERE entry = 'payment' AND ${where}${newer(source, where)})`;
}

/**
 * As `paymentsWhere`, for what hangs on no order, person or instant: alike rows of a day are one. `where` are conditions that
 * go by the `filters`.
 */
export function countedWhere(source: PaymentSource, { filters }: Pick<Scope, 'filters'>, where: Fragment): Fragment {
  const goesByHour = filters.some(({ dimension }) => dimension === 'hour_of_day');
  if (!source.kept || goesByHour) return paymentsWhere(source, where);
  const open = source.open ? sql` UNION ALL ${newerRows(OF_DAY, source.open, where)}` : sql``;
  return sql`(SELECT ${OF_DAY}, n FROM payments WHERE entry = 'day' AND ${where}${open})`;
}

/** Paid and refunded amounts in other currencies than the workspace's, as `compileOtherCurrencies`. */
export function compileOtherMoney(scope: Scope, source: PaymentSource): Statement {
  const others = sql`currency NOT IN ('', ${bind('String', scope.currency)}) AND ${inScope(scope)}`;
  return compile(sql`SELECT currency, sumIf(amount * n, stage = 'paid') AS paid, sumIf(amount * n, stage = 'refunded') AS refunded
    FROM ${countedWhere(source, scope, others)} GROUP BY currency HAVING paid != 0 OR refunded != 0 ORDER BY currency`);
}

/** All statements of one answer see the rows of the same journal records. */
export function upTo({ sequence }: { sequence: number | null }): Fragment {
  return sequence === null ? sql`1` : sql`seq <= ${bind('UInt64', sequence)}`;
}

/** Rows that the kept payments lack. */
export function isNewer(open: NewerRows): Fragment {
  return sql`${upTo(open)} AND (seq > ${bind('UInt64', open.after)} OR day > ${bind('Date', open.closedThrough)})`;
}

function newer({ open }: { open: NewerRows | null }, where: Fragment): Fragment {
  return open ? sql` UNION ALL ${newerRows(OF_ORDER, open, where)}` : sql``;
}

/** SELECT of the rows that the kept payments lack and `where` holds of. */
function newerRows(columns: Fragment, open: NewerRows, where: Fragment): Fragment {
  return sql`SELECT ${columns}, toInt64(1) AS n FROM events WHERE ${PAID_OR_REFUNDED} AND ${isNewer(open)} AND ${where}`;
}
