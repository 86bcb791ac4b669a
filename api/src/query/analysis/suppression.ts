/**
 * Which groups of a partition are held back so that no count of fewer than `least` people is told, where a group that is
 * told has its own counts told and the sum of all others' (complementary suppression, as in Willenborg and de Waal 2001,
 * Elements of Statistical Disclosure Control, ch. 6). A group with a small count is held back; if it alone were, its counts
 * would be the sum less the others told, so the one with the next smallest count goes with it; and if what is held back is
 * small even together, everything is. A group of nobody has no count to protect. Groups of `already` are held back in any
 * case: those whose people another part of the same answer holds back, as their number would be told here.
 */
export function heldBack<Group>(
  counts: ReadonlyMap<Group, readonly number[]>,
  least: number,
  already: ReadonlySet<Group> = new Set(),
): Set<Group> {
  const groups = [...counts]
    .filter(([, cells]) => cells.some((count) => count > 0))
    .map(([group, cells]) => ({ group, cells, smallest: Math.min(...cells) }))
    .toSorted((a, b) => a.smallest - b.smallest);
  const small = groups.filter(({ group, smallest }) => smallest < least || already.has(group));
  if (small.length === 0) return new Set();
  const next = groups.find((group) => !small.includes(group));
  const held = small.length === 1 && next ? [...small, next] : small;
  const together = held[0]?.cells.map((_, cell) => held.reduce((sum, { cells }) => sum + (cells[cell] ?? 0), 0)) ?? [];
  const isTold = held.length < groups.length && together.every((count) => count >= least);
  return new Set((isTold ? held : groups).map(({ group }) => group));
}

/**
 * Neighbouring classes of an ordered scale joined, from its end on, until each holds at least `least` people (recoding,
 * ibid.). Of groups whose classes are joined each by itself nobody may be told the sums by class, as a small one could be
 * had from these. Fewer people in all than that leave one class.
 */
export function wideEnough<Class extends { from: number; to: number; people: number }>(
  classes: readonly Class[],
  least: number,
): Class[] {
  const wide: Class[] = [];
  let to: number | null = null;
  let people = 0;
  for (const next of classes.toReversed()) {
    to ??= next.to;
    people += next.people;
    if (people < least) continue;
    wide.unshift({ ...next, to, people });
    to = null;
    people = 0;
  }
  const [first] = classes;
  if (to === null || first === undefined) return wide;
  const [lowest, ...others] = wide;
  return [{ ...first, to: lowest?.to ?? to, people: people + (lowest?.people ?? 0) }, ...others];
}
