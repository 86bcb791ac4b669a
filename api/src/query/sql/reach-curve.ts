import { z } from 'zod';
import type { Source } from '../plan.ts';
import { compile, type Fragment, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

export const dailyReachSchema = z.object({ day: z.string(), impressions: z.int(), reach: z.int() });
export type DailyReach = z.infer<typeof dailyReachSchema>;

/** Impressions and reach of each day that has any. */
export function compileDailyReach(source: Source, viewableOnly: boolean): Statement {
  return compile(
    sql`SELECT toString(day) AS day, impressions, reach FROM (
      SELECT day, sum(quantity) AS impressions, uniqExact(uid) AS reach ${impressionsOf(source, viewableOnly)} GROUP BY day
    )`,
  );
}

export const newlyReachedSchema = z.object({ day: z.string(), people: z.int() });
export type NewlyReached = z.infer<typeof newlyReachedSchema>;

/** People by the day of the period on which they were first reached. */
export function compileNewlyReached(source: Source, viewableOnly: boolean): Statement {
  return compile(
    sql`SELECT toString(first_day) AS day, count() AS people FROM (
      SELECT uid, min(day) AS first_day ${impressionsOf(source, viewableOnly)} GROUP BY uid
    ) GROUP BY first_day`,
  );
}

function impressionsOf(source: Source, viewableOnly: boolean): Fragment {
  const rows = belongsTo(viewableOnly ? 'viewable_impressions' : 'impressions', source.scope.currency);
  return sql`${fromSource(source)} AND ${rows}`;
}
