import type { CellStatus, DataStatus, Workspace } from '@syncline/shared/control';
import { minorDigits } from '@syncline/shared/money';
import type { XStream } from './commerce/x/stream.ts';
import { streamState } from './commerce/x/status.ts';
import type { Demo } from './demo/demo.ts';
import type { Ingest } from './ingest/port.ts';
import type { Keeper } from './intervals/keeper.ts';
import type { Clock } from './lib/clock.ts';
import { dayIn } from './lib/zone.ts';
import { completeness, extent } from './query/status.ts';
import type { ServiceContext } from './services/context.ts';
import { countDeadLetters } from './services/dead-letters/count.ts';
import type { AnalyticsStore } from './stores/clickhouse/port.ts';

interface Parts {
  ctx: ServiceContext;
  analytics: Pick<AnalyticsStore, 'reader' | 'state' | 'restarts' | 'version'>;
  ingest: Pick<Ingest, 'status'>;
  keeper: Pick<Keeper, 'status'>;
  demo: Pick<Demo, 'status'>;
  /** Null where no stream of posts is set. */
  stream: Pick<XStream, 'status'> | null;
  clock: Clock;
  timezone: string;
  currency: string;
  version: string;
}

/** What the store is, holds, and how its parts are doing. */
export class Status {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async workspace(): Promise<Workspace> {
    const { analytics, demo, clock, timezone, currency, version } = this.#parts;
    const { events, firstDay, lastDay } = await extent(analytics.reader);
    return {
      timezone,
      currency,
      minor_digits: minorDigits(currency),
      today: dayIn(timezone, clock.now()),
      version,
      demo: demo.status(),
      first_day: firstDay,
      last_day: lastDay,
      events,
    };
  }

  cells(): CellStatus {
    const { state, closedThrough, sequence, behind, builtAt, checkedAt, divergences } = this.#parts.keeper.status();
    const at = { built_at: instantOf(builtAt), checked_at: instantOf(checkedAt) };
    return { state, closed_through: closedThrough, sequence, behind, ...at, divergences };
  }

  async data(): Promise<DataStatus> {
    const { ctx, analytics, ingest, stream, clock } = this.#parts;
    const [{ kinds, sources }, deadLetters] = await Promise.all([
      completeness(analytics.reader),
      countDeadLetters(ctx, {}),
    ]);
    const journal = ingest.status();
    return {
      as_of: new Date(clock.now()).toISOString(),
      events: sources.reduce((sum, { events }) => sum + events, 0),
      kinds,
      sources,
      journal: {
        acknowledged: journal.acknowledged,
        written: journal.written,
        backlog_events: journal.backlogEvents,
        reconciled_at: instantOf(journal.reconciledAt),
      },
      dead_letters: deadLetters,
      cells: this.cells(),
      x_stream: stream && streamState(stream.status()),
      engine: { state: analytics.state(), restarts: analytics.restarts(), version: analytics.version() },
    };
  }
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
