import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PreparedLines } from '../ingest/port.ts';
import type { PreparationSettings } from '../ingest/preparation.ts';
import type { Clock } from '../lib/clock.ts';
import { type DemoWorld, type Span, worldOf } from './generate.ts';
import type { DemoPlan, PlayedWorld } from './play.ts';
import { DEMO_VERSION, type DemoMemory, type LoadingState, newLoad, planOf, recallState } from './state.ts';

/** Short-lived objects, of which each event is several, are cleared away less often in more room. */
const YOUNG_OBJECTS_MB = 64;

/** What the thread is started with. */
export interface WorkerPlan {
  plan: DemoPlan;
  settings: PreparationSettings;
}

/** Events that the thread is asked to prepare; the reply bears the number. */
export interface Wanted {
  number: number;
  span: Span;
}

export type WorkerReply =
  | { type: 'played'; played: PlayedWorld }
  | { type: 'prepared'; number: number; lines: PreparedLines };

/** Makes the world of a plan; rejects when it is aborted. */
export type Generate = (plan: DemoPlan, signal: AbortSignal) => Promise<DemoWorld>;

/**
 * Makes demo worlds, and prepares their events for the ingest with the settings, on a thread of their own, which ends with
 * the world's `close` or the signal. Rejects when it is aborted or the other thread fails.
 */
export function generateAside(settings: PreparationSettings): Generate {
  return async (plan, signal) => {
    signal.throwIfAborted();
    const workerData: WorkerPlan = { plan, settings };
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_OBJECTS_MB },
    });
    const close = async () => void (await worker.terminate());
    signal.addEventListener('abort', () => void close(), { once: true });
    try {
      const [{ played }] = (await once(worker, 'message', { signal })) as [Extract<WorkerReply, { type: 'played' }>];
      return { ...worldOf(plan, played, preparedBy(worker)), close };
    } catch (error) {
      await close();
      throw error;
    }
  };
}

/** Asks the thread for prepared events; rejects once the thread has ended. */
function preparedBy(worker: Worker): (span: Span) => Promise<PreparedLines> {
  const waiting = new Map<number, { resolve: (lines: PreparedLines) => void; reject: (error: Error) => void }>();
  let asked = 0;
  let ended: Error | null = null;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('The thread that prepares the demo world has ended.')));
  worker.on('message', (reply: WorkerReply) => {
    if (reply.type !== 'prepared') return;
    waiting.get(reply.number)?.resolve(reply.lines);
    waiting.delete(reply.number);
  });
  return (span) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const wanted: Wanted = { number: (asked += 1), span };
      waiting.set(wanted.number, { resolve, reject });
      worker.postMessage(wanted, []);
    });
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
  generate: Generate;
  /** Whether an empty store is to be filled. */
  fill: boolean;
}

/** Begins to make the world that the demo will probably load at its start, while the engine comes up; null when none is expected. */
export async function expectWorld(expected: Expectation, signal: AbortSignal): Promise<WorldAhead | null> {
  const recalled = await recallState(expected.memory);
  const state = recalled === null && expected.fill ? newLoad(expected) : recalled;
  if (state?.state !== 'loading' || state.version !== DEMO_VERSION) return null;
  const world = expected.generate(planOf(state, expected), signal);
  // Looked at by the load, should there be one.
  world.catch(() => undefined);
  return { state, world };
}
