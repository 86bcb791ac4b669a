import { MAX_OVERLAP_CAMPAIGNS, type OverlapAnswer, type OverlapRequest, type Warning } from '@syncline/shared/query';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { NO_CELLS } from '../intervals.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileOverlap, type OverlapRow, overlapRowSchema } from '../sql/overlap.ts';
import { wilson } from '../stats/wilson.ts';

const METHOD =
  'Reach of a campaign: distinct people with an impression of it in the period under the filter, held-out (control) records excluded. ' +
  'Exclusive: reached by this campaign and by no other of the set; shared = reach − exclusive. ' +
  'A pair: people reached by both, also as a share of the reach of each, with the Wilson 95 % interval. ' +
  'Union: people reached by at least one of the set, each once; of two campaigns it is the sum of their reach less the people of the pair. ' +
  'Impressions without a campaign belong to none.';

const METHOD_OF_INTERSECTIONS =
  ' An intersection: people reached by exactly these campaigns of the set, each person in one of them.';

/**
 * How many people campaigns share: reach and exclusive reach of each, people reached by both of every pair, and by any of
 * them. Without named campaigns, those with the largest reach are compared. Errors as `answerQuery`.
 */
export async function answerOverlap(
  context: QueryContext,
  request: OverlapRequest,
  signal?: AbortSignal,
): Promise<OverlapAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const named = request.campaigns ?? null;
  const source = sourceOf(scope, [], [], NO_CELLS);
  const { sql, parameters } = compileOverlap(source, named, MAX_OVERLAP_CAMPAIGNS, request.intersections);
  const rows = await context.reader.query(sql, parameters, overlapRowSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const shaped = shapeOverlap(rows, named ?? []);
  const warnings = [...noData(shaped.union_reach), ...limited(rows)];
  if (!request.intersections) return { ...shaped, meta: { ...answerMeta(context, asked, warnings), method: METHOD } };
  return {
    ...shaped,
    intersections: intersectionsOf(rows),
    meta: { ...answerMeta(context, asked, warnings), method: METHOD + METHOD_OF_INTERSECTIONS },
  };
}

/**
 * People of exactly each combination of sets, most first, out of the people whom all sets of a combination hold: what
 * larger combinations hold is taken away again (inclusion and exclusion, one set at a time).
 */
export function intersectionsOf(rows: readonly Pick<OverlapRow, 'place' | 'name' | 'in_all'>[]) {
  const exactly = [0, ...(rows[0]?.in_all ?? [])];
  const bits = rows.map(({ place, name }) => ({ bit: 1 << (place - 1), name }));
  for (const { bit } of bits) {
    for (let mask = 1; mask < exactly.length; mask += 1) {
      if ((mask & bit) === 0) exactly[mask] = (exactly[mask] ?? 0) - (exactly[mask | bit] ?? 0);
    }
  }
  return exactly
    .flatMap((people, mask) => (mask > 0 && people > 0 ? [{ mask, people }] : []))
    .toSorted((a, b) => b.people - a.people || a.mask - b.mask)
    .map(({ mask, people }) => ({ campaigns: bits.flatMap(({ bit, name }) => (mask & bit ? [name] : [])), people }));
}

/** Campaigns by reach, the named ones without reach included, and every pair of them once. */
export function shapeOverlap(rows: readonly OverlapRow[], named: readonly string[]): Omit<OverlapAnswer, 'meta'> {
  const { sets, pairs, in_any } = shapeSets(rows, named);
  return {
    campaigns: sets.map(({ name, people, exclusive, shared }) => ({
      campaign: name,
      reach: people,
      exclusive,
      shared,
    })),
    pairs,
    union_reach: in_any,
  };
}

/** Sets of people, largest first, the named ones without anybody included, and every pair of them once. */
export function shapeSets(rows: readonly OverlapRow[], named: readonly string[]) {
  const found = new Map(rows.map((row) => [row.name, row]));
  const sets = [...new Set([...found.keys(), ...named])]
    .map((name) => ({ ...(found.get(name) ?? NOBODY), name }))
    .toSorted((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1));
  return {
    sets: sets.map(({ name, people, exclusive }) => ({ name, people, exclusive, shared: people - exclusive })),
    pairs: sets.flatMap((a, index) =>
      sets.slice(index + 1).map((b) => {
        const people = a.together[b.place - 1] ?? 0;
        return {
          a: a.name,
          b: b.name,
          people,
          share_of_a: wilson(people, a.people),
          share_of_b: wilson(people, b.people),
        };
      }),
    ),
    in_any: rows[0]?.in_any ?? 0,
  };
}

const NOBODY: Omit<OverlapRow, 'name' | 'in_any' | 'found'> = {
  place: 0,
  people: 0,
  exclusive: 0,
  together: [],
  in_all: [],
};

function limited(rows: readonly OverlapRow[]): Warning[] {
  const found = rows[0]?.found ?? 0;
  if (found <= rows.length) return [];
  const message = `The ${rows.length} with the largest reach of ${found} campaigns are compared; ask for others by name.`;
  return [{ code: 'rows_limited', message }];
}
