import { setTimeout as sleep } from 'node:timers/promises';
import type { Workspace } from '@syncline/shared/control';
import type { Logger } from 'pino';
import type { Ingest, StreamingIngest } from '../ingest/port.ts';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { type DemoEvents, type DemoWorld, linesOf } from './generate.ts';
import type { DemoPlan } from './play.ts';
import type { WorldAhead } from './generate-aside.ts';
import {
  DEMO_VERSION,
  type DemoMemory,
  type LoadingState,
  newLoad,
  planOf,
  recallState,
  rememberState,
} from './state.ts';

/** Two or three batches a day of the whole world. */
const BATCH_LINES = 12_500;
/** How often the progress is kept; a crash makes the next start send one part again. */
const PARTS = 20;
/** While one batch is made durable the next are prepared. */
const BATCHES_UNDER_WAY = 3;
const LONGEST_PAUSE_MS = 30_000;

export type DemoStatus = Workspace['demo'];

/** What the demo world has beside its events. */
export type DemoBesides = Pick<DemoWorld, 'catalogue' | 'agreements' | 'samples' | 'spend'>;

/** Catalogue, agreements, samples and spend as the demo world uses them. */
export interface DemoCatalogue {
  /**
   * Adds everything marked as demo, and makes the entries of the catalogue known to ingest. What is taken is left as it is:
   * an entry's slug or term, the time of an agreement, spend of a campaign and day. May be called again.
   */
  add(world: DemoBesides): Promise<void>;
  /** Removes what is marked as demo. */
  forget(): Promise<void>;
}

export interface DemoDeps {
  ingest: Pick<StreamingIngest, 'submit'> & Pick<Ingest, 'flush' | 'purge'>;
  /** Makes the world of a plan; rejects when it is aborted. */
  generate(plan: DemoPlan, signal: AbortSignal): Promise<DemoWorld>;
  catalogue: DemoCatalogue;
  memory: DemoMemory;
  clock: Clock;
  /** IANA zone in which days are counted. */
  timezone: string;
  /** ISO 4217 code of the prices. */
  currency: string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Whether the store holds no event at all. */
  isEmpty(): Promise<boolean>;
  /** The world that this start was expected to load. */
  ahead?: WorldAhead | null;
  /** Size of the population; a smaller one makes a smaller world. */
  people?: number;
}

/** The labelled demo world: loaded into an empty store, removed without a trace. */
export interface Demo {
  /**
   * Takes up at the start what a stop interrupted. With `fill`, an empty store that never had the demo world is given it.
   * Resolves once it is known what to do; the work goes on in the background.
   */
  start(options: { fill: boolean }): Promise<void>;
  /** Begins to load; ApiError `conflict` unless the store is empty. */
  load(): Promise<void>;
  /** Begins to remove the demo events, catalogue, agreements, samples and spend; nothing happens when there are none. */
  remove(): Promise<void>;
  status(): DemoStatus;
  /** Resolves when no work goes on in the background. */
  settled(): Promise<void>;
  /** Stops the work at the next batch; the next start takes it up. */
  close(): Promise<void>;
}

