import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, SqliteDialect, SqliteDriver } from 'kysely';
import Sqlite from 'libsql';
import type { ControlStore } from './port.ts';
import type { Database } from './schema.ts';
import { StorableText } from './storable-text.ts';

const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the control plane in a SQLite file, which is made if it is missing: write-ahead log, fsync on every commit,
 * foreign keys checked. Throws an Error naming the file when it cannot be opened or is no SQLite database.
 */
export async function openSqlite(path: string): Promise<ControlStore> {
  const database = openFile(path);
  const db = new Kysely<Database>({
    dialect: new ImmediateSqliteDialect({ database }),
    plugins: [new StorableText()],
  });
  // Kysely closes the file only once its driver has started, which the first statement does.
  await db.executeQuery(CompiledQuery.raw('select 1'));
  return { db, dialect: 'sqlite', close: () => db.destroy() };
}

function openFile(path: string): Sqlite.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Sqlite(path);
    for (const setting of [
      `busy_timeout = ${BUSY_TIMEOUT_MS}`,
      'journal_mode = WAL',
      'synchronous = FULL',
      'foreign_keys = ON',
    ]) {
      database.pragma(setting);
    }
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be used as the control-plane database: ${reason}`, { cause });
  }
}

/** Takes the write lock when a transaction begins: one that starts by reading could fail halfway when another process writes. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0];

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }
}
