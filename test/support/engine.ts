import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsStore } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { pino } from 'pino';

export interface TestEngine {
  store: AnalyticsStore;
  dataDir: string;
  /** Stops the engine and removes its folder. */
  stop(): Promise<void>;
}

/** A migrated local engine in a folder of its own, for one test file; about half a second to start. */
export async function startTestEngine(): Promise<TestEngine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'syncline-engine-'));
  const store = await openLocalEngine({ dataDir, maxMemoryBytes: 2 * 1024 ** 3, log: pino({ level: 'silent' }) });
  await migrate(store);
  return {
    store,
    dataDir,
    async stop() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The process ids of the engines that run on a data folder (Linux). */
export function enginePids(dataDir: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && commandLine(pid).includes(join(dataDir, 'engine', 'store')));
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
