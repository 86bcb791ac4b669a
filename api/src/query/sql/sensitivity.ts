import type { IndexRequest } from '@syncline/shared/research';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { countedEach, peopleOf } from './research.ts';

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
  const reached = (value: Fragment, type: 'Float64' | 'UInt32', levels: readonly number[]) =>
    join(
      levels.map((level) => sql`(${value} >= ${bind(type, level)})`),
      ' + ',
    );
  return compile(sql`
    SELECT if(known = 0, 0, ${reached(sql`handheld / known`, 'Float64', thresholds)}) AS handheld_reaches,
      if(known = 0, 0, ${reached(sql`desktop / known`, 'Float64', thresholds)}) AS desktop_reaches,
      ${reached(sql`known`, 'UInt32', minimums)} AS minimums_reached,
      count() AS people, ${countedEach(people.did)} AS did
    FROM ${people.from}
    GROUP BY handheld_reaches, desktop_reaches, minimums_reached`);
}
