/** One row of an answer, value by column. */
export type Row = Readonly<Record<string, string | number | null>>;

/**
 * Rows in an order of their own content, columns by name: what two answers are compared in. A row without a figure other
 * than 0 says nothing, and whether it is listed is a matter of taste.
 */
function canonical(rows: readonly Row[]): string[] {
  const telling = rows.filter((row) => Object.values(row).some((value) => typeof value === 'number' && value !== 0));
  return telling.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
}

/** The first thing that one answer says and the other does not, in plain words; null where they are equal. */
export function firstDifference(ours: readonly Row[], theirs: readonly Row[]): string | null {
  const [left, right] = [canonical(ours), canonical(theirs)];
  if (left.length !== right.length) return `${left.length} rows against ${right.length}${example(left, right)}`;
  const index = left.findIndex((row, place) => row !== right[place]);
  return index === -1 ? null : `${left[index]} against ${right[index]}`;
}

function example(left: readonly string[], right: readonly string[]): string {
  const only = (these: readonly string[], those: ReadonlySet<string>) => these.find((row) => !those.has(row));
  return `; only on one side: ${only(left, new Set(right)) ?? only(right, new Set(left))}`;
}
