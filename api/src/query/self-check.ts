import { isDeepStrictEqual } from 'node:util';
import { DEVICES } from '@syncline/shared/events';
import type { MetricKey } from '@syncline/shared/metrics';
import {
  attributionRequestSchema,
  CLICK_WINDOW_DAYS,
  type Filter,
  querySchema,
  VIEW_WINDOW_DAYS,
} from '@syncline/shared/query';
import { addDays, daysBetween } from '@syncline/shared/time';
import type { Logger } from 'pino';
import { ApiError } from '../lib/errors.ts';
import { Rounds } from '../lib/rounds.ts';
import { dayNumber } from '../lib/zone.ts';
import { CELL, CELL_SCOPES, EVERY_DEVICE, SEGMENT_MEASURES } from '../stores/clickhouse/cells-table.ts';
import { answerAttribution } from './analysis/attribution.ts';
import type { QueryContext } from './context.ts';
import { SEGMENTS } from './intervals.ts';
import { answerQuery } from './run.ts';
import { extent } from './status.ts';

const EVERY_MS = 300_000;
const FIRST_AFTER_MS = 60_000;
/** The log is read for each comparison, so that it is asked about few days. */
const MOST_DAYS = 31;
const LONGEST_VIEW = Math.max(...VIEW_WINDOW_DAYS);
const METRICS: readonly MetricKey[] = [
  'impressions',
  'viewable_impressions',
  'reach',
  'engagements',
  'engaged_users',
  'clicks',
  'follows',
  'unfollows',
  'purchases',
  'buyers',
  'people',
  'gross_revenue',
  'refunds',
  'active_users',
  'actions',
];

export interface SelfCheckStatus {
  /** Questions that were compared since the start, and those whose answers differed. */
  compared: number;
  differed: number;
}

interface Options {
  context: QueryContext;
  log: Pick<Logger, 'error' | 'warn'>;
  /** Whether there is no time for it now. */
  isBusy: () => boolean;
  /** Told that the cells are wrong somewhere; what it begins is not waited for. */
  onDifference: () => void;
  /** A number in [0, 1) for each choice. */
  random?: () => number;
}

/** Those of them that cells tell apart by primary device. */
const SEGMENT_METRICS = METRICS.filter((metric) => (SEGMENT_MEASURES as readonly string[]).includes(metric));

/** Asks questions picked at random of what is kept ready and of the log, now and then, and compares the answers. */
export class SelfCheck {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  readonly #rounds: Rounds;
  #status: SelfCheckStatus = { compared: 0, differed: 0 };

  constructor(options: Options) {
    this.#options = options;
    this.#rounds = new Rounds(async () => options.isBusy() || this.once(), {
      firstAfterMs: FIRST_AFTER_MS,
      everyMs: EVERY_MS,
      onError: (error) => {
        if (!this.#stopping.signal.aborted) options.log.warn({ err: error }, 'a self-check could not be made');
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  status(): SelfCheckStatus {
    return this.#status;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#rounds.close();
  }

  /**
   * One comparison, of figures and of the credit for the purchases behind them; the cells are asked twice, as they are in
   * memory and as they are stored. `skipped` when there is nothing to compare,
   * when the cells do not hold the question, or when the data changed meanwhile. Rejects as `answerQuery`.
   */
  async once(): Promise<'same' | 'differs' | 'skipped'> {
    const { context, log, onDifference } = this.#options;
    const question = await this.#pick();
    if (!question) return 'skipped';
    const version = () => `${context.cells.sequence()} ${context.cells.moment()}`;
    const before = version();
    const ask = async (tier: 'intervals' | 'raw'): Promise<Record<string, unknown>> => {
      const { signal } = this.#stopping;
      const { metrics, windows, ...scope } = { ...question, tier };
      const { totals } = await answerQuery(context, querySchema.parse({ metrics, ...scope }), signal);
      if (!windows) return totals.metrics;
      const credited = attributionRequestSchema.parse({ ...windows, ...scope });
      const { meta: _, ...attribution } = await answerAttribution(context, credited, signal);
      return { ...totals.metrics, attribution };
    };
    const cells: Awaited<ReturnType<typeof ask>>[] = [];
    try {
      cells.push(await ask('intervals'));
      // What is in memory may have been read long ago.
      context.cells.renew();
      cells.push(await ask('intervals'));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'forbidden_combination') return 'skipped';
      throw error;
    }
    const events = await ask('raw');
    if (version() !== before) return 'skipped';
    const wrong = Object.keys(events).filter((figure) =>
      cells.some((answer) => !isDeepStrictEqual(answer[figure], events[figure])),
    );
    const { compared, differed } = this.#status;
    this.#status = { compared: compared + 1, differed: differed + (wrong.length > 0 ? 1 : 0) };
    if (wrong.length === 0) return 'same';
    log.error({ question, wrong, cells, events }, 'the interval cells answer otherwise than the log');
    onDifference();
    return 'differs';
  }

  async #pick() {
    const { reader, cells } = this.#options.context;
    const { firstDay, lastDay } = await extent(reader);
    if (firstDay === null || lastDay === null) return null;
    const everyone = { slugs: null, devices: [EVERY_DEVICE], measures: [CELL.people], from: dayNumber(lastDay) };
    const scopes = await Promise.all(CELL_SCOPES.map((by) => cells.read({ by, ...everyone }, this.#stopping.signal)));
    const scope = this.#oneOf(scopes.flatMap((planes) => planes ?? []));
    if (!scope) return null;
    const filters: Filter[] = [];
    if (scope.by !== 'account') filters.push({ dimension: scope.by, op: 'is', values: [scope.slug] });
    const device = this.#oneOf([null, ...DEVICES]);
    if (device) filters.push({ dimension: 'device', op: 'is', values: [device] });
    const from = addDays(firstDay, this.#below(daysBetween(firstDay, lastDay) + 1));
    const to = addDays(from, this.#below(Math.min(MOST_DAYS, daysBetween(from, lastDay) + 1)));
    const people = scope.by === 'account' ? this.#oneOf([null, ...SEGMENTS]) : null;
    if (people) {
      filters.push({ dimension: 'primary_device', op: 'is', values: [people] });
      return { metrics: [...SEGMENT_METRICS], period: { from, to }, filters, windows: null };
    }
    const windows = {
      view_days: this.#oneOf(VIEW_WINDOW_DAYS) ?? 0,
      click_days: this.#oneOf(CLICK_WINDOW_DAYS.filter((days) => days >= LONGEST_VIEW)) ?? LONGEST_VIEW,
    };
    return { metrics: [...METRICS], period: { from, to }, filters, windows };
  }

  #below(limit: number): number {
    return Math.floor((this.#options.random ?? Math.random)() * limit);
  }

  #oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#below(items.length)];
  }
}