export function openDemo(deps: DemoDeps): Demo {
  let status: DemoStatus = { state: 'none', events: 0, events_total: 0 };
  let stop = new AbortController();
  let background: Promise<void> = Promise.resolve();
  let ahead = deps.ahead ?? null;

  /** Runs `work` until it succeeds or is stopped: what fails (a full disk, an engine that restarts) may pass. */
  const persevere = async (what: string, signal: AbortSignal, work: () => Promise<void>) => {
    for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await work();
        return;
      } catch (error) {
        if (signal.aborted) return;
        const busy = error instanceof ApiError ? error.retryAfterSeconds : undefined;
        if (busy === undefined) deps.log.error({ err: error }, `${what} failed and is tried again`);
        await sleep(busy === undefined ? pause : busy * 1000, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const inBackground = (what: string, work: (signal: AbortSignal) => Promise<void>) => {
    stop = new AbortController();
    const { signal } = stop;
    background = persevere(what, signal, () => work(signal));
  };

  const submit = async (events: DemoEvents, signal: AbortSignal) => {
    await persevere('Loading the demo world', signal, async () => {
      const { prepare } = events;
      const batch = {
        lines: { [Symbol.iterator]: () => linesOf(events) },
        source: 'demo',
        origin: 'demo' as const,
        ...(prepare && { prepare }),
      };
      const outcome = await deps.ingest.submit(batch);
      if (outcome.rejected > 0)
        deps.log.error({ reject: outcome.rejects[0] }, `${outcome.rejected} demo events refused`);
      status = { ...status, events: status.events + outcome.accepted + outcome.duplicate };
    });
  };

  const worldOf = (state: LoadingState, signal: AbortSignal): Promise<DemoWorld> => {
    const made = ahead;
    ahead = null;
    return made?.state.as_of === state.as_of ? made.world : deps.generate(planOf(state, deps), signal);
  };

  const load = async (state: LoadingState, signal: AbortSignal) => {
    const started = performance.now();
    const world = await worldOf(state, signal);
    try {
      if (!signal.aborted) await loadWorld(world, state, { started, signal });
    } finally {
      await world.close?.();
    }
  };

  const loadWorld = async (
    world: DemoWorld,
    state: LoadingState,
    { started, signal }: { started: number; signal: AbortSignal },
  ) => {
    // Newest first: what the first screens ask for is there soonest.
    const days = world.days.toReversed();
    const done = days.slice(0, state.days_done).reduce((sum, day) => sum + day.size, 0);
    status = { state: 'loading', events: done, events_total: world.size };
    await deps.catalogue.add(world);
    const lanes = new Lanes(BATCHES_UNDER_WAY);
    let remembered = done;
    let sent = done;
    for (const [index, day] of days.entries()) {
      if (index < state.days_done) continue;
      for (const batch of day.batches(BATCH_LINES)) {
        await lanes.run(() => submit(batch, signal));
        if (signal.aborted) return;
      }
      sent += day.size;
      const isPartDone = sent - remembered >= world.size / PARTS || index === days.length - 1;
      if (!isPartDone && !signal.aborted) continue;
      await lanes.idle();
      if (signal.aborted) return;
      remembered = sent;
      await rememberState(deps.memory, { ...state, days_done: index + 1 });
    }
    await deps.ingest.flush();
    await rememberState(deps.memory, { state: 'loaded', events: status.events });
    status = { state: 'loaded', events: status.events, events_total: status.events };
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    deps.log.info({ events: status.events, seconds }, 'demo world loaded');
  };

  const remove = async () => {
    await deps.ingest.purge('demo');
    await deps.catalogue.forget();
    await rememberState(deps.memory, { state: 'removed' });
    status = { state: 'none', events: 0, events_total: 0 };
    deps.log.info('demo world removed');
  };

  const loadInBackground = (state: LoadingState) => {
    status = { state: 'loading', events: 0, events_total: 0 };
    inBackground('Loading the demo world', (signal) => load(state, signal));
  };

  const removeInBackground = () => {
    status = { ...status, state: 'removing' };
    inBackground('Removing the demo world', remove);
  };

  const begin = async () => {
    status = { state: 'loading', events: 0, events_total: 0 };
    const state = ahead?.state ?? newLoad(deps);
    await rememberState(deps.memory, state);
    loadInBackground(state);
  };

  const startOver = () => {
    status = { state: 'loading', events: 0, events_total: 0 };
    inBackground('Making the demo world anew', async () => {
      await deps.ingest.purge('demo');
      await deps.catalogue.forget();
      await begin();
    });
  };

  return {
    async start({ fill }) {
      const state = await recallState(deps.memory);
      if (state?.state === 'loading') return state.version === DEMO_VERSION ? loadInBackground(state) : startOver();
      if (state?.state === 'removing') return removeInBackground();
      if (state?.state === 'loaded') {
        status = { state: 'loaded', events: state.events, events_total: state.events };
      }
      if (state === null && fill && (await deps.isEmpty())) return begin();
      ahead?.world.then((world) => world.close?.()).catch(() => undefined);
      ahead = null;
    },
    async load() {
      const refused = (message: string) =>
        new ApiError('conflict', message, { hint: 'DELETE /demo removes the demo world; your own events stay.' });
      if (status.state === 'loading') throw refused('The demo world is being loaded already.');
      if (status.state === 'loaded') throw refused('The demo world is loaded already.');
      if (status.state === 'removing') throw refused('The demo world is being removed. Try again when that is done.');
      status = { state: 'loading', events: 0, events_total: 0 };
      try {
        if (!(await deps.isEmpty())) {
          throw new ApiError('conflict', 'The demo world goes into an empty store only, and this one holds events.');
        }
        await begin();
      } catch (error) {
        status = { state: 'none', events: 0, events_total: 0 };
        throw error;
      }
    },
    async remove() {
      if (status.state === 'none' || status.state === 'removing') return;
      status = { ...status, state: 'removing' };
      stop.abort();
      await background;
      await rememberState(deps.memory, { state: 'removing' });
      removeInBackground();
    },
    status: () => status,
    settled: () => background,
    async close() {
      stop.abort();
      await background;
    },
  };
}

/** Runs pieces of work that never reject, a few at a time. */
class Lanes {
  readonly #running = new Set<Promise<void>>();
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  /** Resolves once the work has begun. */
  async run(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#width) await Promise.race(this.#running);
    const piece = work().finally(() => this.#running.delete(piece));
    this.#running.add(piece);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }
}
