import { z } from 'zod';
import type { Scope } from '../build.ts';
import { compile, type Statement, sql } from './fragment.ts';
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

function moved(scope: Scope) {
  return sql`kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency != ''
      AND ${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}`;
}
