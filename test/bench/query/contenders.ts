import type { Duckdb } from '../rivals/duckdb.ts';
import { DUCKDB_SQL } from '../rivals/duckdb-sql.ts';
import { CLICKHOUSE_SQL, withBitmaps } from '../rivals/clickhouse-sql.ts';
import type { PlainClickhouse } from '../rivals/plain-clickhouse.ts';
import type { Row } from './answer.ts';
import type { Case } from './cases.ts';
import type { Contender, Run } from './measure.ts';
import { askSyncline } from './syncline.ts';

/** Syncline through its HTTP API. */
export function throughApi(url: string): Contender {
  return { name: 'syncline', ask: (one) => askSyncline(url, one) };
}

/** DuckDB over its own table of the raw rows, in this process. */
export function duckdb(store: Duckdb): Contender {
  return { name: 'duckdb', ask: (one) => timed(() => store.ask(DUCKDB_SQL[one.question](one))) };
}

/** ClickHouse over the raw event table, through its HTTP interface. */
export function clickhouse(store: PlainClickhouse): Contender {
  return { name: 'clickhouse', ask: (one) => timed(() => store.ask(CLICKHOUSE_SQL[one.question](one))) };
}

/** As `clickhouse`, with people counted by bitmap where the question is one of counting people. */
export function bitmaps(store: PlainClickhouse): Contender {
  return {
    name: 'bitmaps',
    async ask(one: Case) {
      const sql = withBitmaps(CLICKHOUSE_SQL[one.question](one));
      return sql === null ? null : timed(() => store.ask(sql));
    },
  };
}

async function timed(ask: () => Promise<Row[]>): Promise<Run> {
  const started = performance.now();
  const rows = await ask();
  return { milliseconds: performance.now() - started, rows, tier: null };
}
