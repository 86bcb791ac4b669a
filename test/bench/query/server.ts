import { setTimeout as sleep } from 'node:timers/promises';
import { type CellStatus, dataStatusSchema } from '@syncline/shared/control';
import { addDays } from '@syncline/shared/time';
import { startTestServer, type TestServer } from '../../support/app.ts';
import { enginePids } from '../../support/engine.ts';
import type { BuiltWorld } from '../world/build.ts';
import { untilQuiet } from './memory.ts';

/** Syncline running on a world, at rest. */
export interface RunningSyncline {
  url: string;
  pids: { api: number; engine: number };
  /** From starting it to its first ready answer, and from there until every ended day was closed and it rested. */
  startSeconds: number;
  settleSeconds: number;
  stop(): Promise<void>;
}

const POLL_MS = 100;
const LONGEST_BUILD_SECONDS = 3600;

/** Starts the built API on a world and waits until it has nothing left to do. */
export async function startSyncline(world: Pick<BuiltWorld, 'dataDir' | 'lastDay'>): Promise<RunningSyncline> {
  const starting = performance.now();
  const server = await startTestServer({ dataDir: world.dataDir });
  try {
    const ready = performance.now();
    const pids = pidsOf(server);
    // The day before counts as ended only some minutes into the next.
    await untilCells(server.url, ({ closed_through: day }) => day !== null && day >= addDays(world.lastDay, -2));
    const settled = performance.now();
    await untilQuiet(Object.values(pids));
    return {
      url: server.url,
      pids,
      startSeconds: (ready - starting) / 1000,
      settleSeconds: (settled - ready) / 1000,
      stop: () => server.end(),
    };
  } catch (error) {
    await server.end();
    throw error;
  }
}

/** The processes of a server: its own and its engine's. */
export function pidsOf({ process, dataDir }: Pick<TestServer, 'process' | 'dataDir'>): RunningSyncline['pids'] {
  return { api: process.pid ?? 0, engine: enginePids(dataDir)[0] ?? 0 };
}

/** Resolves once the cells hold everything that is visible. Throws an Error where they cannot be kept up, or after an hour. */
export async function untilInStep(url: string): Promise<void> {
  await untilCells(url, ({ closed_through: day }) => day !== null);
}

/** Builds every interval cell anew out of the log; answers the seconds that took. */
export async function rebuildCells(url: string): Promise<number> {
  const started = performance.now();
  const { built_at: before } = await cellStatus(url);
  const asked = await fetch(`${url}/api/v1/data/cells/rebuild`, { method: 'POST' });
  if (!asked.ok) throw new Error(`the cells could not be built: ${asked.status} ${await asked.text()}`);
  await untilCells(url, ({ built_at: at }) => at !== null && at !== before);
  return (performance.now() - started) / 1000;
}

async function untilCells(url: string, done: (cells: CellStatus) => boolean): Promise<void> {
  const deadline = performance.now() + LONGEST_BUILD_SECONDS * 1000;
  while (performance.now() < deadline) {
    const cells = await cellStatus(url);
    if (cells.state === 'failed')
      throw new Error('The interval cells could not be kept up: see the log of the server.');
    if (cells.state === 'idle' && !cells.behind && done(cells)) return;
    await sleep(POLL_MS);
  }
  throw new Error(`The interval cells were not there after ${LONGEST_BUILD_SECONDS} s.`);
}

async function cellStatus(url: string): Promise<CellStatus> {
  const answer = await fetch(`${url}/api/v1/data/status`);
  return dataStatusSchema.parse(await answer.json()).cells;
}
