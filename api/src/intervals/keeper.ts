import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, daysBetween, type Period } from '@syncline/shared/time';
import { dayIn } from '../lib/zone.ts';
import { type Added, advance, type Bench, buildAll, closeDay, compareAll, mostRepaired, repair } from './build.ts';
import { Calm } from './calm.ts';
import { CellTable, type Ledger } from './ledger.ts';
import type { KeeperOptions, KeeperStatus } from './keeping.ts';
import { CellSource, type Vocabulary } from './log.ts';
import { CellMemory, type CellPlane, type WantedCells } from './memory.ts';
import { Payments } from './payments.ts';
import { TouchedDays } from './touched.ts';
import { Turns } from './turns.ts';

const LOOK_EVERY_MS = 2000;
const RETRY_MS = 5000;
/** After a step it rests so many times as long as the step took, but not longer than the second, so that ingest and questions have the machine. */
const REST = 3;
const MOST_REST_MS = 30_000;
/** Rows of people or orders that are brought in at once, about. */
const ROWS_PER_BATCH = 2_000_000;
/** Rows of the log whose touches are looked up in one statement when payments are built, about. */
const ROWS_PER_PAYMENT_BATCH = 16_000_000;
/** With more days to close everything is built anew. */
const MOST_DAYS_ONE_BY_ONE = 3;

