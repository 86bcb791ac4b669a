import type { OverlapAnswer } from '@syncline/shared/query';
import { prepareHeat } from './heat.ts';

/** A campaign of the matrix, by its place in the order of reach. */
export interface OverlapCampaign {
  slug: string;
  name: string;
  reach: number;
  exclusive: number;
  /** Exclusive people ÷ reach; null without reach. */
  exclusiveShare: number | null;
}

/** What the campaign of the row shares with that of the column. */
export interface OverlapCell {
  row: number;
  column: number;
  people: number;
  /** Of the row campaign's people; null without reach. */
  share: number | null;
  /** 0 to 5, of the largest share. */
  step: number;
}

export interface OverlapMatrix {
  campaigns: OverlapCampaign[];
  /** Row by row; null where a campaign meets itself. */
  cells: (OverlapCell | null)[];
  /** The largest share, the first of several; null where nobody is shared. */
  peak: OverlapCell | null;
}

/** The matrix of the `most` campaigns with the largest reach, under the names `nameOf` gives. */
export function prepareOverlap(
  answer: Pick<OverlapAnswer, 'campaigns' | 'pairs'>,
  nameOf: (slug: string) => string,
  most = Number.POSITIVE_INFINITY,
): OverlapMatrix {
  const campaigns = answer.campaigns.slice(0, most).map(({ campaign, reach, exclusive }) => ({
    slug: campaign,
    name: nameOf(campaign),
    reach,
    exclusive,
    exclusiveShare: reach === 0 ? null : exclusive / reach,
  }));
  const place = new Map(campaigns.map(({ slug }, index) => [slug, index]));
  const shared = answer.pairs.flatMap(({ a, b, people, share_of_a, share_of_b }) => {
    const [first, second] = [place.get(a), place.get(b)];
    if (first === undefined || second === undefined) return [];
    return [
      { row: first, column: second, people, share: share_of_a.value },
      { row: second, column: first, people, share: share_of_b.value },
    ];
  });
  const count = campaigns.length;
  const heat = prepareHeat(
    shared.map(({ row, column, share }) => ({ row, column, value: share ?? 0 })),
    count,
    count,
  );
  const known = new Map(shared.map((cell) => [cell.row * count + cell.column, cell]));
  const cells = heat.cells.map(({ step }, index) => {
    const cell = known.get(index);
    return cell ? { ...cell, step } : null;
  });
  return { campaigns, cells, peak: heat.peak && (cells[heat.peak.row * count + heat.peak.column] ?? null) };
}
