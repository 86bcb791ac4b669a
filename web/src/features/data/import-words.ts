import type { Import } from '@syncline/shared/control';
import type { Kind } from '@syncline/shared/events';
import { plural } from '@syncline/shared/format';

const STATE_NAMES: Record<Import['state'], string> = {
  receiving: 'Being received',
  running: 'Being read',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** How an import stands, in words. */
export function stateOf({
  state,
  undo_began_at,
  undone_at,
}: Pick<Import, 'state' | 'undo_began_at' | 'undone_at'>): string {
  if (undone_at !== null) return 'Undone';
  return undo_began_at === null ? STATE_NAMES[state] : 'Being undone';
}

export const FORMAT_NAMES: Record<Import['format'], string> = {
  auto: 'Found out from the file',
  'x-posts': 'X posts',
  'brand-posts-csv': 'Posts about a brand, CSV',
  'events-ndjson': 'Events, NDJSON',
  'events-csv': 'Events, CSV',
  'ecb-rates': 'Exchange rates, ECB',
  csv: 'CSV with a column mapping',
};

const SKIPPED_NAMES: Record<string, string> = {
  rows_without_event: 'Rows without event',
  rates_not_published: 'Rates not published',
  withdrawn_currencies: 'Rates of withdrawn currencies',
  below_entries_by_hand: 'Below entries by hand',
};

const KIND_NAMES: Record<Kind, [one: string, many: string]> = {
  impression: ['impression', 'impressions'],
  engagement: ['engagement', 'engagements'],
  follow: ['follow', 'follows'],
  unfollow: ['unfollow', 'unfollows'],
  activity: ['activity', 'activities'],
  purchase: ['purchase event', 'purchase events'],
};

/** "1,500 engagements, 1 follow". */
export function kindsText(kinds: readonly { kind: Kind; events: number }[]): string {
  return kinds.map(({ kind, events }) => plural(events, ...KIND_NAMES[kind])).join(', ');
}

export interface NamedCount {
  label: string;
  value: number;
  bad: boolean;
}

/** What became of the rows of an import; counts that are zero and not of every import are left out. */
export function countsOf(record: Import): NamedCount[] {
  const layered = record.target !== 'events';
  const always = [
    { label: 'Rows', value: record.rows, bad: false },
    { label: 'Accepted', value: record.accepted, bad: false },
    { label: 'Known already', value: record.duplicate, bad: false },
    { label: 'Refused', value: record.rejected, bad: record.rejected > 0 },
  ];
  const sometimes = [
    { label: layered ? 'Corrected' : 'Replaced by an edit', value: record.replaced, bad: false },
    { label: 'Rounded to the minor unit', value: record.rounded, bad: false },
    { label: 'Delete notices', value: record.delete_notices, bad: false },
    { label: layered ? 'Taken back' : 'Removed', value: record.removed, bad: false },
    ...Object.entries(record.skipped).map(([kind, value]) => ({
      label: SKIPPED_NAMES[kind] ?? `Skipped: ${kind.replaceAll('_', ' ')}`,
      value,
      bad: false,
    })),
  ];
  return [...always, ...sometimes.filter(({ value }) => value > 0)];
}
