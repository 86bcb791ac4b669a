import type { Clock } from '../lib/clock.ts';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import type { CellReader } from './cells/port.ts';
import type { RateReader } from './currencies/port.ts';
import type { CellCoverage } from './intervals.ts';
import type { SpendReader } from './spend/port.ts';

/** What answering a question needs from the outside; one for the whole process. */
export interface QueryContext {
  reader: AnalyticsReader;
  /** The interval cells, and which days they hold. */
  cells: CellCoverage & CellReader;
  /** Advertising spend, which is not in the log. */
  spend: SpendReader;
  /** Exchange rates, which are not in the log either. */
  rates: RateReader;
  clock: Clock;
  /** IANA zone of the workspace: whose days and hours are meant. */
  timezone: string;
  /** ISO 4217 code of the workspace: the only currency in which amounts are added up. */
  currency: string;
  /** Whether the store holds demo data. */
  demo: () => boolean;
  /** Acknowledged events that queries cannot see yet. */
  backlogEvents: () => number;
}
