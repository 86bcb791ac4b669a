import { sql, type Transaction } from 'kysely';
import { agreementOrigin } from './migrations/agreement-origin.ts';
import { agreements } from './migrations/agreements.ts';
import { alerts } from './migrations/alerts.ts';
import { annotations } from './migrations/annotations.ts';
import { controlPlane } from './migrations/control-plane.ts';
import { exchangeRates } from './migrations/exchange-rates.ts';
import { mail } from './migrations/mail.ts';
import { importUndo } from './migrations/import-undo.ts';
import { offerTerms } from './migrations/offer-terms.ts';
import { orders } from './migrations/orders.ts';
import { reports } from './migrations/reports.ts';
import { sampleOrigin } from './migrations/sample-origin.ts';
import { savedOrigin } from './migrations/saved-origin.ts';
import { scenarios } from './migrations/scenarios.ts';
import { spend } from './migrations/spend.ts';
import { statements } from './migrations/statements.ts';
import { studies } from './migrations/studies.ts';
import { syncedAccounts } from './migrations/synced-accounts.ts';
import { webhookDeliveries } from './migrations/webhook-deliveries.ts';
import { views } from './migrations/views.ts';
import type { ColumnTypes, Migration } from './migrations/migration.ts';
import type { ControlStore, SqlDialect } from './port.ts';
import type { Database } from './schema.ts';

/** Every step in order; a step's version is its place in this list, from 1. */
const MIGRATIONS: readonly Migration[] = [
  controlPlane,
  offerTerms,
  syncedAccounts,
  orders,
  webhookDeliveries,
  agreements,
  spend,
  studies,
  agreementOrigin,
  exchangeRates,
  statements,
  scenarios,
  views,
  annotations,
  alerts,
  reports,
  mail,
  importUndo,
  sampleOrigin,
  savedOrigin,
];

/** Any number that no other program takes as its advisory lock in the same database. */
const LOCK = 7_962_546_301;

const TYPES: Record<SqlDialect, ColumnTypes> = {
  sqlite: {
    text: sql`text`,
    growing: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
  },
  postgres: {
    text: sql`text collate "C"`,
    growing: { type: 'bigint', build: (column) => column.primaryKey().generatedByDefaultAsIdentity() },
  },
};

/**
 * Brings the store to the schema of this version in one transaction; does nothing when it is there already, and may be
 * called by several processes at once. Throws an Error when the store was written by a newer version of Syncline.
 * `through` stops at an earlier schema, as an earlier version would.
 */
export async function migrateControl(store: ControlStore, through = MIGRATIONS.length): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    if (store.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
    const done = await versionOf(db);
    if (done > MIGRATIONS.length) {
      throw new Error(
        `The control-plane database has schema ${done}, and this version of Syncline knows schemas up to ${MIGRATIONS.length}. ` +
          'It was written by a newer version: start that version, or restore a backup made before the upgrade.',
      );
    }
    for (const [index, migration] of MIGRATIONS.slice(0, through).entries()) {
      if (index < done) continue;
      await migration.up(db, TYPES[store.dialect]);
      await db
        .insertInto('syncline_migrations')
        .values({ version: index + 1, name: migration.name })
        .execute();
    }
  });
}

async function versionOf(db: Transaction<Database>): Promise<number> {
  await db.schema
    .createTable('syncline_migrations')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
  const newest = await db
    .selectFrom('syncline_migrations')
    .select((query) => query.fn.max('version').as('version'))
    .executeTakeFirst();
  return newest?.version ?? 0;
}
