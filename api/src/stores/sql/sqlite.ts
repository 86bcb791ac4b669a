import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as othersTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
  sql,
} from 'kysely';
import Sqlite from 'libsql';
import type { ControlStore } from './port.ts';
import type { Database } from './schema.ts';
import { PLUGINS } from './plugins.ts';

/** How long a statement waits for another process that is writing: first in SQLite, holding this thread, then beside it. */
const BLOCKING_WAIT_MS = 20;
const LONGEST_WAIT_MS = 5000;
/** For how long statements that follow one another keep the thread, on which they are run, to themselves. */
const TURN_MS = 10;

/**
 * Opens the control plane in a SQLite file, which is made if it is missing: write-ahead log, fsync on every commit,
 * foreign keys checked. Throws an Error naming the file when it cannot be opened or is no SQLite database.
 */
export async function openSqlite(path: string): Promise<ControlStore> {
  const database = openFile(path);
  const db = new Kysely<Database>({
    dialect: new LocalSqliteDialect(database),
    plugins: PLUGINS,
  });
  // Kysely closes the file only once its driver has started, which the first statement does.
  await db.executeQuery(CompiledQuery.raw('select 1'));
  return { db, dialect: 'sqlite', scrub: () => foldLog(db), close: () => db.destroy() };
}

/** Writes the write-ahead log into the file and empties it. */
async function foldLog(db: Kysely<Database>): Promise<void> {
  const giveUp = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    if (rows[0]?.busy !== 1 || performance.now() > giveUp) return;
    await sleep(BLOCKING_WAIT_MS);
  }
}

function openFile(path: string): Sqlite.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Sqlite(path);
    for (const setting of [
      `busy_timeout = ${BLOCKING_WAIT_MS}`,
      'journal_mode = WAL',
      'synchronous = FULL',
      'foreign_keys = ON',
      // What is erased is overwritten, not only marked as free.
      'secure_delete = ON',
    ]) {
      database.pragma(setting);
    }
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be used as the control-plane database: ${reason}`, { cause });
  }
}

class LocalSqliteDialect extends SqliteDialect {
  readonly #database: Sqlite.Database;

  constructor(database: Sqlite.Database) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new LocalSqliteDriver(this.#database);
  }
}

class LocalSqliteDriver extends SqliteDriver {
  readonly #connection: PatientConnection;

  constructor(database: Sqlite.Database) {
    super({ database });
    this.#connection = new PatientConnection(database);
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await super.acquireConnection();
    return this.#connection;
  }

  /** Takes the write lock at once: a transaction that starts by reading could fail halfway when another process writes. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/**
 * Tries again while another process holds the write lock, without holding up the thread. Nor do long runs of statements:
 * each is done when it is awaited, so that requests, and the release of statements that were done with, would wait for all.
 */
class PatientConnection implements DatabaseConnection {
  readonly #database: Sqlite.Database;
  #turnEnds = 0;

  constructor(database: Sqlite.Database) {
    this.#database = database;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (performance.now() > this.#turnEnds) {
      await othersTurn();
      this.#turnEnds = performance.now() + TURN_MS;
    }
    // The same statement is run again: one that was refused as busy stays active, and holds up every commit, until then.
    const statement = this.#database.prepare(sql);
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (true) {
      try {
        if (statement.reader) return { rows: statement.all(parameters) as Row[] };
        return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
      } catch (error) {
        const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
        if (!busy || performance.now() > deadline) throw error;
        await sleep(10);
      }
    }
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are read page by page: a stream would keep the one connection to itself.');
  }
}
