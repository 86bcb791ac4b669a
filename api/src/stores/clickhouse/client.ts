import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import type { ZodType } from 'zod';
import { connectionBroke, engineError } from './errors.ts';
import type { AnalyticsReader, AnalyticsWriter, Parameters, QueryOptions, ReadLimits } from './port.ts';
import { parseRows } from './rows.ts';

/** Reads that run at the same time at the very most; whoever sends many holds them to fewer. */
export const CONCURRENT_READS = 64;
const CONCURRENT_WRITES = 8;
/** Room for long lists of ids in a statement. */
export const MAX_QUERY_BYTES = 64 * 1024 * 1024;
/** Sets made by a subquery that are larger are not looked up in a primary key: to sort millions of people takes longer than reading past them. */
export const MOST_INDEXED_VALUES = 10_000;
const READ_GRACE_SECONDS = 5;
const WRITE_TIMEOUT_SECONDS = 900;
/** Less than any ClickHouse keeps an idle connection open. */
const IDLE_CONNECTION_MS = 2500;
/** A read with less time left than this is not sent again. */
const SHORTEST_READ_SECONDS = 0.1;

/** The settings that make a request a bounded, cancellable read with exact numbers; sent with it unless its user's profile holds them. */
export function readSettings(limits: ReadLimits): ClickHouseSettings {
  return {
    readonly: '1',
    max_execution_time: limits.seconds,
    max_memory_usage: String(limits.memoryBytes),
    max_result_rows: String(limits.resultRows),
    max_result_bytes: String(limits.resultBytes),
    result_overflow_mode: 'throw',
    max_query_size: String(MAX_QUERY_BYTES),
    cancel_http_readonly_queries_on_client_close: 1,
    http_wait_end_of_query: 1,
    use_index_for_in_with_subqueries_max_values: String(MOST_INDEXED_VALUES),
    session_timezone: 'UTC',
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_decimals: 1,
    output_format_json_quote_denormals: 0,
  };
}

/** The settings of every insert: answered only once stored, one block for one batch, nothing filled in silently. */
const INSERT_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  http_wait_end_of_query: 1,
  session_timezone: 'UTC',
  input_format_null_as_default: 0,
  date_time_input_format: 'best_effort',
  min_insert_block_size_rows: '16777216',
  min_insert_block_size_bytes: '1073741824',
  // Where a block arrives as sparse columns the engine fails to filter it for a projection.
  enable_parsing_to_custom_serialization: 0,
};

/** The settings of DDL and mutations: answered once done, with progress headers so that no proxy gives up meanwhile. */
const COMMAND_SETTINGS: ClickHouseSettings = {
  mutations_sync: '2',
  lightweight_deletes_sync: '2',
  alter_sync: '2',
  session_timezone: 'UTC',
  max_query_size: String(MAX_QUERY_BYTES),
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '20000',
};

export interface Login {
  url: string;
  username: string;
  password: string;
  database: string;
  http_headers?: Record<string, string>;
}

