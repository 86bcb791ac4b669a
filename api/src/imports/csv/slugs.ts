import { slugSchema } from '@syncline/shared/fields';

/** Turns what a report calls something into a slug, or says why it cannot. */
export type SlugReader = (text: string) => { slug: string } | { fault: string };

/**
 * Prepares a reader of names: what the catalogue knows (`byName`, folded) becomes its slug, another slug stays as it
 * is, and another name is spelt as one ("Summer sale 2026" → summer-sale-2026). Two names that would be spelt alike are not made one.
 */
export function slugReader(byName: ReadonlyMap<string, string>): SlugReader {
  const spelt = new Map<string, string>();
  return (text) => {
    const known = byName.get(foldName(text));
    if (known !== undefined) return { slug: known };
    if (slugSchema.safeParse(text).success) return { slug: text };
    const slug = spell(text);
    if (slug === '')
      return { fault: 'holds no letter or digit that a slug can be made of; let the mapping translate it' };
    const other = spelt.get(slug);
    if (other !== undefined && other !== foldName(text)) {
      return { fault: `is spelt ${slug} as another name of this file is; let the mapping translate one of them` };
    }
    spelt.set(slug, foldName(text));
    return { slug };
  };
}

/** A name as it is compared: without regard to case, or to how many spaces stand in it. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

function spell(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/gu, '');
}
