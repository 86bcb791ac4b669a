import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** Payments or refunds of one amount on one day: all of them convert to the same. */
export const alikeSchema = z.object({
  currency: z.string(),
  day: z.string(),
  /** Not named `kind`, which would take the place of the column of that name. */
  step: z.enum(['paid', 'refunded']),
  amount: z.int(),
  movements: z.int(),
});
export type Alike = z.infer<typeof alikeSchema>;

export const ordersInSchema = z.object({ currency: z.string(), orders: z.int() });

/** What was paid and refunded in a scope, in every currency. */
export function compileAlike(scope: Scope): Statement {
  return compile(sql`
    SELECT currency, day, toString(stage) AS step, amount, count() AS movements
    FROM events WHERE ${moved(scope)}
    GROUP BY currency, day, step, amount ORDER BY currency, day, step, amount`);
}

/** Distinct orders with a payment, by currency. */
export function compileOrdersIn(scope: Scope): Statement {
  return compile(sql`
    SELECT currency, uniqExact(order_key) AS orders
    FROM events WHERE ${moved(scope)} AND stage = 'paid' GROUP BY currency`);
}

/** A paid or refunded row in any currency. */
export const movementInAnySchema = z.object({
  id: z.string(),
  order: z.string(),
  at_ms: z.int(),
  day: z.string(),
  kind: z.enum(['paid', 'refunded']),
  amount: z.int(),
  currency: z.string(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  /** Whether it lies in the period and the filters hold of it. */
  counted: z.boolean(),
});
export type MovementInAny = z.infer<typeof movementInAnySchema>;

/**
 * Every row that the shares of a scope can hang on, in whatever currency: of the orders of the months that the period
 * touches, and of the months in which orders were paid of which something was refunded in these.
 */
export function compileMovementsInAll(scope: Scope): Statement {
  const { from, to } = scope.period;
  const first = bind('Date', `${from.slice(0, 7)}-01`);
  const last = bind('Date', to);
  const rows = sql`(SELECT * FROM events WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency != '')`;
  return compile(sql`
    WITH (
      SELECT toStartOfMonth(least(${first}, ifNull(minOrNull(day), ${first}))) FROM ${rows}
      WHERE stage = 'paid' AND order_key IN (SELECT order_key FROM ${rows} WHERE day BETWEEN ${first} AND ${last})
    ) AS first_day
    SELECT toString(id_hash) AS id, toString(order_key) AS order, toUnixTimestamp64Milli(at) AS at_ms, day,
      toString(stage) AS kind, amount, currency, brand, campaign, offer,
      toBool(${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}) AS counted
    FROM ${rows}
    WHERE day <= ${last} AND order_key IN (SELECT order_key FROM ${rows} WHERE day BETWEEN first_day AND ${last})`);
}

function moved(scope: Scope) {
  return sql`kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency != ''
      AND ${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}`;
}
