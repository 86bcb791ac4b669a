import { createHash } from 'node:crypto';
import { MAX_QUERY_BYTES, MOST_INDEXED_VALUES } from './client.ts';
import type { ReadLimits } from './port.ts';

/** The database all tables live in. */
export const DATABASE = 'syncline';

/** The header by which the local engine knows its own API; requests without it find nothing there. */
export const KEY_HEADER = 'X-Syncline-Key';

export interface Secrets {
  key: string;
  writer: string;
  reader: string;
}

export interface EngineConfig {
  /** Full path of the users file, named by the main file. */
  usersFile: string;
  scratchDir: string;
  maxMemoryBytes: number;
  reads: ReadLimits;
}

const MIB = 1024 * 1024;
/** Inserts stop while this much of the disk is still free, so that merges and deletions can finish. */
const FREE_DISK_FLOOR_BYTES = 1024 * MIB;

/**
 * The main configuration file of the local engine. Inserts and merges are flushed to disk before they count: without the
 * merge half, sources of a merged part are removed while the part itself is only in memory. A damaged part never stops
 * the start; `damage()` reports it instead.
 */
export function renderConfig({ usersFile, scratchDir, maxMemoryBytes }: EngineConfig, { key }: Secrets): string {
  return document({
    users_config: usersFile,
    listen_host: '127.0.0.1',
    timezone: 'UTC',
    tmp_path: `${scratchDir}/`,
    user_files_path: `${scratchDir}/`,
    keep_alive_timeout: 30,
    http_handlers: {
      rule: {
        headers: { [KEY_HEADER]: key },
        handler: { type: 'dynamic_query_handler', query_param_name: 'query' },
      },
    },
    max_server_memory_usage: maxMemoryBytes,
    mark_cache_size: 64 * MIB,
    index_mark_cache_size: 16 * MIB,
    primary_index_cache_size: 256 * MIB,
    compiled_expression_cache_size: 32 * MIB,
    access_control_improvements: { settings_constraints_replace_previous: true },
    merge_tree: {
      fsync_after_insert: 1,
      fsync_part_directory: 1,
      min_rows_to_fsync_after_merge: 1,
      min_compressed_bytes_to_fsync_after_merge: 1,
      min_free_disk_bytes_to_perform_insert: FREE_DISK_FLOOR_BYTES,
      max_suspicious_broken_parts: 1_000_000,
      max_suspicious_broken_parts_bytes: 2 ** 50,
    },
  });
}

/**
 * The users of the local engine. `default` runs the start-up statement, must have no password for that, may do nothing else,
 * and is kept from HTTP by the key that every request must carry. The reader's limits are its profile's: in read-only mode a request can only lower them.
 */
export function renderUsers({ reads }: EngineConfig, secrets: Secrets): string {
  const loopback = { ip: '127.0.0.1' };
  return document({
    profiles: {
      default: '',
      writer: { async_insert: 0 },
      reader: {
        readonly: 1,
        max_execution_time: reads.seconds,
        max_memory_usage: reads.memoryBytes,
        max_result_rows: reads.resultRows,
        max_result_bytes: reads.resultBytes,
        result_overflow_mode: 'throw',
        max_query_size: MAX_QUERY_BYTES,
        cancel_http_readonly_queries_on_client_close: 1,
        http_wait_end_of_query: 1,
        use_index_for_in_with_subqueries_max_values: MOST_INDEXED_VALUES,
        output_format_json_quote_64bit_integers: 0,
        output_format_json_quote_decimals: 1,
        output_format_json_quote_denormals: 0,
        constraints: {
          max_execution_time: { min: 0.001, max: reads.seconds, changeable_in_readonly: '' },
          max_result_rows: { min: 1, max: reads.resultRows, changeable_in_readonly: '' },
        },
      },
    },
    quotas: { default: '' },
    users: {
      default: {
        password: '',
        networks: loopback,
        profile: 'default',
        quota: 'default',
        grants: { query: 'GRANT SYSTEM LISTEN ON *.*' },
      },
      writer: {
        password_sha256_hex: sha256(secrets.writer),
        networks: loopback,
        profile: 'writer',
        quota: 'default',
      },
      reader: {
        password_sha256_hex: sha256(secrets.reader),
        networks: loopback,
        profile: 'reader',
        quota: 'default',
        grants: { query: `GRANT SELECT ON ${DATABASE}.*` },
      },
    },
  });
}

interface Element {
  [name: string]: string | number | boolean | Element;
}

function document(content: Element): string {
  return `<clickhouse>\n${render(content, 1)}</clickhouse>\n`;
}

function render(content: Element, depth: number): string {
  const indent = '  '.repeat(depth);
  return Object.entries(content)
    .map(([name, value]) =>
      typeof value === 'object'
        ? `${indent}<${name}>\n${render(value, depth + 1)}${indent}</${name}>\n`
        : `${indent}<${name}>${escapeXml(String(value))}</${name}>\n`,
    )
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
