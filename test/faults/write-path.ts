import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIngest } from '@syncline/api/ingest/ingest';
import type { JournalStorage } from '@syncline/api/ingest/journal-storage';
import type { CatalogueLookup, NewDeadLetter, PurchaseWatch, StreamingIngest } from '@syncline/api/ingest/port';
import type { AnalyticsStore } from '@syncline/api/stores/clickhouse/port';
import { pino } from 'pino';
import { z } from 'zod';

export const NOW = Date.UTC(2026, 8, 10, 12);

export interface TestWritePath {
  ingest: StreamingIngest;
  letters: NewDeadLetter[];
  dataDir: string;
  /** Closes it and opens it again on the same folder. */
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

interface Options {
  catalogue?: Partial<CatalogueLookup>;
  storage?: JournalStorage;
  watch?: PurchaseWatch;
}

/** What identifiers, days and money go by. */
export const SETTINGS = { secret: Buffer.alloc(32, 5), timezone: 'Europe/Berlin', currency: 'USD' };

/** The write path on a folder of its own and the engine given, with a catalogue that knows nothing unless told. */
export async function openWritePath(analytics: AnalyticsStore, options: Options = {}): Promise<TestWritePath> {
  const dataDir = await mkdtemp(join(tmpdir(), 'syncline-write-'));
  const letters: NewDeadLetter[] = [];
  const open = () =>
    openIngest({
      dataDir,
      ...SETTINGS,
      clock: { now: () => NOW },
      log: pino({ level: 'silent' }),
      analytics,
      catalogue: {
        hasBrand: () => false,
        campaign: () => undefined,
        offer: () => undefined,
        discover: async () => undefined,
        ...options.catalogue,
      },
      deadLetters: { keep: async (kept) => void letters.push(...kept) },
      ...(options.storage ? { storage: options.storage } : {}),
      ...(options.watch ? { watch: options.watch } : {}),
    });
  const path: TestWritePath = {
    ingest: await open(),
    letters,
    dataDir,
    async reopen() {
      await path.ingest.close();
      path.ingest = await open();
    },
    async remove() {
      await path.ingest.close();
      await rm(dataDir, { recursive: true });
    },
  };
  return path;
}

/** Lines of a batch from events. */
export const linesOf = (events: readonly unknown[]) => events.map((value, index) => ({ line: index + 1, value }));

export const impression = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  at: NOW,
  kind: 'impression',
  user: 'u1',
  campaign: 'spring',
  ...more,
});

const numberSchema = z.object({ value: z.number() });

/** A number from the event log. */
export async function numberOf(analytics: AnalyticsStore, expression: string, condition = '1'): Promise<number> {
  const rows = await analytics.reader.query(
    `SELECT ${expression} AS value FROM events WHERE ${condition}`,
    {},
    numberSchema,
  );
  return rows[0]?.value ?? Number.NaN;
}
