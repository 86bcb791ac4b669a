import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

export type SqlDialect = 'sqlite' | 'postgres';

/** The control plane's store. Only migrations look at `dialect`; everything else is the same on both. */
export interface ControlStore {
  db: Kysely<Database>;
  dialect: SqlDialect;
  /**
   * Removes the older copies that the store itself keeps of what was erased, as far as it can: SQLite's write-ahead log.
   * While another process uses the store for longer than a few seconds they stay until the log is next folded in.
   */
  scrub(): Promise<void>;
  close(): Promise<void>;
}
