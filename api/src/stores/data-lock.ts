import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/** The exclusive use of a data folder. */
export interface DataLock {
  release(): void;
}

/** Keeps the connections from being collected, which would end their locks. */
const held = new Set<Database.Database>();

/**
 * Takes the data folder for this process alone, making it where it is missing. The lock is an open exclusive transaction
 * of SQLite on a file there, so the system releases it however the process ends. Throws an Error with a plain message
 * when another one holds it or the folder cannot be written.
 */
export function lockDataFolder(dataDir: string): DataLock {
  const holder = join(dataDir, 'syncline.pid');
  let database: Database.Database | null = null;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new Database(join(dataDir, 'syncline.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    database?.close();
    throw new Error(
      (error as { code?: unknown }).code === 'SQLITE_BUSY'
        ? `Another Syncline is already using ${dataDir} (pid ${readHolder(holder)}). Stop it or set SYNCLINE_DATA to another folder.`
        : `The data folder ${dataDir} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  const locked = database;
  held.add(locked);
  return {
    release() {
      locked.exec('ROLLBACK');
      locked.close();
      held.delete(locked);
    },
  };
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
