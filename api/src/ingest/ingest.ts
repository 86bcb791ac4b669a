import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dayNumber } from '../lib/zone.ts';
import { Buried } from './buried.ts';
import { loadDeviceTable } from './device.ts';
import { EventLog } from './event-log.ts';
import { Journal } from './journal.ts';
import { diskStorage } from './journal-storage.ts';
import { KnownIds } from './known-ids.ts';
import { loadPeople, type People, peopleOf } from './people.ts';
import type { StreamingIngest } from './port.ts';
import { Preparation } from './preparation.ts';
import { reconcile } from './reconcile.ts';
import { taskOf } from './records.ts';
import { type IngestOptions, WritePath } from './write-path.ts';

const checkpointSchema = z.object({ written: z.int().min(0) });

/**
 * Opens the write path on a data folder: reads the journal, compares it with the event log, inserts what is missing, and
 * takes events from then on. Throws an Error in plain words when the journal is damaged or does not belong to the log.
 */
export async function openIngest(options: IngestOptions): Promise<StreamingIngest> {
  const storage = options.storage ?? diskStorage;
  const { dataDir, analytics, clock, log } = options;
  const folder = join(dataDir, 'journal');
  const checkpoint = join(folder, 'checkpoint.json');
  const written = await readCheckpoint(checkpoint);
  const eventLog = new EventLog(analytics.writer, options.derived);
  const journal = await Journal.open({ folder, mustReach: written, storage });
  const newest = await eventLog.newestSequence(journal.lastDurable);
  if (newest > journal.lastDurable) await journal.continueAfter(newest);
  const buried = await Buried.open(join(dataDir, 'buried'), storage);
  const people = await loadPeople(analytics.writer);
  await takeInJournal(journal, people, buried);
  const reconciled = await reconcile({ log: eventLog, journal }, { written, to: journal.lastDurable });
  await buried.keepAll();
  log.info(
    { ...reconciled, people: people.size, journal: journal.lastDurable },
    'journal reconciled with the event log',
  );
  return new WritePath({
    ...options,
    storage,
    checkpoint,
    eventLog,
    known: new KnownIds([...(await eventLog.days())].map(dayNumber)),
    journal,
    buried,
    people,
    reconciledAt: clock.now(),
    preparation: new Preparation({ ...options, devices: loadDeviceTable(dataDir) }, clock),
  });
}

async function readCheckpoint(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return 0;
  try {
    return checkpointSchema.parse(JSON.parse(text)).written;
  } catch {
    // Without it everything the journal holds is carried out again, which changes nothing.
    return 0;
  }
}

async function takeInJournal(journal: Journal, people: People, buried: Buried): Promise<void> {
  for await (const record of journal.read(0)) {
    const task = taskOf(record);
    if (task.buries) buried.restore(task.removals.map(({ idHash }) => idHash));
    for (const { low, high, uid } of peopleOf(task.people)) people.restore(low, high, uid);
  }
}
