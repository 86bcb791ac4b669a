import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { measuredSchema } from './measure.ts';
import { storageSchema } from './storage.ts';

const FILE = 'results.json';
const memorySchema = z.object({ api: z.number(), engine: z.number() });

const resultsSchema = z.object({
  /** When the run ended, ISO 8601. */
  finishedAt: z.string(),
  machine: z.string(),
  /** Processes that waited for a processor, on average over the minute before. */
  loadBefore: z.number(),
  versions: z.record(z.string(), z.string()),
  world: z.object({
    events: z.int(),
    seed: z.int(),
    lastDay: z.string(),
    rows: z.int(),
    people: z.int(),
    insertSeconds: z.number(),
    mergeSeconds: z.number(),
  }),
  /** From starting the API to its first ready answer. */
  startSeconds: z.number(),
  /** What building every interval cell anew took; null where that was not tried. */
  cells: z.object({ seconds: z.number(), peakBytes: memorySchema }).nullable(),
  idleBytes: memorySchema,
  peakBytes: memorySchema,
  storage: storageSchema,
  duckdbBytes: z.number(),
  measured: z.array(measuredSchema),
});

/** All that a full run of one world found. */
export type Results = z.infer<typeof resultsSchema>;

/** Keeps the results of a world in its folder. */
export function keepResults(folder: string, results: Results): void {
  writeFileSync(join(folder, FILE), JSON.stringify(results, null, 2));
}

/** The results of every world under `folder`, the smallest world first. Those of another form are left out. */
export function keptResults(folder: string): Results[] {
  return readdirSync(folder)
    .map((name) => join(folder, name, FILE))
    .filter((path) => existsSync(path))
    .map((path) => resultsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))))
    .flatMap(({ data }) => (data === undefined ? [] : [data]))
    .sort((a, b) => a.world.events - b.world.events);
}

/** The machine in words. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${process.platform} ${release()}`;
}
