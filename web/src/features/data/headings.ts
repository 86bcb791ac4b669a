/** Names that columns go by, the best first, as `headingKey` writes them. */
export type Aliases<Field extends string> = Partial<Record<Field, readonly string[]>>;

/** The names of a list in words, with a comma between them. */
export function names(list: string): string[] {
  return list.split(', ');
}

/** A heading as it is compared: "Amount spent (USD)", "amount_spent" and " AMOUNT SPENT" are the same. */
export function headingKey(heading: string): string {
  return heading
    .normalize('NFKC')
    .replace(/^\uFEFF/u, '')
    .replace(/\s\([A-Z]{3}\)$/u, '')
    .replace(/[\s_.-]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** The column of each field whose name says so, where there is one; no column is taken twice. */
export function columnsFor<Field extends string>(
  aliases: Aliases<Field>,
  columns: readonly string[],
): Partial<Record<Field, string>> {
  const byKey = new Map(columns.toReversed().map((column) => [headingKey(column), column]));
  const found: Partial<Record<Field, string>> = {};
  const taken = new Set<string>();
  for (const [field, names] of Object.entries(aliases) as [Field, readonly string[]][]) {
    const column = names.flatMap((name) => byKey.get(name) ?? []).find((each) => !taken.has(each));
    if (column === undefined) continue;
    found[field] = column;
    taken.add(column);
  }
  return found;
}

/** What the cells of a column hold in the rows, empty ones left out. */
export function valuesOf(column: string, columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const position = columns.indexOf(column);
  return rows.map((row) => row[position]?.trim() ?? '').filter((value) => value !== '');
}
