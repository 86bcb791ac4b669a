import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { pino } from 'pino';
import { z } from 'zod';
import { duckdbVersion, openDuckdb } from '../rivals/duckdb.ts';
import { loadDuckdb } from '../rivals/load-duckdb.ts';
import { sharePlainClickhouse, startPlainClickhouse } from '../rivals/plain-clickhouse.ts';
import type { BuiltWorld } from '../world/build.ts';
import { peopleOf } from '../world/market.ts';
import type { Case } from './cases.ts';
import { bitmaps, clickhouse, duckdb, throughApi } from './contenders.ts';
import { type Contender, type ContenderName, type Measured, measureCase, type Repeats } from './measure.ts';
import { memoryOf, resetPeak } from './memory.ts';
import { describeMachine, type Results } from './results.ts';
import { type RunningSyncline, rebuildCells, startSyncline } from './server.ts';
import { storageOf } from './storage.ts';

const countSchema = z.object({ value: z.int() });

interface Wanted extends Repeats {
  cases: readonly Case[];
  contenders: readonly ContenderName[];
  /** Whether building the interval cells is timed: as the first start on a world did it, or anew. */
  rebuild: boolean;
  /** Told about each case as it is done. */
  say: (line: string) => void;
}

/** Asks every case of everyone over the same rows, compares the answers and times them. Throws an Error at the first difference. */
export async function runQueries(world: BuiltWorld, wanted: Wanted): Promise<Results> {
  const duckdbFile = join(world.folder, 'duck.db');
  const isNew = await withLog(world, async (log) => {
    await loadDuckdb(world, log, duckdbFile);
    await sharePlainClickhouse(world, log);
    const [counted] = await log.query('SELECT count() AS value FROM cells', {}, countSchema);
    return counted?.value === 0;
  });
  const [loadBefore = 0] = loadavg();
  const closers: (() => Promise<unknown>)[] = [];
  try {
    // The first start on a world makes what answers come out of; it is started again at rest, as on any other day.
    const first = await startSyncline(world);
    const built = isNew ? { seconds: first.settleSeconds, peakBytes: memory(first.pids, 'peak') } : null;
    await first.stop();
    const syncline = await startSyncline(world);
    closers.push(() => syncline.stop());
    const idleBytes = memory(syncline.pids, 'now');
    const plain = await startPlainClickhouse(world);
    closers.push(() => plain.stop());
    const duck = await openDuckdb(duckdbFile);
    closers.push(async () => duck.close());
    const everyone = [throughApi(syncline.url), duckdb(duck), clickhouse(plain), bitmaps(plain)];
    resetPeaks(syncline.pids);
    const measured = await measureAll(
      everyone.filter(({ name }) => wanted.contenders.includes(name)),
      wanted,
    );
    const peakBytes = memory(syncline.pids, 'peak');
    const [version] = await plain.ask('SELECT version() AS value');
    const cells = wanted.rebuild ? (built ?? (await measureRebuild(syncline))) : null;
    await closeAll(closers);
    const { events, seed, lastDay, rows, insertSeconds, mergeSeconds } = world;
    return {
      finishedAt: new Date().toISOString(),
      machine: describeMachine(),
      loadBefore,
      versions: { node: process.version, clickhouse: String(version?.value), duckdb: duckdbVersion() },
      world: { events, seed, lastDay, rows, people: peopleOf(world), insertSeconds, mergeSeconds },
      startSeconds: syncline.startSeconds,
      cells,
      idleBytes,
      peakBytes,
      storage: await withLog(world, storageOf),
      duckdbBytes: statSync(duckdbFile).size,
      measured,
    };
  } finally {
    await closeAll(closers);
    const spill = `${duckdbFile}.spill`;
    if (existsSync(spill)) await rm(spill, { recursive: true });
  }
}

async function measureAll(
  contenders: readonly Contender[],
  { cases, say, warmRuns, spreadRuns }: Wanted,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const one of cases) {
    const found = await measureCase(contenders, one, { warmRuns, spreadRuns });
    if (!found) continue;
    const unknown = contenders.some(({ name }) => name === 'syncline') && !found.times.syncline;
    const times = Object.entries(found.times).map(([name, { median }]) => `${name} ${median.toFixed(1)} ms`);
    say(`${one.name}: equal; ${unknown ? 'the API has no such question yet; ' : ''}${times.join(', ')}`);
    measured.push(found);
  }
  return measured;
}

async function measureRebuild({ url, pids }: RunningSyncline): Promise<Results['cells']> {
  resetPeaks(pids);
  const seconds = await rebuildCells(url);
  return { seconds, peakBytes: memory(pids, 'peak') };
}

function memory({ api, engine }: RunningSyncline['pids'], which: 'now' | 'peak'): Results['idleBytes'] {
  return { api: memoryOf(api)[which], engine: memoryOf(engine)[which] };
}

function resetPeaks({ api, engine }: RunningSyncline['pids']): void {
  resetPeak(api);
  resetPeak(engine);
}

/** The event store of a world while no API runs on it. */
async function withLog<Result>(world: BuiltWorld, work: (log: AnalyticsWriter) => Promise<Result>): Promise<Result> {
  const store = await openLocalEngine({ dataDir: world.dataDir, log: pino({ level: 'warn' }) });
  try {
    await migrate(store);
    return await work(store.writer);
  } finally {
    await store.close();
  }
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
