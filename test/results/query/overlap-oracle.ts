import type { OverlapRequest } from '@syncline/shared/query';
import type { Oracle } from './oracle.ts';

/** Sets of people by campaign, compared person by person. */
export function expectedOverlap(oracle: Oracle, request: OverlapRequest) {
  const reached = new Map<string, Set<number>>((request.campaigns ?? []).map((campaign) => [campaign, new Set()]));
  for (const event of oracle.scope(request, request.period).events) {
    if (event.kind !== 'impression' || event.arm === 'control' || event.campaign === '') continue;
    if (request.campaigns && !request.campaigns.includes(event.campaign)) continue;
    reached.set(event.campaign, (reached.get(event.campaign) ?? new Set()).add(event.uid));
  }
  const sets = [...reached].toSorted(
    ([a, x], [b, y]) => y.size - x.size || Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const everybody = [...new Set(sets.flatMap(([, people]) => [...people]))];
  const campaignsOf = (uid: number) => sets.filter(([, people]) => people.has(uid)).map(([campaign]) => campaign);
  const histories = everybody.map(campaignsOf);
  return {
    campaigns: sets.map(([campaign, people]) => {
      const exclusive = histories.filter((seen) => seen.length === 1 && seen[0] === campaign).length;
      return { campaign, reach: people.size, exclusive, shared: people.size - exclusive };
    }),
    pairs: sets.flatMap(([a, first], index) =>
      sets.slice(index + 1).map(([b, second]) => {
        const people = histories.filter((seen) => seen.includes(a) && seen.includes(b)).length;
        return { a, b, people, of_a: [people, first.size], of_b: [people, second.size] };
      }),
    ),
    union_reach: everybody.length,
    ...(request.intersections ? { intersections: counted(histories) } : {}),
  };
}

/** How often each combination is somebody's. */
function counted(histories: readonly (readonly string[])[]) {
  const tally = new Map<string, number>();
  for (const seen of histories) tally.set([...seen].sort().join(), (tally.get([...seen].sort().join()) ?? 0) + 1);
  return Object.fromEntries(tally);
}
