import type { Proportion } from '@syncline/shared/query';
import { prepareHeat } from './heat.ts';

/** Sets of people, largest first, and how many each two of them share. */
export interface OverlapSets {
  sets: readonly { slug: string; people: number; exclusive: number }[];
  pairs: readonly { a: string; b: string; people: number; share_of_a: Proportion; share_of_b: Proportion }[];
}

/** A set of the matrix, by its place in the order of size. */
export interface OverlapSet {
  slug: string;
  name: string;
  people: number;
  exclusive: number;
  /** Exclusive people ÷ people; null without any. */
  exclusiveShare: number | null;
}

/** What the set of the row shares with that of the column. */
export interface OverlapCell {
  row: number;
  column: number;
  people: number;
  /** Of the row's people; null without any. */
  share: number | null;
  /** 0 to 5, of the largest share. */
  step: number;
}

export interface OverlapMatrix {
  sets: OverlapSet[];
  /** Row by row; null where a set meets itself. */
  cells: (OverlapCell | null)[];
  /** The largest share, the first of several; null where nobody is shared. */
  peak: OverlapCell | null;
}

/** The matrix of the `most` largest sets, under the names `nameOf` gives. */
export function prepareOverlap(
  overlap: OverlapSets,
  nameOf: (slug: string) => string,
  most = Number.POSITIVE_INFINITY,
): OverlapMatrix {
  const sets = overlap.sets.slice(0, most).map(({ slug, people, exclusive }) => ({
    slug,
    name: nameOf(slug),
    people,
    exclusive,
    exclusiveShare: people === 0 ? null : exclusive / people,
  }));
  const place = new Map(sets.map(({ slug }, index) => [slug, index]));
  const shared = overlap.pairs.flatMap(({ a, b, people, share_of_a, share_of_b }) => {
    const [first, second] = [place.get(a), place.get(b)];
    if (first === undefined || second === undefined) return [];
    return [
      { row: first, column: second, people, share: share_of_a.value },
      { row: second, column: first, people, share: share_of_b.value },
    ];
  });
  const count = sets.length;
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
  return { sets, cells, peak: heat.peak && (cells[heat.peak.row * count + heat.peak.column] ?? null) };
}
