import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, daysBetween, type Period } from '@syncline/shared/time';
import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { dayIn } from '../lib/zone.ts';
import type { AnalyticsStore } from '../stores/clickhouse/port.ts';
import { type Bench, buildAll, closeDay, compareAll, repair } from './build.ts';
import { CellTable, type Ledger } from './ledger.ts';
import { CellSource, type Vocabulary } from './log.ts';

/** A day is closed this long after it has ended; what still comes in for it repairs it. */
const GRACE_MS = 20 * 60_000;
const LOOK_EVERY_MS = 2000;
const RETRY_MS = 5000;
/** With more days to close, or more people to repair, everything is built anew. */
const MOST_DAYS_ONE_BY_ONE = 3;
const MOST_PEOPLE_REPAIRED = 50_000;
/** Everything is built anew only once nothing was written to ended days for the first of these, or after the second in any case. */
const CALM_MS = 3000;
const PATIENCE_MS = 600_000;

export interface KeeperOptions {
  analytics: AnalyticsStore;
  /** IANA zone whose days are closed. */
  timezone: string;
  currency: string;
  clock: Clock;
  log: Logger;
  /** Waits between looks; tests take shorter ones. */
  lookEveryMs?: number;
  calmMs?: number;
}

export interface KeeperStatus {
  /** The last closed day; null while none is. */
  closedThrough: string | null;
  /** The newest journal record that the cells take in. */
  sequence: number;
  /** Whether changes of closed days are still to be taken in. */
  behind: boolean;
  state: 'idle' | 'building' | 'closing' | 'repairing' | 'checking' | 'failed';
  /** Times that cells were found to differ from the log and were built anew. */
  divergences: number;
  checkedAt: number | null;
  builtAt: number | null;
  repairs: number;
  closings: number;
  builds: number;
  /** Seconds that the last step of each kind took. */
  seconds: Readonly<Record<string, number>>;
}