/** An HTTP client for reads, which queues past CONCURRENT_READS and gives up a little after the engine must have. */
export function connectReader(login: Login, limits: ReadLimits): ClickHouseClient {
  return createClient({
    ...login,
    ...connections(login.url, CONCURRENT_READS),
    request_timeout: (limits.seconds + READ_GRACE_SECONDS) * 1000,
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** An HTTP client for inserts, DDL and maintenance. */
export function connectWriter(login: Login): ClickHouseClient {
  return createClient({
    ...login,
    ...connections(login.url, CONCURRENT_WRITES),
    request_timeout: WRITE_TIMEOUT_SECONDS * 1000,
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/**
 * Connections that are kept for the next request and closed once idle, by Node's own agent. The client's timers of idle
 * connections are off: a request that is aborted while it waits for a connection leaves one behind that nothing cancels,
 * and 2.5 s later it closes the connection under whichever request has it then.
 */
function connections(url: string, most: number) {
  const options = { keepAlive: true, maxSockets: most, timeout: IDLE_CONNECTION_MS };
  return {
    http_agent: url.startsWith('https:') ? new SecureAgent(options) : new Agent(options),
    keep_alive: { enabled: true, idle_socket_ttl: 0 },
  };
}

/** Makes the database when it is missing, and answers the engine's version. */
export async function prepareDatabase(login: Login): Promise<string> {
  const client = connectWriter({ ...login, database: 'default' });
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(login.database)}` });
    const answer = await client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' });
    const rows = await answer.json<{ version: string }>();
    return rows[0]?.version ?? '';
  } catch (error) {
    throw engineError(error, 'write');
  } finally {
    await client.close();
  }
}

interface Reading {
  /** The client of the moment; throws EngineUnavailableError while there is none. */
  client: () => ClickHouseClient;
  limits: ReadLimits;
  /** What is sent with each read; empty where the user's profile holds it. */
  settings: ClickHouseSettings;
  log: Logger;
}

/** Read access over one client. A read whose connection breaks is sent once more while it has time left and an engine to go to. */
export function createReader(reading: Reading): AnalyticsReader {
  return {
    query: (sql, parameters, row, options = {}) => read(reading, { sql, parameters, row, options }),
  };
}

/** Write access over one client; its reads are as bounded and as read-only as anyone's. */
export function createWriter({ client, limits, log }: Omit<Reading, 'settings'>): AnalyticsWriter {
  return {
    ...createReader({ client, limits, settings: readSettings(limits), log }),
    async columns(sql, parameters, { signal } = {}) {
      signal?.throwIfAborted();
      const { query, query_params } = bind(sql, parameters);
      try {
        const { stream } = await client().exec({
          query: `${query} FORMAT Native`,
          query_params,
          clickhouse_settings: readSettings(limits),
          ...(signal === undefined ? {} : { abort_signal: signal }),
        });
        return await buffer(stream);
      } catch (error) {
        signal?.throwIfAborted();
        throw engineError(error, 'read');
      }
    },
    async insert(table, columns, lines) {
      const body = joinLines(lines);
      const names = columns.map(quoteIdentifier).join(', ');
      const into = `${quoteIdentifier(table)} (${names})`;
      if (body.length > 0) await insert(client(), `INSERT INTO ${into} FORMAT JSONCompactEachRow`, [body]);
    },
    async insertBlocks(table, blocks) {
      if (blocks.length > 0) await insert(client(), `INSERT INTO ${quoteIdentifier(table)} FORMAT Native`, blocks);
    },
    async command(sql, parameters = {}) {
      try {
        await client().command({
          ...bind(sql, parameters),
          clickhouse_settings: COMMAND_SETTINGS,
        });
      } catch (error) {
        throw engineError(error, 'write');
      }
    },
  };
}

async function insert(client: ClickHouseClient, query: string, body: readonly Uint8Array[]): Promise<void> {
  try {
    const values = Readable.from(body, { objectMode: false });
    const { stream } = await client.exec({ query, values, clickhouse_settings: INSERT_SETTINGS });
    await text(stream);
  } catch (error) {
    throw engineError(error, 'write');
  }
}

interface Read<Row> {
  sql: string;
  parameters: Parameters;
  row: ZodType<Row>;
  options: QueryOptions;
}

async function read<Row>(reading: Reading, { sql, parameters, row, options }: Read<Row>): Promise<Row[]> {
  const { client, limits, settings, log } = reading;
  const { signal } = options;
  signal?.throwIfAborted();
  const held = heldTo(limits, options);
  const deadline = performance.now() + held.seconds * 1000;
  const send = async (within: QueryOptions): Promise<string> => {
    const result = await client().query({
      ...bind(sql, parameters),
      format: 'JSONCompact',
      clickhouse_settings: { ...settings, ...tighter(limits, within) },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
    return result.text();
  };
  const answer = await send(options)
    .catch((error: unknown) => {
      const maxSeconds = (deadline - performance.now()) / 1000;
      if (signal?.aborted || !connectionBroke(error) || maxSeconds < SHORTEST_READ_SECONDS) throw error;
      log.warn({ err: error }, 'the connection to the analytics engine broke; the read is sent again');
      return send({ ...options, maxSeconds });
    })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw engineError(error, 'read', held);
    });
  return parseRows(answer, row);
}

const LONG_LIST = 1000;

/**
 * Statement and parameters as they are sent. A long list of bigint becomes part of the statement, as digits: servers hold
 * each bound parameter to 128 KiB unless they are configured otherwise.
 */
export function bind(sql: string, parameters: Parameters): { query: string; query_params: Record<string, unknown> } {
  let query = sql;
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value) && value.length > LONG_LIST && value.every((item) => typeof item === 'bigint')) {
      const list = `[${value.join(',')}]`;
      query = query.replaceAll(new RegExp(`\\{${name}: *([A-Za-z0-9()]+)\\}`, 'g'), `CAST(${list}, '$1')`);
    } else {
      rest[name] = value;
    }
  }
  return { query, query_params: rest };
}

function heldTo(limits: ReadLimits, { maxSeconds, maxResultRows }: QueryOptions): ReadLimits {
  return {
    ...limits,
    seconds: Math.min(maxSeconds ?? limits.seconds, limits.seconds),
    resultRows: Math.min(maxResultRows ?? limits.resultRows, limits.resultRows),
  };
}

function tighter(limits: ReadLimits, options: QueryOptions): ClickHouseSettings {
  const { seconds, resultRows } = heldTo(limits, options);
  return {
    ...(options.maxSeconds === undefined ? {} : { max_execution_time: seconds }),
    ...(options.maxResultRows === undefined ? {} : { max_result_rows: String(resultRows) }),
  };
}

function joinLines(lines: Iterable<string | Uint8Array>): Buffer {
  const newline = Buffer.from('\n');
  const parts: Uint8Array[] = [];
  for (const line of lines) parts.push(typeof line === 'string' ? Buffer.from(line) : line, newline);
  return Buffer.concat(parts);
}

function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
