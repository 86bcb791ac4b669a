import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import type { AnalyticsStore } from '../stores/clickhouse/port.ts';

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
  retryMs?: number;
  /** Rows of the log that are brought in at once, about; tests take fewer. */
  rowsPerBatch?: number;
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
