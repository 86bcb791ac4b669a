import type { Found, Refusal } from '../posts/x/post.ts';

/** What a reader finds in a file, with the line it stands on. Values of `event` are checked on ingest. */
export type Item = { line: number } & (Found | { kind: 'event'; value: unknown });

/** One row of a table, or one line, and all that it gives: the unit that is counted as a row. */
export interface Entry {
  line: number;
  items: Item[];
}

/** The entry of a line that is refused as a whole. */
export function refusedEntry(line: number, refusal: Refusal): Entry {
  return { line, items: [{ line, kind: 'refused', refusal }] };
}
