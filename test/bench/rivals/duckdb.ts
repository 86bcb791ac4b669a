import { DuckDBInstance, version } from '@duckdb/node-api';
import type { Row } from '../query/answer.ts';

export interface Duckdb {
  /** Runs a SELECT; numbers arrive as JavaScript numbers, and as an Error where they would not be exact. */
  ask(sql: string): Promise<Row[]>;
  run(sql: string): Promise<void>;
  close(): void;
}

const THREADS = '2';
const MEMORY = '8GB';

/** Opens a DuckDB file in this process: two threads, at most 8 GB. */
export async function openDuckdb(path: string): Promise<Duckdb> {
  const instance = await DuckDBInstance.create(path, {
    threads: THREADS,
    memory_limit: MEMORY,
    temp_directory: `${path}.spill`,
  });
  const connection = await instance.connect();
  return {
    async ask(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJS().map(exactRow);
    },
    async run(sql) {
      await connection.run(sql);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export const duckdbVersion = (): string => version();

function exactRow(row: Record<string, unknown>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, exact(column, value)]));
}

function exact(column: string, value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  throw new Error(`DuckDB answered a ${typeof value} that is not exact or not plain as ${column}`);
}
