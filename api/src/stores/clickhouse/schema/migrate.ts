import { z } from 'zod';
import type { AnalyticsStore } from '../port.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

const VERSIONS = `CREATE TABLE IF NOT EXISTS schema_version
(version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = MergeTree ORDER BY version`;

const versionSchema = z.object({ version: z.number() });

/**
 * Brings the store to the schema of this code, step by step; does nothing where that is already so. Throws an Error with a
 * plain message when the store was made by a newer Syncline.
 */
export async function migrate(store: AnalyticsStore): Promise<void> {
  await applyMigrations(store, MIGRATIONS);
}

/** `migrate` with the steps given. */
export async function applyMigrations(
  { writer }: Pick<AnalyticsStore, 'writer'>,
  migrations: readonly Migration[],
): Promise<void> {
  await writer.command(VERSIONS);
  const applied = await writer.query('SELECT DISTINCT version FROM schema_version', {}, versionSchema);
  const done = new Set(applied.map(({ version }) => version));
  const newest = Math.max(0, ...migrations.map(({ version }) => version));
  const stored = Math.max(0, ...done);
  if (stored > newest) {
    throw new Error(
      `The analytics store was made by a newer Syncline (schema ${stored}; this one knows up to ${newest}). ` +
        'Run that version again, or start with an empty data folder.',
    );
  }
  for (const { version, name, statements } of migrations) {
    if (done.has(version)) continue;
    for (const statement of statements) await writer.command(statement);
    await writer.insert('schema_version', ['version', 'name'], [JSON.stringify([version, name])]);
  }
}