/**
 * Keeps the interval cells in step with the log: closes days once they have ended, repairs closed days that late or removed
 * events touch, builds everything anew where that is less work. Each step reads the log as of one journal record and takes
 * effect in one insert together with the ledger, so that a crash at any instruction leaves the cells of some moment.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #table: CellTable;
  readonly #source: CellSource;
  readonly #stopping = new AbortController();
  #written: () => number = () => 0;
  #ledger: Ledger | null = null;
  /** Whether a step failed, which may have taken effect all the same: the ledger is read anew before the next. */
  #isUnsure = false;
  #moments = 0;
  #vocabulary: Vocabulary | null = null;
  /** The newest journal record that changed a day; days that only records up to the ledger's changed are forgotten. */
  #touched = new Map<string, number>();
  /** The newest record of which it is not known what days it changed. */
  #touchedAnywhere = 0;
  #lastTouchAt = 0;
  #rebuildAsked: number | null = null;
  /** Record and day up to which there was nothing to build. */
  #nothingAt = '';
  #job = new AbortController();
  #holding: Promise<void> = Promise.resolve();
  #busy: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #status: Omit<KeeperStatus, 'closedThrough' | 'sequence' | 'behind'> = {
    state: 'idle',
    divergences: 0,
    checkedAt: null,
    builtAt: null,
    repairs: 0,
    closings: 0,
    builds: 0,
    seconds: {},
  };

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#table = new CellTable(options.analytics.writer);
    this.#source = new CellSource(options.analytics.writer, options.timezone);
  }

  /**
   * Reads the ledger and begins; what changed since the last stop is taken for touched until it is looked at. `written` says
   * which journal record is the newest whose rows queries can see.
   */
  async start(written: () => number): Promise<void> {
    this.#written = written;
    this.#ledger = await this.#table.ledger();
    this.touch(written(), null);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#job.abort();
    this.#wake();
    await this.#running;
  }

  /**
   * Called before rows are written: the days they fall on (null: any), and the journal record. Until the cells take them in,
   * periods that hold one of these days are not answered from cells.
   */
  touch(sequence: number, days: ReadonlySet<string> | null): void {
    if (days === null) this.#touchedAnywhere = Math.max(this.#touchedAnywhere, sequence);
    const target = this.#target();
    for (const day of days ?? []) {
      this.#touched.set(day, sequence);
      if (day <= target) this.#lastTouchAt = this.#options.clock.now();
    }
    if (days === null) this.#lastTouchAt = this.#options.clock.now();
  }

  /** Whether every figure of these days stands in the cells as the log has it. */
  covers(period: Period): boolean {
    const ledger = this.#ledger;
    if (!ledger || period.to > ledger.closedThrough || this.#touchedAnywhere > ledger.sequence) return false;
    for (const [day, sequence] of this.#touched) {
      if (sequence > ledger.sequence && day >= period.from && day <= period.to) return false;
    }
    return true;
  }

  /** The last closed day; null while none is. */
  closedThrough(): string | null {
    return this.#ledger?.closedThrough ?? null;
  }

  /** Another number each time that what the cells hold changes, or rows are removed from the log. */
  moment(): number {
    return this.#moments;
  }

  /** The newest journal record whose rows queries can see. */
  sequence(): number {
    return this.#written();
  }

  /**
   * Runs `work`, which removes rows from the log, while no step is under way; with `forget` the cells are given up first
   * and built anew later, which is less work than to repair them when much is removed.
   */
  async whileHeld(work: () => Promise<void>, { forget }: { forget: boolean }): Promise<void> {
    const before = this.#holding;
    let release: () => void = () => undefined;
    this.#holding = new Promise((resolve) => (release = resolve));
    try {
      await before;
      this.#job.abort();
      await this.#busy.catch(() => undefined);
      this.#moments += 1;
      if (forget) {
        this.#ledger = null;
        await this.#table.clear();
      }
      await work();
    } finally {
      this.#moments += 1;
      release();
    }
  }

  /** Builds every cell anew from the log; resolves when that is done. */
  async rebuild(): Promise<void> {
    await this.#step('building', (bench) => this.#build(bench, this.#target()));
  }

  /** Builds every cell anew beside those in use, compares, and replaces these where they differ; answers the number of differences. */
  async check(): Promise<number> {
    let differences = 0;
    await this.#step('checking', async (bench) => {
      const ledger = this.#ledger;
      if (ledger) differences = await compareAll(bench, await this.#learn(ledger.closedThrough), ledger);
      this.#status = { ...this.#status, checkedAt: this.#options.clock.now() };
      if (!ledger || differences === 0) return;
      this.#status = { ...this.#status, divergences: this.#status.divergences + 1 };
      this.#options.log.error({ differences }, 'the interval cells differ from the log and are built anew');
      await this.#build(bench, ledger.closedThrough);
    });
    return differences;
  }

  /** Resolves once every day that has ended is closed and every change of closed days is taken in. */
  async settled(): Promise<void> {
    while (!this.#stopping.signal.aborted && !this.#isSettled()) {
      this.#wake();
      await sleep(20);
    }
  }

  status(): KeeperStatus {
    return {
      ...this.#status,
      closedThrough: this.#ledger?.closedThrough ?? null,
      sequence: this.#ledger?.sequence ?? 0,
      behind: this.#ledger !== null && this.#isTouched(this.#ledger),
    };
  }

  #isSettled(): boolean {
    const ledger = this.#ledger;
    if (!ledger) return this.#nothingAt === this.#occasion();
    return ledger.closedThrough >= this.#target() && !this.#isTouched(ledger);
  }

  /** Whether a closed day changed in rows that the cells do not take in yet. */
  #isTouched({ closedThrough, sequence }: Ledger): boolean {
    if (this.#touchedAnywhere > sequence) return true;
    for (const [day, newest] of this.#touched) if (day <= closedThrough && newest > sequence) return true;
    return false;
  }

  #occasion(): string {
    return `${this.#written()} ${this.#target()}`;
  }

  /** The last day that should be closed by now. */
  #target(): string {
    const { timezone, clock } = this.#options;
    return addDays(dayIn(timezone, clock.now() - GRACE_MS), -1);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let pause = this.#options.lookEveryMs ?? LOOK_EVERY_MS;
      try {
        await this.#look();
      } catch (error) {
        if (!signal.aborted && !this.#job.signal.aborted) {
          this.#status = { ...this.#status, state: 'failed' };
          this.#options.log.error({ err: error }, 'the interval cells could not be kept up; it is tried again');
          pause = RETRY_MS;
        }
      }
      if (signal.aborted) return;
      const stop = new AbortController();
      await Promise.race([
        sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined),
        new Promise<void>((resolve) => (this.#wake = resolve)),
      ]);
      stop.abort();
    }
  }

  /** Does the next thing that is due, if any. */
  async #look(): Promise<void> {
    if (this.#options.analytics.state() !== 'ready') return;
    const target = this.#target();
    const before = this.#ledger;
    if (!before) {
      if (this.#nothingAt === this.#occasion()) return;
      this.#rebuildAsked ??= this.#options.clock.now();
      if (this.#isCalm()) await this.#step('building', (bench) => this.#build(bench, target));
      return;
    }
    if (this.#isTouched(before)) await this.#step('repairing', (bench) => this.#repair(bench, before));
    const ledger = this.#ledger;
    if (!ledger) return;
    const days = daysBetween(ledger.closedThrough, target);
    if (days > MOST_DAYS_ONE_BY_ONE) await this.#step('building', (bench) => this.#build(bench, target));
    else if (days > 0) await this.#step('closing', (bench) => this.#close(bench, ledger));
  }

  async #repair(bench: Bench, ledger: Ledger): Promise<void> {
    const sequence = this.#written();
    if (sequence <= ledger.sequence) return;
    const changed = await this.#source.changed(ledger.sequence, { sequence }, ledger.closedThrough);
    if (changed && changed.people > MOST_PEOPLE_REPAIRED) {
      this.#rebuildAsked ??= this.#options.clock.now();
      if (this.#isCalm()) await this.#build(bench, ledger.closedThrough);
      return;
    }
    const started = performance.now();
    const to = changed
      ? await this.#withVocabulary(ledger.closedThrough, (vocabulary) => repair(bench, vocabulary, ledger, sequence))
      : { ...ledger, sequence };
    if (!changed) await this.#table.add([], { from: ledger, to });
    this.#reached(to);
    await this.#table.forgetRemoved(sequence);
    if (changed) this.#done('repairs', started);
  }

  async #close(bench: Bench, ledger: Ledger): Promise<void> {
    // The record up to which rows count comes first, so that fewer of the day's rows are left to be repaired.
    const sequence = this.#written();
    if (sequence > ledger.sequence) {
      await this.#repair(bench, ledger);
      if (this.#ledger?.sequence !== sequence) return;
    }
    const current = this.#ledger ?? ledger;
    const started = performance.now();
    const to = await this.#withVocabulary(addDays(current.closedThrough, 1), (vocabulary) =>
      closeDay(bench, vocabulary, current),
    );
    this.#reached(to);
    this.#done('closings', started);
  }

  async #build(bench: Bench, target: string): Promise<void> {
    const sequence = this.#written();
    const started = performance.now();
    const occasion = this.#occasion();
    const vocabulary = await this.#learn(target);
    if (vocabulary.firstDay === null) {
      this.#nothingAt = occasion;
      this.#status = { ...this.#status, builtAt: this.#options.clock.now() };
      return;
    }
    const to = { closedThrough: target, sequence };
    await buildAll(bench, vocabulary, to);
    this.#rebuildAsked = null;
    this.#reached(to);
    await this.#table.forgetRemoved(sequence);
    this.#status = { ...this.#status, builtAt: this.#options.clock.now() };
    this.#done('builds', started);
  }

  #reached(to: Ledger): void {
    this.#ledger = to;
    this.#moments += 1;
    for (const [day, sequence] of this.#touched) if (sequence <= to.sequence) this.#touched.delete(day);
  }

  /** With what is known of brands and campaigns, and once more with fresh knowledge when that was not enough. */
  async #withVocabulary<Result>(through: string, work: (vocabulary: Vocabulary) => Promise<Result>): Promise<Result> {
    const known = this.#vocabulary;
    if (known !== null) {
      try {
        return await work(known);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return work(await this.#learn(through));
  }

  async #learn(through: string): Promise<Vocabulary> {
    this.#vocabulary = await this.#source.vocabulary(this.#options.currency, through);
    return this.#vocabulary;
  }

  #isCalm(): boolean {
    const now = this.#options.clock.now();
    const waited = this.#rebuildAsked === null ? 0 : now - this.#rebuildAsked;
    return now - this.#lastTouchAt >= (this.#options.calmMs ?? CALM_MS) || waited >= PATIENCE_MS;
  }

  #done(what: 'repairs' | 'closings' | 'builds', started: number): void {
    const seconds = (performance.now() - started) / 1000;
    this.#status = {
      ...this.#status,
      [what]: this.#status[what] + 1,
      seconds: { ...this.#status.seconds, [what]: seconds },
    };
    this.#options.log.info({ ...this.#ledger, seconds, what }, 'interval cells kept up');
  }

  /** Repairs and closings go on from the ledger they were begun with; where it proves another they are left to the next look. */
  async #surely(state: KeeperStatus['state'], work: () => Promise<void>): Promise<void> {
    if (this.#isUnsure) {
      const ledger = await this.#table.ledger();
      this.#isUnsure = false;
      if (ledger?.sequence !== this.#ledger?.sequence || ledger?.closedThrough !== this.#ledger?.closedThrough) {
        this.#ledger = ledger;
        this.#moments += 1;
        if (state === 'repairing' || state === 'closing') return;
      }
    }
    await work();
  }

  /** Runs one step alone, with a signal that ends it when rows are to be removed. */
  async #step(state: KeeperStatus['state'], work: (bench: Bench) => Promise<void>): Promise<void> {
    for (let held: Promise<void> | null = null; held !== this.#holding; ) {
      held = this.#holding;
      await held;
      await this.#busy.catch(() => undefined);
    }
    this.#job = new AbortController();
    const signal = AbortSignal.any([this.#job.signal, this.#stopping.signal]);
    this.#status = { ...this.#status, state };
    this.#busy = this.#surely(state, () => work({ source: this.#source, table: this.#table, signal }));
    try {
      await this.#busy;
    } catch (error) {
      this.#isUnsure = true;
      throw error;
    } finally {
      this.#status = { ...this.#status, state: 'idle' };
    }
  }
}
