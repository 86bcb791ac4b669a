import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EngineState } from './port.ts';

/** A process that can be watched over. */
export interface Supervised {
  /** Resolves when it is gone, with why in plain words. */
  exited: Promise<string>;
  /** Answers whether it still works: null, or what is wrong in plain words. Rejects when it does not answer. */
  check(): Promise<string | null>;
  /** A number that grows while the process does anything; null where nobody can tell. */
  work(): number | null;
  stop(): Promise<void>;
  kill(): void;
}

/** How patient a supervisor is, in milliseconds. */
export interface Patience {
  checkEvery: number;
  /** So many checks in a row without an answer, and the process is taken to hang unless it was at work meanwhile. */
  unanswered: number;
  /** So many, and it is taken to hang although it is at work. */
  unansweredAtWork: number;
  firstDelay: number;
  longestDelay: number;
  /** A process that lived this long starts the delays anew. */
  settled: number;
}

export const PATIENCE: Patience = {
  checkEvery: 1000,
  unanswered: 3,
  unansweredAtWork: 15,
  firstDelay: 50,
  longestDelay: 1000,
  settled: 30_000,
};

const NO_ANSWER = 'it does not answer';

interface SupervisorOptions<Running extends Supervised> {
  launch: () => Promise<Running>;
  log: Logger;
  patience?: Patience;
}

/**
 * Keeps one process running: kills it when it hangs, starts it again with growing delays, and says how it stands.
 * A process that does not answer hangs when it does nothing either. One that the machine has no time for still gets some
 * work done, and killing it would only add to the load: it is given longer.
 */
export class Supervisor<Running extends Supervised> {
  readonly #launch: () => Promise<Running>;
  readonly #log: Logger;
  readonly #patience: Patience;
  readonly #listeners: (() => Promise<void>)[] = [];
  readonly #stopping = new AbortController();
  #state: EngineState = 'starting';
  #restarts = 0;
  #current: Running | null = null;
  #watching: Promise<void> = Promise.resolve();

  constructor({ launch, log, patience = PATIENCE }: SupervisorOptions<Running>) {
    this.#launch = launch;
    this.#log = log;
    this.#patience = patience;
  }

  get state(): EngineState {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** The running process, also while it is not reported ready yet; null while there is none. */
  get current(): Running | null {
    return this.#current;
  }

  /** Called, one after the other, each time the process came back, before it is reported ready. */
  onRestart(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** Starts the process for the first time; rejects when it does not come up. */
  async start(): Promise<void> {
    const first = await this.#launch();
    this.#current = first;
    this.#state = 'ready';
    this.#watching = this.#watch(first);
  }

  /** Stops the process and the watching; resolves when both are done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#current?.stop();
    await this.#watching;
    this.#current = null;
    this.#state = 'stopped';
  }

  async #watch(first: Running): Promise<void> {
    let running = first;
    let failures = 0;
    let guarding = this.#guard(running);
    let since = performance.now();
    for (;;) {
      const why = await running.exited;
      await guarding;
      if (this.#stopped()) return;
      this.#state = 'restarting';
      this.#current = null;
      failures = performance.now() - since > this.#patience.settled ? 0 : failures;
      this.#log.error({ why, restarts: this.#restarts }, 'the analytics engine is gone; getting it back');

      const next = await this.#relaunch(failures);
      if (next === null) return;
      ({ running, failures } = next);
      since = performance.now();
      guarding = this.#guard(running);
      if (await this.#recovered(running)) {
        this.#state = 'ready';
        this.#log.info('the analytics engine is back');
      }
      failures += 1;
    }
  }

  async #relaunch(failures: number): Promise<{ running: Running; failures: number } | null> {
    for (let attempt = failures; ; attempt += 1) {
      await this.#pause(Math.min(this.#patience.firstDelay * 2 ** attempt, this.#patience.longestDelay));
      if (this.#stopped()) return null;
      try {
        const running = await this.#launch();
        if (this.#stopped()) {
          await running.stop();
          return null;
        }
        this.#restarts += 1;
        this.#current = running;
        return { running, failures: attempt };
      } catch (error) {
        this.#log.error({ err: error }, 'the analytics engine did not come back yet');
      }
    }
  }

  async #recovered(running: Running): Promise<boolean> {
    try {
      for (const listener of this.#listeners) await listener();
      return true;
    } catch (error) {
      if (!this.#stopped()) this.#log.error({ err: error }, 'recovery after a restart failed; it is tried again');
      running.kill();
      return false;
    }
  }

  /** Kills the process once it is unwell; ends when it is gone. */
  async #guard(running: Running): Promise<void> {
    const gone = running.exited.then(() => 'gone' as const);
    let unanswered: (number | null)[] = [];
    while (!this.#stopped()) {
      if ((await Promise.race([gone, this.#pause(this.#patience.checkEvery)])) === 'gone' || this.#stopped()) return;
      const found = await Promise.race([gone, running.check().catch(() => NO_ANSWER)]);
      if (found === 'gone') return;
      unanswered = found === NO_ANSWER ? [...unanswered, running.work()] : [];
      if (found === null || (found === NO_ANSWER && this.#isWaitedFor(unanswered))) continue;
      this.#log.error({ why: found }, 'the analytics engine is unwell and is given up');
      running.kill();
      await gone;
      return;
    }
  }

  /** Whether a process is given more time, from its work at each of the checks in a row that it did not answer. */
  #isWaitedFor(unanswered: readonly (number | null)[]): boolean {
    const { unanswered: few, unansweredAtWork: many } = this.#patience;
    if (unanswered.length < few) return true;
    const [before, now] = [unanswered.at(-few) ?? null, unanswered.at(-1) ?? null];
    const isAtWork = before !== null && now !== null && now > before;
    if (!isAtWork || unanswered.length >= many) return false;
    this.#log.warn({ unanswered: unanswered.length }, 'the analytics engine is at work but slow to answer');
    return true;
  }

  #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch((error: unknown) => {
      if (!this.#stopped()) throw error;
    });
  }
}
