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

export const daysReachedSchema = z.object({ day: z.string(), once: z.int(), twice: z.int(), thrice: z.int() });
export type DaysReachedRow = z.infer<typeof daysReachedSchema>;

/** For each day, people reached on no other day of the period, on it and one other, and on it and two others; days without any are left out. */
export function compileDaysReached(source: Source, viewableOnly: boolean): Statement {
  return compile(
    sql`SELECT toString(one_day) AS day, countIf(of_them = 1) AS once, countIf(of_them = 2) AS twice, countIf(of_them = 3) AS thrice
      FROM (
        SELECT groupUniqArray(4)(day) AS their_days, length(their_days) AS of_them ${impressionsOf(source, viewableOnly)}
        GROUP BY uid HAVING of_them <= 3
      ) ARRAY JOIN their_days AS one_day GROUP BY one_day`,
  );
}

function impressionsOf(source: Source, viewableOnly: boolean): Fragment {
  const rows = belongsTo(viewableOnly ? 'viewable_impressions' : 'impressions', source.scope.currency);
  return sql`${fromSource(source)} AND ${rows}`;
}
