import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Fragment, identifier, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';
import { inPeriod, inPeriodAndNextDay } from './time.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = CONFIRMATION_WINDOW_SECONDS * 1000;
/** Later than anything: stands for what did not happen. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Counts of orders by what became of them; waits in milliseconds, null where nobody waited. */
export const purchaseTimesSchema = z.object({
  triggered: z.int(),
  confirmed: z.int(),
  late: z.int(),
  open: z.int(),
  /** Of the order among the open ones that was triggered first, when; 0 where none is open. */
  first_open: z.int(),
  /** Minutes that an order was confirmed in, and how many were. */
  by_minute: z.tuple([z.array(z.int()), z.array(z.int())]),
  confirm_median: z.int().nullable(),
  confirm_p90: z.int().nullable(),
  paid: z.int(),
  paid_median: z.int().nullable(),
  paid_p90: z.int().nullable(),
  expired: z.int(),
  declined: z.int(),
  cancelled: z.int(),
});
export type PurchaseTimes = z.infer<typeof purchaseTimesSchema>;

/**
 * What became of every order with a trigger in scope, from its first trigger of the period on, whatever the filter says of
 * later rows. `now` is in epoch milliseconds; `minutes` is how many minutes are told apart, the last one with the deadline.
 */
export function compilePurchaseTimes(source: Source, now: number, minutes: number): Statement {
  const { scope } = source;
  const milliseconds = sql`toUnixTimestamp64Milli(at)`;
  const never = sql`toInt64(${bind('UInt64', NEVER)})`;
  const first = (column: Fragment, from: Fragment) =>
    sql`arrayMin(arrayPushBack(arrayFilter(moment -> moment >= ${from}, ${column}), ${never}))`;
  return compile(sql`
    SELECT * EXCEPT (waits, paid_waits), ${ranked('waits', 1, 2)} AS confirm_median, ${ranked('waits', 9, 10)} AS confirm_p90,
      ${ranked('paid_waits', 1, 2)} AS paid_median, ${ranked('paid_waits', 9, 10)} AS paid_p90
    FROM (
      SELECT count() AS triggered, countIf(in_time) AS confirmed, countIf(was_late) AS late, countIf(is_open) AS open,
        minIf(first_trigger, is_open) AS first_open,
        sumMapIf([toUInt32(least(intDiv(wait, ${bind('UInt32', MINUTE_MS)}), ${bind('UInt32', minutes - 1)}))], [toUInt64(1)], in_time) AS by_minute,
        arraySort(groupArrayIf(wait, in_time)) AS waits,
        countIf(in_time AND was_paid) AS paid,
        arraySort(groupArrayIf(paid_at - confirmed_at, in_time AND was_paid)) AS paid_waits,
        countIf(has_expired) AS expired, countIf(has_declined) AS declined, countIf(has_cancelled) AS cancelled
      FROM (
        SELECT first_trigger, has_expired, has_declined, has_cancelled,
          ${first(sql`confirmations`, sql`first_trigger`)} AS confirmed_at, confirmed_at - first_trigger AS wait,
          wait <= ${bind('UInt32', WINDOW_MS)} AS in_time,
          NOT in_time AND first_trigger + ${bind('UInt32', WINDOW_MS)} >= ${bind('UInt64', now)} AS is_open,
          NOT in_time AND NOT is_open AND confirmed_at < ${never} AS was_late,
          ${first(sql`payments`, sql`confirmed_at`)} AS paid_at, paid_at < ${never} AS was_paid
        FROM (
          SELECT minIf(${milliseconds}, stage = 'triggered' AND ${inPeriod(scope.period)}) AS first_trigger,
            groupArrayIf(${milliseconds}, stage = 'confirmed') AS confirmations,
            groupArrayIf(${milliseconds}, stage = 'paid') AS payments,
            countIf(stage = 'expired') > 0 AS has_expired, countIf(stage = 'declined') > 0 AS has_declined,
            countIf(stage = 'cancelled') > 0 AS has_cancelled
          FROM events
          WHERE ${inPeriodAndNextDay(scope.period)} AND kind = 'purchase'
            AND order_key IN (SELECT order_key ${fromSource(source)} AND ${belongsTo('triggered', scope.currency)})
          GROUP BY order_key
        )
      )
    )`);
}

/** Of sorted values the one with this rank: the smallest that `numerator` / `denominator` of them do not exceed. */
function ranked(column: string, numerator: number, denominator: number): Fragment {
  const values = identifier(column);
  const rank = sql`intDiv(length(${values}) * ${bind('UInt32', numerator)} + ${bind('UInt32', denominator - 1)}, ${bind('UInt32', denominator)})`;
  return sql`if(empty(${values}), NULL, ${values}[greatest(1, ${rank})])`;
}

export const lostOrdersSchema = z.object({ loss: z.string(), orders: z.int() });

/** Orders lost in scope by their reason; of several rows of an order the first one's. */
export function compileLostOrders(source: Source): Statement {
  return compile(sql`
    SELECT loss, count() AS orders FROM (
      SELECT argMin(JSONExtractString(properties, 'loss'), (at, id_hash)) AS loss
      ${fromSource(source)} AND ${belongsTo('lost', source.scope.currency)} GROUP BY order_key
    ) GROUP BY loss`);
}

export const purchasePostsSchema = z.object({ posts: z.int(), told: z.int(), followers: z.int() });

/** Posts that triggered or confirmed in scope, those that told how many follow their author, and the sum of these followers. */
export function compilePurchasePosts(source: Source): Statement {
  return compile(sql`
    SELECT count() AS posts, countIf(is_told) AS told, sum(most) AS followers FROM (
      SELECT countIf(is_count) > 0 AS is_told, maxIf(JSONExtractUInt(properties, 'followers'), is_count) AS most
      FROM (
        SELECT network, post, properties,
          JSONType(properties, 'followers') IN ('Int64', 'UInt64') AND JSONExtractInt(properties, 'followers') >= 0 AS is_count
        ${fromSource(source)} AND kind = 'purchase' AND stage IN ('triggered', 'confirmed') AND post != ''
      )
      GROUP BY network, post
    )`);
}

export const soldOutSchema = z.object({ at: z.int() });

/** When demand in scope was first lost because nothing was left, in epoch milliseconds; 0 where it never was. */
export function compileSoldOut(source: Source): Statement {
  return compile(sql`
    SELECT min(toUnixTimestamp64Milli(at)) AS at ${fromSource(source)} AND ${belongsTo('lost', source.scope.currency)}
      AND JSONExtractString(properties, 'loss') = 'sold_out'`);
}