/**
 * Keeps the interval cells, and the payments beside them, in step with the log: closes days once they have ended, repairs closed days that late or removed
 * events touch, builds everything anew where that is less work. Each step reads the log as of one journal record and takes
 * effect in one insert together with the ledger, so that a crash at any instruction leaves the cells of some moment.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #table: CellTable;
  readonly #source: CellSource;
  readonly #memory: CellMemory;
  readonly #payments: Payments;
  readonly #calm: Calm;
  readonly #stopping = new AbortController();
  readonly #turns = new Turns(this.#stopping.signal);
  #written: () => number = () => 0;
  #ledger: Ledger | null = null;
  /** Whether a step failed, which may have taken effect all the same: the ledger is read anew before the next. */
  #isUnsure = false;
  #moments = 0;
  #vocabulary: Vocabulary | null = null;
  readonly #touched = new TouchedDays();
  /** Record and day up to which there was nothing to build. */
  #nothingAt = '';
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
    this.#memory = new CellMemory(this.#table);
    this.#source = new CellSource(options.analytics.writer, options.timezone);
    this.#payments = new Payments(options.analytics.writer, () => (this.#moments += 1));
    this.#calm = new Calm(options.calmMs);
  }

  /**
   * Reads the ledger and begins; what changed since the last stop is taken for touched until it is looked at. `written` says
   * which journal record is the newest whose rows queries can see.
   */
  async start(written: () => number): Promise<void> {
    this.#written = written;
    this.#ledger = await this.#table.ledger();
    await this.#payments.load();
    this.touch(written(), null);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  /**
   * Called before rows are written: the days they fall on (null: any), and the journal record. Until the cells take them in,
   * periods that hold one of these days are not answered from cells.
   */
  touch(sequence: number, days: ReadonlySet<string> | null): void {
    this.#touched.add(sequence, days);
    const target = this.#target();
    if (days === null || [...days].some((day) => day <= target)) this.#calm.disturb(this.#options.clock.now());
  }

  /**
   * The last day up to which every figure of the period stands in the cells as the log has it; null when there is none. With
   * `looksAhead` also figures that hang on the first minutes of the day after.
   */
  coveredThrough(period: Period, looksAhead: boolean): string | null {
    if (this.#memory.isInDoubt) return null;
    return this.#ledger && this.#touched.takenInThrough(this.#ledger, period, looksAhead ? 1 : 0);
  }

  /** The journal record as of which the cells hold the whole period, if nothing was removed since; null otherwise. */
  heldAsOf({ to }: Period): number | null {
    const ledger = this.#memory.isInDoubt ? null : this.#ledger;
    if (!ledger || ledger.sequence === 0 || to > ledger.closedThrough || this.#touched.isUncertain(ledger)) return null;
    return ledger.sequence;
  }

  /**
   * The cells that are wanted, by slug and set of devices, as of this moment; they may change once something is awaited. Null
   * while nobody knows what the table holds, or it changes too often to be read.
   */
  read(wanted: WantedCells, signal?: AbortSignal): Promise<readonly CellPlane[] | null> {
    return this.#memory.read(wanted, signal);
  }

  /** Takes cells from their table when they are next asked for, instead of memory. */
  renew(): void {
    this.#memory.renew();
  }

  /** Whether every row of the period and of the day after it is taken into the payments. */
  paymentsCover(period: Period): boolean {
    const { ledger } = this.#payments;
    return ledger !== null && this.#touched.takenInThrough(ledger, period, 1) === period.to;
  }

  /** How far the payments go, if nothing was removed since; null otherwise. */
  paymentsHeld(): Ledger | null {
    const { ledger } = this.#payments;
    return ledger && !this.#touched.isUncertain(ledger) ? ledger : null;
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
    await this.#turns.hold(async () => {
      this.#moments += 1;
      this.#touched.removal();
      try {
        if (forget) {
          this.#ledger = null;
          await this.#payments.clear();
          this.#memory.begin();
          await this.#table.clear().finally(() => this.#memory.forget());
        }
        await work();
      } finally {
        this.#moments += 1;
      }
    });
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
      if (ledger) {
        differences = await compareAll(bench, await this.#learn(ledger.closedThrough), ledger);
        differences += await this.#payments.differences(
          await this.#source.ranges(ROWS_PER_PAYMENT_BATCH),
          bench.signal,
        );
      }
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
      behind: this.#ledger !== null && this.#touched.closedSince(this.#ledger),
    };
  }

  #isSettled(): boolean {
    const ledger = this.#ledger;
    if (!ledger) return this.#nothingAt === this.#occasion();
    return ledger.closedThrough >= this.#target() && !this.#touched.closedSince(ledger);
  }

  #occasion(): string {
    return `${this.#written()} ${this.#target()}`;
  }

  /** The last day that should be closed by now: today, which is repaired as its events come in. */
  #target(): string {
    const { timezone, clock } = this.#options;
    return dayIn(timezone, clock.now());
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let pause = this.#options.lookEveryMs ?? LOOK_EVERY_MS;
      const started = performance.now();
      try {
        await this.#look();
        pause = Math.max(pause, Math.min(REST * (performance.now() - started), MOST_REST_MS));
      } catch (error) {
        if (!signal.aborted && !this.#turns.wasEnded) {
          this.#status = { ...this.#status, state: 'failed' };
          this.#options.log.error({ err: error }, 'the interval cells could not be kept up; it is tried again');
          pause = this.#options.retryMs ?? RETRY_MS;
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
    if (this.#isUnsure) await this.#step('repairing', async () => undefined);
    const target = this.#target();
    const before = this.#ledger;
    if (!before) {
      if (this.#nothingAt === this.#occasion()) return;
      if (this.#mayBuild()) await this.#step('building', (bench) => this.#build(bench, target));
      return;
    }
    if (!this.#payments.ledger) await this.#step('building', (bench) => this.#buildPayments(bench, before));
    if (this.#touched.closedSince(before)) await this.#step('repairing', (bench) => this.#repair(bench, before));
    const ledger = this.#ledger;
    if (!ledger) return;
    const days = daysBetween(ledger.closedThrough, target);
    if (days > MOST_DAYS_ONE_BY_ONE) await this.#step('building', (bench) => this.#build(bench, target));
    else if (days > 0) await this.#step('closing', (bench) => this.#close(bench, ledger));
  }

  async #repair(bench: Bench, ledger: Ledger): Promise<void> {
    const sequence = this.#written();
    if (sequence <= ledger.sequence) return;
    const days = this.#touched.daysSince(ledger);
    const since = { sequence: ledger.sequence, days };
    const changed = await this.#source.changed(since, { sequence }, ledger.closedThrough);
    const vocabulary = this.#vocabulary ?? (await this.#learn(ledger.closedThrough));
    if (changed && changed.people > mostRepaired(vocabulary, ledger.closedThrough)) {
      if (this.#mayBuild()) await this.#build(bench, ledger.closedThrough);
      return;
    }
    const started = performance.now();
    const taken = this.#payments.ledger;
    await this.#payments.follow(sequence, taken && this.#touched.daysSince(taken), bench.signal);
    const added = changed
      ? await this.#withVocabulary(ledger.closedThrough, (vocabulary) =>
          repair(bench, vocabulary, ledger, { sequence, people: changed.people, days }),
        )
      : await advance(bench, ledger, sequence);
    this.#reached(added);
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
    await this.#payments.close(addDays(current.closedThrough, 1), bench.signal);
    const added = await this.#withVocabulary(addDays(current.closedThrough, 1), (vocabulary) =>
      closeDay(bench, vocabulary, current),
    );
    this.#reached(added);
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
    await this.#buildPayments(bench, to);
    await buildAll(bench, vocabulary, to);
    this.#calm.built();
    this.#reached({ to, cells: null });
    await this.#table.forgetRemoved(sequence);
    this.#status = { ...this.#status, builtAt: this.#options.clock.now() };
    this.#done('builds', started);
  }

  async #buildPayments({ source, signal }: Bench, to: Ledger): Promise<void> {
    await this.#payments.build(await source.ranges(ROWS_PER_PAYMENT_BATCH), to, signal);
  }

  /** A step took effect; without `cells` the table holds others than before. Questions see all of it at once. */
  #reached({ to, cells }: Added | { to: Ledger; cells: null }): void {
    this.#ledger = to;
    this.#moments += 1;
    if (cells) this.#memory.apply(cells);
    else this.#memory.forget();
    this.#touched.forget(to);
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

  #mayBuild(): boolean {
    return this.#calm.allowsBuild(this.#options.clock.now(), this.#status.seconds.builds ?? 0);
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
      await this.#payments.load();
      this.#isUnsure = false;
      this.#memory.forget();
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
    await this.#turns.take(async (signal) => {
      this.#status = { ...this.#status, state };
      const bench: Bench = {
        source: this.#source,
        table: this.#table,
        memory: this.#memory,
        rowsPerBatch: this.#options.rowsPerBatch ?? ROWS_PER_BATCH,
        signal,
      };
      try {
        await this.#surely(state, () => work(bench));
      } catch (error) {
        this.#isUnsure = true;
        this.#memory.fail();
        if (this.#memory.isInDoubt) this.#moments += 1;
        throw error;
      } finally {
        this.#status = { ...this.#status, state: 'idle' };
      }
    });
  }
}
