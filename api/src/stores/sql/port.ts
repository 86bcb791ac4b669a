import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

export type SqlDialect = 'sqlite' | 'postgres';

/** The control plane's store. Only migrations look at `dialect`; everything else is the same on both. */
export interface ControlStore {
  db: Kysely<Database>;
  dialect: SqlDialect;
  close(): Promise<void>;
}
