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
  const { sql, parameters } = compileOverlap(source, named, MAX_OVERLAP_CAMPAIGNS);
  const rows = await context.reader.query(sql, parameters, overlapRowSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const shaped = shapeOverlap(rows, named ?? []);
  const warnings = [...noData(shaped.union_reach), ...limited(rows)];
  return { ...shaped, meta: { ...answerMeta(context, asked, warnings), method: METHOD } };
}

/** Campaigns by reach, the named ones without reach included, and every pair of them once. */
export function shapeOverlap(rows: readonly OverlapRow[], named: readonly string[]): Omit<OverlapAnswer, 'meta'> {
  const found = new Map(rows.map((row) => [row.campaign, row]));
  const everyone = [...new Set([...found.keys(), ...named])].map((campaign) => {
    const { place, reach, exclusive, together } = found.get(campaign) ?? NOBODY;
    return { campaign, reach, exclusive, place, together };
  });
  const ordered = everyone.toSorted((a, b) => b.reach - a.reach || (a.campaign < b.campaign ? -1 : 1));
  return {
    campaigns: ordered.map(({ campaign, reach, exclusive }) => ({
      campaign,
      reach,
      exclusive,
      shared: reach - exclusive,
    })),
    pairs: ordered.flatMap((a, index) =>
      ordered.slice(index + 1).map((b) => {
        const people = a.together[b.place - 1] ?? 0;
        return {
          a: a.campaign,
          b: b.campaign,
          people,
          share_of_a: wilson(people, a.reach),
          share_of_b: wilson(people, b.reach),
        };
      }),
    ),
    union_reach: rows[0]?.union_reach ?? 0,
  };
}

const NOBODY: Omit<OverlapRow, 'campaign' | 'union_reach' | 'found'> = {
  place: 0,
  reach: 0,
  exclusive: 0,
  together: [],
};

function limited(rows: readonly OverlapRow[]): Warning[] {
  const found = rows[0]?.found ?? 0;
  if (found <= rows.length) return [];
  const message = `The ${rows.length} with the largest reach of ${found} campaigns are compared; ask for others by name.`;
  return [{ code: 'rows_limited', message }];
}
