import { DAY_COLUMN_NAMES, MOVED_COLUMN_NAMES, PAYMENT_TABLE_COLUMNS } from '../stores/clickhouse/payments-table.ts';
import type { PaymentStatement } from './payment-rows.ts';

const OF_DAY = DAY_COLUMN_NAMES.join(', ');
const OF_ORDER = MOVED_COLUMN_NAMES.join(', ');
/** An order that was refunded, or paid more than once, weighs more than 1. */
const WEIGHT = "if(stage = 'refunded', 2, 1)";
// Names of their own, as an alias in a statement hides the column that is called so.
const NEXT = `(SELECT day, n AS times, ${OF_ORDER} FROM payments_next WHERE entry = 'payment')`;

/** Columns that statements of this module select, in order. */
export const SUM_COLUMNS = { day: `entry, day, n, ${OF_DAY}`, moved: `entry, day, n, ${OF_ORDER}` } as const;

/** Statement that counts the payments in `payments_next` by day. */
export const COUNTED_BY_DAY = `SELECT ${entry('day')}, day, sum(times) AS n, ${OF_DAY} FROM ${NEXT} GROUP BY day, ${OF_DAY} HAVING n != 0`;

/**
 * Statement that selects what becomes otherwise of the rows of orders that moved on, once the payments in `payments_next`
 * are added to those in use: a payment is one of them once its order is refunded or paid again.
 */
export const MOVED_SINCE = `SELECT ${entry('moved')}, day, toInt64(if(has_moved, now, 0) - if(had_moved, was, 0)) AS n, ${OF_ORDER}
  FROM (
    SELECT day, ${OF_ORDER}, was, now, sum(was * ${WEIGHT}) OVER (PARTITION BY order_key) > 1 AS had_moved,
      sum(now * ${WEIGHT}) OVER (PARTITION BY order_key) > 1 AS has_moved
    FROM (
      SELECT day, ${OF_ORDER}, sum(before) AS was, sum(after) AS now
      FROM (
        SELECT day, ${OF_ORDER}, n AS before, n AS after FROM payments
        WHERE entry = 'payment' AND order_key IN (SELECT order_key FROM ${NEXT})
        UNION ALL SELECT day, ${OF_ORDER}, toInt64(0) AS before, times AS after FROM ${NEXT})
      GROUP BY day, ${OF_ORDER}))
  WHERE if(has_moved, now, 0) != if(had_moved, was, 0)`;

/** The rows in `payments_next` of orders that moved on, of one of `parts` of all orders. */
export function movedIn(part: number, parts: number): PaymentStatement {
  const own = `${NEXT} WHERE order_key % {parts:UInt32} = {part:UInt32}`;
  return {
    sql: `SELECT ${entry('moved')}, day, times AS n, ${OF_ORDER} FROM ${own}
      AND order_key IN (SELECT order_key FROM ${own} GROUP BY order_key HAVING sum(times * ${WEIGHT}) > 1)`,
    parameters: { part, parts },
  };
}

function entry(name: string): string {
  return `CAST('${name}' AS ${PAYMENT_TABLE_COLUMNS.entry}) AS entry`;
}
