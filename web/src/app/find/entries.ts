import type { FilterSearch } from '../../lib/filters.ts';

/** What entries stand under, in the order in which they are listed. */
const GROUPS = [
  'Screens',
  'Views',
  'Campaigns',
  'Brands',
  'Offers',
  'Studies',
  'Reports',
  'Alerts',
  'Period',
  'Actions',
  'Definitions',
] as const;
export type Group = (typeof GROUPS)[number];

/** What choosing an entry does. */
type Act =
  /** A screen by its path; the filters go along. */
  | { kind: 'go'; path: string; search?: Record<string, string>; hash?: string }
  | { kind: 'filter'; change: Partial<FilterSearch> }
  | { kind: 'run'; run: () => void };

/** Something that can be found by name. */
export interface Entry {
  /** Unique among all entries. */
  key: string;
  group: Group;
  label: string;
  /** Said smaller behind it. */
  note?: string;
  /** Other words it is found by. */
  words?: string;
  act: Act;
}

export interface FoundGroup {
  group: Group;
  entries: Entry[];
  /** How many more there are than are listed. */
  more: number;
}

/** What is listed before anything is typed: the catalogue is looked for by name. */
const AT_FIRST: ReadonlySet<Group> = new Set(['Screens', 'Views', 'Period', 'Actions']);
const MOST_PER_GROUP = 6;

/**
 * The entries of which every word of `text` is part, by group, at most six of each; those whose name begins with the text
 * come first, then those of which a word begins with it, then those that hold it there, otherwise as they were given. Without text, those to begin with.
 */
export function findEntries(entries: readonly Entry[], text: string): FoundGroup[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const ranked = entries
    .filter((entry) => (wanted === '' ? AT_FIRST.has(entry.group) : holds(entry, words)))
    .map((entry) => ({ entry, rank: rankOf(entry.label.toLowerCase(), wanted) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry);
  return GROUPS.flatMap((group) => {
    const found = ranked.filter((entry) => entry.group === group);
    if (found.length === 0) return [];
    const most = wanted === '' ? found.length : MOST_PER_GROUP;
    return [{ group, entries: found.slice(0, most), more: Math.max(0, found.length - most) }];
  });
}

function holds({ label, note = '', words = '' }: Pick<Entry, 'label' | 'note' | 'words'>, wanted: string[]): boolean {
  const all = `${label} ${note} ${words}`.toLowerCase();
  return wanted.every((word) => all.includes(word));
}

function rankOf(label: string, wanted: string): number {
  if (wanted === '' || label.startsWith(wanted)) return 0;
  if (label.split(/[\s(–-]+/).some((word) => word.startsWith(wanted))) return 1;
  return label.includes(wanted) ? 2 : 3;
}
