import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

export const LIFT_GROUPS = ['exposed', 'control', 'both'] as const;

/** The people of one group who came to it on one day, or all of them, where `every_day`. Squares are exact, as text. */
export const liftRowSchema = z.object({
  group: z.enum(LIFT_GROUPS),
  day: z.string(),
  every_day: z.int(),
  people: z.int(),
  buyers: z.int(),
  purchases: z.int(),
  purchases_squared: z.string(),
  gross_revenue: z.int(),
  gross_revenue_squared: z.string(),
});
export type LiftRow = z.infer<typeof liftRowSchema>;

/**
 * The people of each arm in one scan: each person's first record of an arm and what they paid from it on, then people,
 * orders and money by arm and by the day of that record. Squares add up in 256 bits, so that a variance is the same
 * whichever order the rows are read in.
 */
export function compileLift(source: Source): Statement {
  const { currency } = source.scope;
  const paid = belongsTo('paid', currency);
  const money = sql`if(currency = ${bind('String', currency)}, amount, 0)`;
  return compile(sql`
    SELECT side AS group, toString(joined_on) AS day, grouping(joined_on) AS every_day, count() AS people,
      countIf(orders > 0) AS buyers, sum(orders) AS purchases, toString(sum(toInt256(orders) * orders)) AS purchases_squared,
      sum(revenue) AS gross_revenue, toString(sum(toInt256(revenue) * revenue)) AS gross_revenue_squared
    FROM (
      SELECT side, joined_on, arrayFilter(payment -> payment.1 >= joined_at, payments) AS counted,
        arrayUniq(arrayMap(payment -> payment.2, counted)) AS orders, arraySum(arrayMap(payment -> payment.3, counted)) AS revenue
      FROM (
        SELECT uid, multiIf(countIf(arm = 'exposed') = 0, 'control', countIf(arm = 'control') = 0, 'exposed', 'both') AS side,
          minIf(at, arm != '') AS joined_at, argMinIf(day, at, arm != '') AS joined_on,
          groupArrayIf((at, order_key, ${money}), ${paid}) AS payments
        ${fromSource(source)} AND (arm != '' OR (${paid}))
        GROUP BY uid HAVING countIf(arm != '') > 0
      )
    )
    GROUP BY GROUPING SETS ((side, joined_on), (side))
    ORDER BY side, every_day, joined_on`);
}
