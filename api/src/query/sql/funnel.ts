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
  device: z.string(),
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
 */
export function compileFunnel(source: Source, byDevice: boolean): Statement {
  const seen = belongsTo('impressions', source.scope.currency);
  const lastTimes = LATER_STAGES.map(([stage, rows]) => sql`maxIf(at, ${rows}) AS ${identifier(`last_${stage}`)}`);
  const did = [
    sql`1`,
    ...LATER_STAGES.map(([stage]) => sql`${identifier(`last_${stage}`)} >= first_seen`),
    sql`last_paid >= first_seen AND arrayExists(net -> net > 0, tupleElement(balances, 2))`,
  ];
  const device = byDevice ? sql`argMinIf(device, (at, device), ${seen})` : sql`''`;
  const grouping = byDevice
    ? { everybody: sql`grouping(first_device)`, by: sql` GROUP BY GROUPING SETS ((first_device), ())` }
    : { everybody: sql`1`, by: sql`` };
  return compile(sql`
    SELECT ${byDevice ? sql`toString(first_device)` : sql`''`} AS device, ${grouping.everybody} AS everybody,
      sumForEach(reached) AS people, sumForEach(did) AS people_did
    FROM (
      SELECT first_device, did, arrayMap(stage -> stage <= arrayLastIndex(done -> done, did), arrayEnumerate(did)) AS reached
      FROM (
        SELECT first_device, [${join(did, ', ')}] AS did
        FROM (
          SELECT uid, minIf(at, ${seen}) AS first_seen, ${device} AS first_device, ${join(lastTimes, ', ')},
            sumMapIf([toString(currency)], [if(stage = 'refunded', -amount, amount)],
              kind = 'purchase' AND stage IN ('paid', 'refunded')) AS balances
          ${fromSource(source)} AND kind IN ('impression', 'engagement', 'follow', 'purchase')
          GROUP BY uid HAVING countIf(${seen}) > 0
        )
      )
    )${grouping.by}`);
}
