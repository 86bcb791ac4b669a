import { KINDS } from '@syncline/shared/events';
import { z } from 'zod';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import { EXTENT, EXTENT_BY_KIND, EXTENT_BY_SOURCE, OFFER_USE } from './sql/status.ts';

const extentRow = z.object({ events: z.int(), first_day: z.string(), last_day: z.string() });
const kindRow = z.object({
  kind: z.enum(KINDS),
  events: z.int(),
  first_at: z.iso.datetime(),
  last_at: z.iso.datetime(),
});
const sourceRow = z.object({ source: z.string(), events: z.int(), last_at: z.iso.datetime() });

export interface Extent {
  events: number;
  /** Null in an empty store. */
  firstDay: string | null;
  lastDay: string | null;
}

/** How many events are stored and which days they span; answered from part metadata, whatever the size of the log. */
export async function extent(reader: AnalyticsReader): Promise<Extent> {
  const [row] = await reader.query(EXTENT, {}, extentRow);
  if (row === undefined || row.events === 0) return { events: 0, firstDay: null, lastDay: null };
  return { events: row.events, firstDay: row.first_day, lastDay: row.last_day };
}

export interface Completeness {
  kinds: z.infer<typeof kindRow>[];
  /** '' is what was sent, `import` what came in files, `demo` the demo world. */
  sources: { origin: string; events: number; last_at: string }[];
}

/** Number, first and last event of every kind, and of every source. */
export async function completeness(reader: AnalyticsReader): Promise<Completeness> {
  const [kinds, sources] = await Promise.all([
    reader.query(EXTENT_BY_KIND, {}, kindRow),
    reader.query(EXTENT_BY_SOURCE, {}, sourceRow),
  ]);
  return { kinds, sources: sources.map(({ source, ...rest }) => ({ origin: source, ...rest })) };
}

const offerUseRow = z.object({ events: z.int(), sold: z.int() });

/** How many events name an offer, and how many of its orders were ever paid. */
export async function offerUse(reader: AnalyticsReader, offer: string): Promise<z.infer<typeof offerUseRow>> {
  const [row] = await reader.query(OFFER_USE, { offer }, offerUseRow);
  return row ?? { events: 0, sold: 0 };
}
