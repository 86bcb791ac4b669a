/**
 * Which of `candidates` (ascending indices of rules, each with groups that people move between as the rule moves) can be
 * told so that the difference of no two of them tells a count of fewer than `least` people: from `anchor` outward, each
 * whose distance to the last one told is safe. `moved(from, to)` has the cells of each flow of people between two rules; a
 * flow is safe where it is of nobody, or every cell of it is at least `least`, which then holds of sums of flows, too.
 */
export function rulesTold(
  candidates: readonly number[],
  anchor: number,
  moved: (from: number, to: number) => readonly (readonly number[])[],
  least: number,
): number[] {
  const isSafe = (one: number, other: number) =>
    moved(Math.min(one, other), Math.max(one, other)).every(
      (cells) => cells.every((count) => count === 0) || cells.every((count) => count >= least),
    );
  const told = [anchor];
  const outward = [
    candidates.filter((index) => index > anchor),
    candidates.filter((index) => index < anchor).toReversed(),
  ];
  for (const side of outward) {
    let last = anchor;
    for (const index of side) {
      if (!isSafe(last, index)) continue;
      told.push(index);
      last = index;
    }
  }
  return told.toSorted((a, b) => a - b);
}
