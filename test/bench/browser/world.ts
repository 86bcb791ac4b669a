import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workspace } from '@syncline/shared/control';
import { startTestServer } from '../../support/app.ts';
import { ensureWorld } from '../world/build.ts';

/** A data folder to measure on. */
interface World {
  dataDir: string;
  /** Removes the folder if it was made here. */
  remove: () => Promise<void>;
}

const SEED = 2013;
const LOADING_SECONDS = 900;

/** The folder given (or of a kept world of the query bench, its data), or a new one with so many events of the query bench's world, or with the demo world. */
export async function openWorld(given: string | undefined, events: number | null): Promise<World> {
  if (given !== undefined) {
    const inside = join(given, 'syncline');
    return { dataDir: existsSync(inside) ? inside : given, remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'syncline-bench-browser-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    if (events !== null) {
      const lastDay = new Date().toISOString().slice(0, 10);
      const { dataDir } = await ensureWorld({ events, seed: SEED, lastDay }, join(folder, 'world'));
      return { dataDir, remove };
    }
    await loadDemo(folder);
    return { dataDir: folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function loadDemo(dataDir: string): Promise<void> {
  const server = await startTestServer({ dataDir, env: { SYNCLINE_DEMO: 'on' } });
  try {
    const deadline = performance.now() + LOADING_SECONDS * 1000;
    for (;;) {
      const { demo } = (await (await fetch(`${server.url}/api/v1/workspace`)).json()) as Workspace;
      if (demo.state === 'loaded') return;
      if (performance.now() > deadline) throw new Error(`The demo world was not there after ${LOADING_SECONDS} s.`);
      await sleep(500);
    }
  } finally {
    await server.end();
  }
}
