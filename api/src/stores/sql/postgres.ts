import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import type { ControlStore } from './port.ts';
import type { Database } from './schema.ts';
import { PLUGINS } from './plugins.ts';

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens the control plane in a PostgreSQL database (14 or later, encoded in UTF-8). Throws an Error without the URL's
 * password when the server cannot be reached or the database cannot be used.
 */
export async function openPostgres(url: string): Promise<ControlStore> {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'syncline',
    types: { getTypeParser: parserOf },
  });
  // An idle connection that breaks is dropped by the pool and replaced by the next query, which reports what is wrong;
  // without a listener the event would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: PLUGINS });
  try {
    await requireUsable(db);
  } catch (cause) {
    await db.destroy();
    throw new Error(`The PostgreSQL database at ${withoutPassword(url)} cannot be used: ${reasonOf(cause)}`, { cause });
  }
  return { db, dialect: 'postgres', scrub: () => Promise.resolve(), close: () => db.destroy() };
}

async function requireUsable(db: Kysely<Database>): Promise<void> {
  const answer = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding
  `.execute(db);
  const server = answer.rows[0];
  if (server === undefined) throw new Error('it does not tell its version');
  if (server.version < 140_000) throw new Error('PostgreSQL 14 or later is needed');
  if (server.encoding !== 'UTF8') throw new Error(`its encoding is ${server.encoding}; create it with encoding UTF8`);
}

function parserOf(...[type, format]: Parameters<typeof types.getTypeParser>): (text: string) => unknown {
  return type === types.builtins.INT8 && format !== 'binary' ? safeInteger : types.getTypeParser(type, format);
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is no safe integer`);
  return value;
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'the configured address';
  const { host, pathname } = new URL(url);
  return host + pathname;
}

function reasonOf(cause: unknown): string {
  // A host with several addresses fails with an AggregateError, whose own message is empty.
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
