import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AnalyticsStore } from '../stores/clickhouse/port.ts';
import type { EventLog } from './event-log.ts';
import { completeTasks } from './reconcile.ts';
import type { Task } from './records.ts';

const CHUNK_ROWS = 200_000;
const CHUNK_BYTES = 64 * 1024 * 1024;
/** A small backlog waits this long for company: fewer, larger parts. */
const GATHER_MS = 100;
const GATHER_ROWS = 20_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

export interface WriterOptions {
  analytics: AnalyticsStore;
  eventLog: EventLog;
  log: Logger;
  /** Newest record that is carried out already. */
  written: number;
  /** Called once tasks are carried out and visible to queries; the next ones wait for it. */
  onWritten: (tasks: readonly Task[]) => Promise<void>;
}

/** The one writer: carries out journal records in order, many at a time, and as often as it takes. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #stopping = new AbortController();
  #queue: Task[] = [];
  #taken: readonly Task[] = [];
  #written: number;
  #wake: () => void = () => undefined;
  #hurry = false;
  #watchers: { seq: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly #running: Promise<void>;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#written = options.written;
    this.#running = this.#run();
  }

  get written(): number {
    return this.#written;
  }

  /** The newest record whose insert was begun. */
  get attempted(): number {
    return this.#taken.at(-1)?.seq ?? this.#written;
  }

  get backlog(): { events: number; bytes: number } {
    let events = 0;
    let bytes = 0;
    for (const tasks of [this.#taken, this.#queue]) {
      for (const task of tasks) {
        events += task.rows;
        bytes += task.bytes;
      }
    }
    return { events, bytes };
  }

  enqueue(task: Task): void {
    this.#queue.push(task);
    this.#wake();
  }

  /** Resolves once record `seq` and all before it can be seen by queries; rejects when the writer is closed before. */
  whenWritten(seq: number): Promise<void> {
    if (this.#written >= seq) return Promise.resolve();
    this.#hurry = true;
    this.#wake();
    return new Promise((resolve, reject) => this.#watchers.push({ seq, resolve, reject }));
  }

  /** Ends after the records under way; what is left stays in the journal. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
    for (const { reject } of this.#watchers) reject(new Error('The writer was closed.'));
    this.#watchers = [];
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#queue.length === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = () => undefined;
        continue;
      }
      if (!this.#hurry && this.#queue.reduce((sum, { rows }) => sum + rows, 0) < GATHER_ROWS) await this.#gather();
      this.#taken = this.#take();
      if (!(await this.#carryOut(this.#taken))) return;
      this.#written = this.attempted;
      this.#taken = [];
      this.#hurry = this.#watchers.some(({ seq }) => seq > this.#written);
      const seen = this.#watchers.filter(({ seq }) => seq <= this.#written);
      this.#watchers = this.#watchers.filter(({ seq }) => seq > this.#written);
      for (const { resolve } of seen) resolve();
    }
  }

  async #gather(): Promise<void> {
    const stop = new AbortController();
    await Promise.race([
      sleep(GATHER_MS, undefined, { signal: stop.signal }),
      new Promise<void>((resolve) => {
        this.#wake = () => {
          if (this.#hurry || this.#stopping.signal.aborted) resolve();
        };
      }),
    ]);
    stop.abort();
    this.#wake = () => undefined;
  }

  #take(): Task[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const task of this.#queue) {
      if (count > 0 && (rows + task.rows > CHUNK_ROWS || bytes + task.bytes > CHUNK_BYTES)) break;
      rows += task.rows;
      bytes += task.bytes;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  /** False when the writer was closed before it succeeded. */
  async #carryOut(tasks: readonly Task[]): Promise<boolean> {
    const { eventLog, log, onWritten } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        if (attempt === 0) {
          await eventLog.insert(tasks);
          await eventLog.remove(tasks);
        } else {
          await this.#untilReady();
          await completeTasks(eventLog, tasks);
        }
        await onWritten(tasks);
        return true;
      } catch (error) {
        if (this.#stopping.signal.aborted) return false;
        log.warn(
          { err: error, from: tasks[0]?.seq, attempt },
          'journal records could not be written yet; trying again',
        );
        await this.#pause(Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS));
      }
    }
  }

  async #untilReady(): Promise<void> {
    while (this.#options.analytics.state() !== 'ready') {
      this.#stopping.signal.throwIfAborted();
      await this.#pause(FIRST_RETRY_MS);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
