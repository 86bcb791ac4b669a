import type { Logger } from 'pino';
import type { Ingest } from '../../ingest/port.ts';
import { inTransaction, type ServiceContext } from '../../services/context.ts';
import { RefusedError, TryLaterError } from '../ports.ts';
import type { CaseRow } from './case.ts';
import { type Effectors, perform, refund } from './effects.ts';
import { sendEvents } from './events-out.ts';
import { type Settled, settleCase } from './record.ts';

export interface RunnerOptions {
  ctx: ServiceContext;
  effectors: Effectors;
  ingest: Pick<Ingest, 'submit'>;
  log: Logger;
}

/** How many cases are worked on at once: what they mostly do is wait for a gateway. */
const AT_ONCE = 8;
const CASES_AT_A_TIME = 200;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** The longest sleep: a clock that is set, or another process that writes, is seen after it. */
const LONGEST_SLEEP_MS = 30_000;

/** A task that failed, and is left alone until the case is taken up again. */
interface Failure {
  task: string;
  message: string;
  afterMs: number | null;
}

/**
 * Works through the cases that are due: settles each, does what its orders need, and takes down when to look at it again.
 * Everything it goes by is in the control plane, so that it goes on after a crash where it was.
 */
export class OrderRunner {
  readonly #options: RunnerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isWoken = false;
  #isClosed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Looks at what is due, now or as soon as what is under way ends. */
  wake(): void {
    if (this.#isClosed) return;
    this.#isWoken = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Woken after its last look, while it worked out how long to sleep.
      if (this.#isWoken) this.wake();
    });
  }

  /** Resolves when nothing is due at the clock's time. */
  async idle(): Promise<void> {
    this.wake();
    while (this.#running !== null) await this.#running;
  }

  /** Finishes the cases it is at. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { ctx, ingest, log } = this.#options;
    try {
      while (this.#isWoken && !this.#isClosed) {
        this.#isWoken = false;
        while (!this.#isClosed && (await this.#workOff())) await sendEvents(ctx, { ingest, log });
        await sendEvents(ctx, { ingest, log });
      }
    } catch (error) {
      log.error({ err: error }, 'orders could not be worked on; they are tried again');
    } finally {
      await this.#sleep();
    }
  }

  async #sleep(): Promise<void> {
    if (this.#isClosed) return;
    const { ctx, log } = this.#options;
    const next = await nextDue(ctx).catch((error: unknown) => {
      log.error({ err: error }, 'the orders that are due could not be read');
      return null;
    });
    const ms = next === null ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(20, next - ctx.clock.now()));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), ms).unref();
  }

  /** Takes up some cases that are due; false where there were none. */
  async #workOff(): Promise<boolean> {
    const { ctx } = this.#options;
    const due = await ctx.db
      .selectFrom('order_cases')
      .selectAll()
      .where('due_at', '<=', ctx.clock.now())
      .orderBy('due_at')
      .orderBy('id')
      .limit(CASES_AT_A_TIME)
      .execute();
    const queue = [...due];
    const worker = async () => {
      for (let row = queue.shift(); row && !this.#isClosed; row = queue.shift()) await this.#take(row);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return due.length > 0;
  }

  async #take(row: CaseRow): Promise<void> {
    const { log } = this.#options;
    const failures: Failure[] = [];
    let settled: Settled | null = null;
    try {
      settled = await this.#settle(row.id, failures);
    } catch (error) {
      log.error({ err: error, case: row.id, offer: row.offer }, 'a case of orders could not be settled');
      failures.push({ task: 'settle', message: 'Something unexpected failed; the log says what.', afterMs: null });
    }
    await this.#putBack(row, { settled, failures });
  }

  /** Settles a case and does what can be done, until nothing changes any more. */
  async #settle(id: number, failures: Failure[]): Promise<Settled | null> {
    const { ctx, effectors } = this.#options;
    const left = new Set<string>();
    for (;;) {
      const settled = await inTransaction(ctx, (ctx) => settleCase(ctx, id));
      if (settled === null || this.#isClosed) return settled;
      const { of, orders } = settled;
      const jobs = [
        ...orders
          .filter(({ task }) => task !== null && task !== 'wait')
          .map((order) => ({ name: `${order.id} ${order.task}`, run: () => perform(order, { ctx, of, effectors }) })),
        ...of.refunds
          .filter(({ state }) => state === 'asked')
          .map((asked) => ({
            name: `refund ${asked.id}`,
            run: () => refund(asked, { ctx, of, effectors }).then(() => true),
          })),
      ];
      const job = jobs.find(({ name }) => !left.has(name));
      if (!job) return settled;
      try {
        if (!(await job.run())) left.add(job.name);
      } catch (error) {
        failures.push(this.#failureOf(error, job.name));
        left.add(job.name);
      }
    }
  }

  #failureOf(error: unknown, task: string): Failure {
    if (error instanceof TryLaterError) return { task, message: error.message, afterMs: error.afterMs };
    if (error instanceof RefusedError) return { task, message: error.message, afterMs: LONGEST_RETRY_MS };
    this.#options.log.error({ err: error, task }, 'an effect of an order failed unexpectedly; it is tried again');
    return { task, message: 'Something unexpected failed; the log says what.', afterMs: null };
  }

  /** Takes down when the case is due again; what came in meanwhile leaves it due. */
  async #putBack(row: CaseRow, { settled, failures }: { settled: Settled | null; failures: Failure[] }): Promise<void> {
    const { db, clock } = this.#options.ctx;
    const attempts = failures.length === 0 ? 0 : row.attempts + 1;
    const backOff = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 16));
    const retries = failures.map(({ afterMs }) => clock.now() + Math.max(afterMs ?? 0, backOff));
    const times = (settled?.orders ?? []).flatMap(({ settlesAt }) => settlesAt ?? []);
    const due = Math.min(...retries, ...times);
    await db
      .updateTable('order_cases')
      .set({
        due_at: this.#isClosed ? clock.now() : Number.isFinite(due) ? due : null,
        attempts,
        problem: failures[0]?.message ?? null,
      })
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .execute();
  }
}

async function nextDue({ db }: ServiceContext): Promise<number | null> {
  const { due } = await db
    .selectFrom('order_cases')
    .select((query) => query.fn.min('due_at').as('due'))
    .executeTakeFirstOrThrow();
  return due;
}
