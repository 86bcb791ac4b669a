import type { ZodType } from 'zod';

export type EngineState = 'starting' | 'ready' | 'restarting' | 'stopped';

/**
 * Bound parameters; they travel beside the SQL and are written `{name:Type}` in it. 64-bit integers within arrays are given as
 * bigint (a string would be quoted there).
 */
export type Parameters = Readonly<Record<string, unknown>>;

/** The most that one read may use, whoever sends it. */
export interface ReadLimits {
  seconds: number;
  memoryBytes: number;
  resultRows: number;
  resultBytes: number;
}

export interface QueryOptions {
  /** Aborting ends the query in the engine too. */
  signal?: AbortSignal;
  /** Overrides of the per-query limits, only downwards of the server's. */
  maxSeconds?: number;
  maxResultRows?: number;
}

/** Read access to the analytics engine: a read-only user with limits. */
export interface AnalyticsReader {
  /**
   * Runs one SELECT and parses each row with `row`. 64-bit integers arrive as JavaScript numbers when they are safe
   * integers and are refused otherwise; select `toString(x)` for hashes.
   * Throws EngineUnavailableError while the engine is down and QueryTooHeavyError past a limit.
   */
  query<Row>(sql: string, parameters: Parameters, row: ZodType<Row>, options?: QueryOptions): Promise<Row[]>;
}

/** Write access, held by the one writer, the migrations and maintenance. */
export interface AnalyticsWriter extends AnalyticsReader {
  /** Runs one SELECT and answers the bytes of its result in the Native format; see `readNative`. Errors as `query`. */
  columns(sql: string, parameters: Parameters, options?: Pick<QueryOptions, 'signal'>): Promise<Uint8Array>;
  /** Inserts lines of JSONCompactEachRow (one JSON array a line) into `table (columns)`; resolves once they are durable. */
  insert(table: string, columns: readonly string[], lines: Iterable<string | Uint8Array>): Promise<void>;
  /** Inserts blocks of the format Native (`nativeBlock`), which name their columns; resolves once they are durable. */
  insertBlocks(table: string, blocks: readonly Uint8Array[]): Promise<void>;
  /** Runs a statement that answers nothing (DDL, mutation). */
  command(sql: string, parameters?: Parameters): Promise<void>;
}

/** The analytics engine as the rest of the API sees it, local or a server. */
export interface AnalyticsStore {
  reader: AnalyticsReader;
  writer: AnalyticsWriter;
  state(): EngineState;
  restarts(): number;
  version(): string | null;
  /** Called after the engine came back from a crash, before it is reported ready; the writer reconciles here. */
  onRestart(listener: () => Promise<void>): void;
  /** Parts that are detached or damaged, in plain words; empty when all is well. */
  damage(): Promise<string[]>;
  close(): Promise<void>;
}

/** The engine cannot answer now; the caller should try again. */
export class EngineUnavailableError extends Error {
  override name = 'EngineUnavailableError';
}

/** The question went past a limit of time, memory or rows; the message says which. */
export class QueryTooHeavyError extends Error {
  override name = 'QueryTooHeavyError';
  /** What to ask instead. */
  readonly hint: string;
  /** Whether it is the answer that is past its limit: a part of it can be read. */
  readonly isTooLarge: boolean;

  constructor(
    message: string,
    { hint, cause, isTooLarge = false }: { hint: string; cause?: unknown; isTooLarge?: boolean },
  ) {
    super(message, { cause });
    this.hint = hint;
    this.isTooLarge = isTooLarge;
  }
}
