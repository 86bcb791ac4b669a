import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/** The exclusive use of a data folder. */
export interface DataLock {
  release(): void;
}

/**
 * Takes the data folder for this process alone, making it where it is missing. The lock is SQLite's own on a file there,
 * so the system releases it however the process ends. Throws an Error with a plain message when another one holds it.
 */
export function lockDataFolder(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const holder = join(dataDir, 'syncline.pid');
  const database = new Database(join(dataDir, 'syncline.lock'), { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new Error(
      `Another Syncline is already using ${dataDir} (pid ${readHolder(holder)}). ` +
        'Stop it or set SYNCLINE_DATA to another folder.',
      { cause: error },
    );
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  return { release: () => database.close() };
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
