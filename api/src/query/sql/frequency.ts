import { z } from 'zod';
import type { Source } from '../plan.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/** One frequency, or everybody at `top` or more; `bin` 0 is everybody. */
export const frequencyRowSchema = z.object({
  bin: z.int(),
  people: z.int(),
  impressions: z.int(),
  converted: z.int(),
});
export type FrequencyRow = z.infer<typeof frequencyRowSchema>;

/** People by number of impressions in one scan: each person's count, last payment and first impression, then bins and the whole. */
export function compileFrequency(source: Source, viewableOnly: boolean, top: number): Statement {
  const { currency } = source.scope;
  const seen = belongsTo(viewableOnly ? 'viewable_impressions' : 'impressions', currency);
  const paid = belongsTo('paid', currency);
  return compile(sql`
    SELECT least(seen_times, ${bind('UInt32', top)}) AS bin, count() AS people, sum(seen_times) AS impressions,
      countIf(last_paid >= first_seen) AS converted
    FROM (
      SELECT uid, sumIf(quantity, ${seen}) AS seen_times, minIf(at, ${seen}) AS first_seen, maxIf(at, ${paid}) AS last_paid
      ${fromSource(source)} AND ((${seen}) OR (${paid}))
      GROUP BY uid HAVING seen_times > 0
    )
    GROUP BY GROUPING SETS ((bin), ())
    ORDER BY bin`);
}
