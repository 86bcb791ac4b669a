import {
  DAY_COLUMN_NAMES,
  PAYMENT_TABLE_COLUMNS,
  STEP_COLUMN_NAMES,
  STEPS,
} from '../stores/clickhouse/payments-table.ts';
import type { PaymentStatement } from './payment-rows.ts';

const OF_DAY = DAY_COLUMN_NAMES.join(', ');
const OF_ORDER = `day, order_key, at, id_hash, ${OF_DAY}`;
/** An order in one currency that was refunded, or paid more than once, weighs more than 1. */
const WEIGHT = "if(stage = 'refunded', 2, 1)";
const STEP = STEP_COLUMN_NAMES.map((name) => (name === 'refunded' ? "stage = 'refunded'" : name)).join(', ');
// Names of their own, as an alias in a statement hides the column that is called so.
const NEXT = `(SELECT n AS times, ${OF_ORDER} FROM payments_next WHERE entry = 'payment')`;

/** Columns that statements of this module select, in order. */
export const SUM_COLUMNS = {
  day: `entry, day, n, ${OF_DAY}`,
  moved: 'entry, day, n, order_key, currency, steps',
} as const;

/** Statement that counts the payments in `payments_next` by day. */
export const COUNTED_BY_DAY = `SELECT ${entry('day')}, day, sum(times) AS n, ${OF_DAY} FROM ${NEXT} GROUP BY day, ${OF_DAY} HAVING n != 0`;

/**
 * Statement that selects what becomes otherwise of the orders that moved on, once the payments in `payments_next` are added
 * to those in use: what an order had done with -1, and what it has done with 1.
 */
export const MOVED_SINCE = `SELECT ${entry('moved')}, ${lastDayOf('side.1')} AS day, toInt64(side.2) AS n, order_key, currency, side.1 AS steps
  FROM (
    SELECT order_key, currency, ${stepsOf('was')} AS had_done, ${stepsOf('now')} AS has_done
    FROM (
      SELECT *, sum(greatest(was, now) * ${WEIGHT}) OVER (PARTITION BY order_key, currency) AS weight
      FROM (
        SELECT ${OF_ORDER}, sum(before) AS was, sum(after) AS now
        FROM (
          SELECT ${OF_ORDER}, n AS before, n AS after FROM payments
          WHERE entry = 'payment' AND order_key IN (SELECT order_key FROM ${NEXT})
          UNION ALL SELECT ${OF_ORDER}, toInt64(0) AS before, times AS after FROM ${NEXT})
        GROUP BY ${OF_ORDER}))
    WHERE weight > 1
    GROUP BY order_key, currency HAVING had_done != has_done)
  ARRAY JOIN [(had_done, -1), (has_done, 1)] AS side
  WHERE notEmpty(side.1)`;

/** The orders in `payments_next` that moved on, of one of `parts` of all orders. */
export function movedIn(part: number, parts: number): PaymentStatement {
  const own = `${NEXT} WHERE order_key % {parts:UInt32} = {part:UInt32}`;
  return {
    sql: `SELECT ${entry('moved')}, ${lastDayOf('done')} AS day, toInt64(1) AS n, order_key, currency, done AS steps
      FROM (
        SELECT order_key, currency, ${stepsOf('times')} AS done FROM ${own}
          AND order_key IN (SELECT order_key FROM ${own} GROUP BY order_key HAVING sum(times * ${WEIGHT}) > 1)
        GROUP BY order_key, currency)
      WHERE notEmpty(done)`,
    parameters: { part, parts },
  };
}

/** What an order did, each row as often as it is there; nothing where it did not move on. */
function stepsOf(times: string): string {
  const rows = `groupArrayArray(arrayWithConstant(greatest(${times}, 0), (at, stage = 'refunded', toString(id_hash), (${STEP}))))`;
  return `CAST(if(sum(${times} * ${WEIGHT}) > 1, arrayMap(row -> row.4, arraySort(${rows})), []) AS ${STEPS})`;
}

function lastDayOf(steps: string): string {
  return `arrayMax(step -> step.day, ${steps})`;
}

function entry(name: string): string {
  return `CAST('${name}' AS ${PAYMENT_TABLE_COLUMNS.entry}) AS entry`;
}
