const MAX_STEM = 48;

/**
 * Writes a row under an id made of a name: the stem, or the stem with the first number that is free, whoever else writes at
 * the same time. `insert` gives the row, or undefined where the id is taken.
 */
export async function insertUnderName<Row>(
  name: string,
  otherwise: string,
  insert: (id: string) => Promise<Row | undefined>,
): Promise<Row> {
  const stem = stemOf(name, otherwise);
  for (let place = 1; ; place += 1) {
    // Which id is free shows when the one before it is taken.
    // oxlint-disable-next-line no-await-in-loop
    const row = await insert(place === 1 ? stem : `${stem}-${place}`);
    if (row !== undefined) return row;
  }
}

/** A name as it can stand in an address, `otherwise` where it holds nothing that can: "The 2013 study, again" → "the-2013-study-again". */
function stemOf(name: string, otherwise: string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM)
    .replace(/^-+|-+$/g, '');
  return stem === '' ? otherwise : stem;
}
