import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { pino } from 'pino';
import { startTestServer } from '../../support/app.ts';
import { enginePids } from '../../support/engine.ts';
import { duckdbVersion, openDuckdb } from '../rivals/duckdb.ts';
import { loadDuckdb } from '../rivals/load-duckdb.ts';
import { sharePlainClickhouse, startPlainClickhouse } from '../rivals/plain-clickhouse.ts';
import type { BuiltWorld } from '../world/build.ts';
import { peopleOf } from '../world/market.ts';
import type { Case } from './cases.ts';
import { bitmaps, clickhouse, duckdb, syncline } from './contenders.ts';
import { type Contender, type ContenderName, type Measured, measureCase, type Repeats } from './measure.ts';
import { memoryOf, resetPeak, untilQuiet } from './memory.ts';
import { describeMachine, type Results } from './results.ts';
import { storageOf } from './storage.ts';

interface Wanted extends Repeats {
  cases: readonly Case[];
  contenders: readonly ContenderName[];
  /** Told about each case as it is done. */
  say: (line: string) => void;
}

/** Asks every case of everyone over the same rows, compares the answers and times them. Throws an Error at the first difference. */
export async function runQueries(world: BuiltWorld, wanted: Wanted): Promise<Results> {
  const duckdbFile = join(world.folder, 'duck.db');
  await withLog(world, async (log) => {
    await loadDuckdb(world, log, duckdbFile);
    await sharePlainClickhouse(world, log);
  });
  const [loadBefore = 0] = loadavg();
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const starting = performance.now();
    const server = await startTestServer({ dataDir: world.dataDir });
    closers.push(() => server.end());
    const startSeconds = (performance.now() - starting) / 1000;
    const pids = { api: server.process.pid ?? 0, engine: enginePids(world.dataDir)[0] ?? 0 };
    const settleSeconds = await untilQuiet([pids.api, pids.engine]);
    const idleBytes = { api: memoryOf(pids.api).now, engine: memoryOf(pids.engine).now };

    const plain = await startPlainClickhouse(world);
    closers.push(() => plain.stop());
    const duck = await openDuckdb(duckdbFile);
    closers.push(async () => duck.close());
    resetPeak(pids.api);
    resetPeak(pids.engine);
    const all = [syncline(server.url), duckdb(duck), clickhouse(plain), bitmaps(plain)];
    const measured = await measureAll(
      all.filter(({ name }) => wanted.contenders.includes(name)),
      wanted,
    );
    const peakBytes = { api: memoryOf(pids.api).peak, engine: memoryOf(pids.engine).peak };
    const [version] = await plain.ask('SELECT version() AS value');
    const versions = {
      node: process.version,
      clickhouse: String(version?.value),
      duckdb: duckdbVersion(),
    };
    await closeAll(closers);
    const { events, seed, lastDay, rows, insertSeconds, mergeSeconds } = world;
    return {
      finishedAt: new Date().toISOString(),
      machine: describeMachine(),
      loadBefore,
      versions,
      world: { events, seed, lastDay, rows, people: peopleOf(world), insertSeconds, mergeSeconds },
      startSeconds,
      settleSeconds,
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

async function measureAll(contenders: readonly Contender[], { cases, say, ...repeats }: Wanted): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const one of cases) {
    const found = await measureCase(contenders, one, repeats);
    if (!found) continue;
    const unknown = contenders.some(({ name }) => name === 'syncline') && !found.times.syncline;
    const times = Object.entries(found.times).map(([name, { median }]) => `${name} ${median.toFixed(1)} ms`);
    say(`${one.name}: equal; ${unknown ? 'the API has no such question yet; ' : ''}${times.join(', ')}`);
    measured.push(found);
  }
  return measured;
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
