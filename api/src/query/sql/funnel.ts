import { z } from 'zod';
import type { Source } from '../plan.ts';
import { compile, identifier, join, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/**
 * Counts of the people first reached on one device, or of everybody. By stage, in order of the funnel: people whose
 * furthest stage is this one or a later one, and people who did it. Empty lists where there is nobody.
 */
export const funnelRowSchema = z.object({
  /** Place of the device in the list of devices. */
  device: z.int(),
  everybody: z.int(),
  people: z.array(z.int()),
  people_did: z.array(z.int()),
});
export type FunnelRow = z.infer<typeof funnelRowSchema>;

const LATER_STAGES = Object.entries({
  engaged: sql`kind = 'engagement'`,
  followed: sql`kind = 'follow'`,
  triggered: sql`kind = 'purchase' AND stage = 'triggered'`,
  confirmed: sql`kind = 'purchase' AND stage = 'confirmed'`,
  paid: sql`kind = 'purchase' AND stage = 'paid'`,
});

/**
 * The funnel in one scan: first impression, last event of each stage and money balance by currency per person, then
 * counts over people. The device is that of the first impression; of several at the same instant, the one listed first.
 * Instant and device are one number (milliseconds × 8 + place in the list): its minimum is far cheaper than that of a pair.
 */
export function compileFunnel(source: Source, byDevice: boolean): Statement {
  const seen = belongsTo('impressions', source.scope.currency);
  const lastTimes = LATER_STAGES.map(
    ([stage, rows]) => sql`maxIf(toUnixTimestamp64Milli(at), ${rows}) AS ${identifier(`last_${stage}`)}`,
  );
  const did = [
    sql`1`,
    ...LATER_STAGES.map(([stage]) => sql`${identifier(`last_${stage}`)} >= first_seen`),
    sql`last_paid >= first_seen AND arrayExists(net -> net > 0, tupleElement(balances, 2))`,
  ];
  const grouping = byDevice
    ? { everybody: sql`grouping(first_device)`, by: sql` GROUP BY GROUPING SETS ((first_device), ())` }
    : { everybody: sql`1`, by: sql`` };
  return compile(sql`
    SELECT ${byDevice ? sql`first_device` : sql`0`} AS device, ${grouping.everybody} AS everybody,
      sumForEach(reached) AS people, sumForEach(did) AS people_did
    FROM (
      SELECT first_device, did, arrayMap(stage -> stage <= arrayLastIndex(done -> done, did), arrayEnumerate(did)) AS reached
      FROM (
        SELECT first_impression % 8 AS first_device, intDiv(first_impression, 8) AS first_seen, [${join(did, ', ')}] AS did
        FROM (
          SELECT uid, minIf(toUnixTimestamp64Milli(at) * 8 + toInt8(device), ${seen}) AS first_impression,
            ${join(lastTimes, ', ')},
            sumMapIf([toString(currency)], [if(stage = 'refunded', -amount, amount)],
              kind = 'purchase' AND stage IN ('paid', 'refunded')) AS balances
          ${fromSource(source)} AND kind IN ('impression', 'engagement', 'follow', 'purchase')
          GROUP BY uid HAVING countIf(${seen}) > 0
        )
      )
    )${grouping.by}`);
}
