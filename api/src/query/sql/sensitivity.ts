import type { IndexRequest } from '@syncline/shared/research';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { peopleOf } from './research.ts';

/**
 * The people whose actions stand alike to every threshold and every minimum: how many of the thresholds, lowest first, the
 * share of handheld and of desktop actions reaches, how many of the minimums their number does, and how many of them do
 * each thing asked about.
 */
export const bandRowSchema = z.object({
  handheld_reaches: z.int(),
  desktop_reaches: z.int(),
  minimums_reached: z.int(),
  people: z.int(),
  did: z.array(z.int()),
});
export type BandRow = z.infer<typeof bandRowSchema>;

/** People by band, in one scan of the period and one of the follows; both lists ascending, thresholds above a half. */
export function compileBands(
  scope: Scope,
  { behaviours }: Pick<IndexRequest, 'behaviours'>,
  thresholds: readonly number[],
  minimums: readonly number[],
): Statement {
  const people = peopleOf(scope, { behaviours, means: [] });
  const shares = bind('Array(Float64)', thresholds);
  return compile(sql`
    SELECT if(known = 0, 0, arrayCount(share -> handheld / known >= share, ${shares})) AS handheld_reaches,
      if(known = 0, 0, arrayCount(share -> desktop / known >= share, ${shares})) AS desktop_reaches,
      arrayCount(least -> known >= least, ${bind('Array(UInt32)', minimums)}) AS minimums_reached,
      count() AS people, sumForEach(${people.did}) AS did
    FROM ${people.from}
    GROUP BY handheld_reaches, desktop_reaches, minimums_reached`);
}
