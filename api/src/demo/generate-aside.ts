import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../lib/clock.ts';
import { type DemoWorld, worldOf } from './generate.ts';
import type { DemoPlan, PlayedWorld } from './play.ts';
import { DEMO_VERSION, type DemoMemory, type LoadingState, newLoad, planOf, recallState } from './state.ts';

/** Makes the demo world while this thread does other work. Rejects when it is aborted or the other thread fails. */
export async function generateAside(plan: DemoPlan, signal: AbortSignal): Promise<DemoWorld> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: plan });
  try {
    const [played] = (await once(worker, 'message', { signal })) as [PlayedWorld];
    return worldOf(plan, played);
  } finally {
    await worker.terminate();
  }
}

/** A world that is being made before its load begins. */
export interface WorldAhead {
  state: LoadingState;
  world: Promise<DemoWorld>;
}

interface Expectation {
  memory: DemoMemory;
  clock: Clock;
  timezone: string;
  currency: string;
  /** Whether an empty store is to be filled. */
  fill: boolean;
}

/** Begins to make the world that the demo will probably load at its start, while the engine comes up; null when none is expected. */
export async function expectWorld(expected: Expectation, signal: AbortSignal): Promise<WorldAhead | null> {
  const recalled = await recallState(expected.memory);
  const state = recalled === null && expected.fill ? newLoad(expected) : recalled;
  if (state?.state !== 'loading' || state.version !== DEMO_VERSION) return null;
  const world = generateAside(planOf(state, expected), signal);
  // Looked at by the load, should there be one.
  world.catch(() => undefined);
  return { state, world };
}
