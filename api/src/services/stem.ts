const MAX_STEM = 48;

/** A name as it can stand in an address, `otherwise` where it holds nothing that can: "The 2013 study, again" → "the-2013-study-again". */
export function stemOf(name: string, otherwise: string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM)
    .replace(/^-+|-+$/g, '');
  return stem === '' ? otherwise : stem;
}
