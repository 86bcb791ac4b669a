import { STEP_COLUMN_NAMES } from '../../stores/clickhouse/payments-table.ts';
import type { Scope } from '../build.ts';
import type { NewerRows } from '../payments.ts';
import { bind, type Fragment, identifier, join, sql } from './fragment.ts';
import { isNewer, PAID_OR_REFUNDED, paymentsWhere } from './payment-source.ts';

/** What is known of a step of an order: of a row of it, paid or refunded. */
export type StepColumn = (typeof STEP_COLUMN_NAMES)[number];

/** What is read of orders that moved on: some columns of their steps. */
export interface StepsOf {
  currency: string;
  columns: readonly StepColumn[];
}

/**
 * Orders kept ready that were refunded or paid more than once, with a step on the day `from` or later, and all orders of
 * newer rows: `order_key`, `n` times (one that was taken away again is there with 1 and with -1), and of each column an
 * array with what each step has there, in their order.
 */
export function movedOrders({ open }: { open: NewerRows | null }, steps: StepsOf, from: string): Fragment {
  const own = sql`currency = ${bind('String', steps.currency)}`;
  const arrays = steps.columns.map((name) => sql`steps.${identifier(name)} AS ${eachOf(name)}`);
  const kept = sql`SELECT order_key, n, ${join(arrays, ', ')} FROM payments
    WHERE entry = 'moved' AND day >= ${bind('Date', from)} AND ${own}`;
  if (!open) return sql`(${kept})`;
  const orders = sql`(SELECT order_key FROM events WHERE ${PAID_OR_REFUNDED} AND ${isNewer(open)})`;
  const rows = paymentsWhere({ kept: true, open }, sql`order_key IN ${orders} AND ${own}`);
  const columns = join([...new Set(['order_key', 'at', 'id_hash', 'stage', ...ofRows(steps)])].map(identifier), ', ');
  const left = sql`(SELECT ${columns}, sum(n) AS times FROM ${rows} GROUP BY ${columns} HAVING times > 0)`;
  return sql`(${kept} AND order_key NOT IN ${orders} UNION ALL SELECT * FROM ${ordersOf(left, sql`times`, steps)})`;
}

/** The same of the orders that `rows` are of, each row as often as `times` says. */
export function ordersOf(rows: Fragment, times: Fragment, { columns }: Pick<StepsOf, 'columns'>): Fragment {
  const step = columns.map((name) => (name === 'refunded' ? sql`toBool(stage = 'refunded')` : identifier(name)));
  const row = sql`(at, stage = 'refunded', toString(id_hash), (${join(step, ', ')},))`;
  const arrays = columns.map((name, index) => {
    const value = sql`tupleElement(row.4, ${bind('UInt8', index + 1)})`;
    return sql`arrayMap(row -> ${value}, done) AS ${eachOf(name)}`;
  });
  return sql`(SELECT order_key, toInt64(1) AS n, ${join(arrays, ', ')}
    FROM (SELECT order_key, arraySort(groupArrayArray(arrayWithConstant(${times}, ${row}))) AS done FROM ${rows} GROUP BY order_key))`;
}

function ofRows({ columns }: Pick<StepsOf, 'columns'>): string[] {
  return columns.filter((name) => name !== 'refunded');
}

/** Of each step of an order what `value` is, an expression of its columns. */
export function eachStep(columns: readonly StepColumn[], value: Fragment): Fragment {
  return sql`arrayMap((${join(columns.map(identifier), ', ')}) -> ${value}, ${join(columns.map(eachOf), ', ')})`;
}

/** The array of a column. */
export function eachOf(name: StepColumn): Fragment {
  return identifier(`each_${name}`);
}

/** The columns that the filters look at. */
export function columnsOfFilters({ filters }: Scope): StepColumn[] {
  const used = new Set<string>(filters.map(({ dimension }) => TIMES.get(dimension) ?? dimension));
  return STEP_COLUMN_NAMES.filter((name) => used.has(name));
}

/** The column that a part of time is told by. */
const TIMES: ReadonlyMap<string, StepColumn> = new Map([
  ['hour_of_day', 'at'],
  ['weekday', 'day'],
]);
