import { ClickHouseError } from '@clickhouse/client';
import { EngineUnavailableError, QueryTooHeavyError, type ReadLimits } from './port.ts';

/** What a statement was for: a read can be too heavy, a write that runs out of something is to be tried again. */
export type Purpose = 'read' | 'write';

type Limit = 'time' | 'memory' | 'memory of all' | 'rows read' | 'answer' | 'statement';

const TOO_HEAVY = new Map<string, Limit>([
  ['158', 'rows read'],
  ['159', 'time'],
  ['160', 'time'],
  ['161', 'statement'],
  ['162', 'statement'],
  ['167', 'statement'],
  ['168', 'statement'],
  ['191', 'statement'],
  ['241', 'memory'],
  ['306', 'statement'],
  ['307', 'rows read'],
  ['396', 'answer'],
]);

const UNAVAILABLE = new Map([
  ['23', 'The analytics engine cannot read from its disk.'],
  ['74', 'The analytics engine cannot read from its disk.'],
  ['75', 'The analytics engine cannot write to its disk.'],
  ['76', 'The analytics engine cannot open a file of its store.'],
  ['159', 'The analytics engine took too long.'],
  ['202', 'The analytics engine has too many queries at once.'],
  ['209', 'The analytics engine did not answer in time.'],
  ['210', 'The analytics engine cannot be reached.'],
  ['236', 'The analytics engine is stopping.'],
  ['241', 'The analytics engine is short of memory.'],
  ['242', 'The analytics engine can only read at present.'],
  ['243', 'The disk of the analytics engine is full. Free some space.'],
  ['252', 'The analytics engine is behind with merging. Send less for a while.'],
  ['279', 'A part of the analytics cluster cannot be reached.'],
  ['425', 'The analytics engine cannot use its disk.'],
  ['516', 'The analytics engine refused the user name or password. Check SYNCLINE_CLICKHOUSE_URL.'],
  ['999', 'The analytics cluster has lost its coordinator.'],
  ['1001', 'The analytics engine cannot use its disk.'],
]);

const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Whether what the client threw says that an open connection ended before the answer did. */
export function connectionBroke(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && BROKEN.has(thrown.code);
}

const CAUSE_LENGTH = 1000;

/**
 * Turns whatever the client threw into an error of the port: QueryTooHeavyError, EngineUnavailableError, or an Error that
 * names the engine's code alone. `limits` are those the read was held to. The engine's own text, which carries SQL and paths, stays in `cause` for the log, cut short
 * since it can repeat a whole parameter.
 */
export function engineError(thrown: unknown, purpose: Purpose, limits?: ReadLimits): Error {
  if (thrown instanceof EngineUnavailableError || thrown instanceof QueryTooHeavyError) return thrown;
  if (!(thrown instanceof ClickHouseError)) {
    return new EngineUnavailableError('The analytics engine did not answer.', { cause: thrown });
  }
  const cause = new ClickHouseError({
    code: thrown.code,
    message: thrown.message.slice(0, CAUSE_LENGTH),
    ...(thrown.type === undefined ? {} : { type: thrown.type }),
  });
  const heavy = purpose === 'read' ? TOO_HEAVY.get(thrown.code) : undefined;
  if (heavy !== undefined) return tooHeavy(heavy, limits, cause);
  const unavailable = UNAVAILABLE.get(thrown.code);
  if (unavailable !== undefined) return new EngineUnavailableError(unavailable, { cause });
  return new Error(`The analytics engine refused a statement (code ${thrown.code}, ${thrown.type ?? 'unknown'}).`, {
    cause,
  });
}

const MIB = 1024 * 1024;
const ASK_LESS = 'Shorten the period, add a filter, or ask for fewer dimensions.';
/** How ClickHouse begins to tell that all queries together, not this one, need too much. */
const OF_ALL_QUERIES = '(total) memory limit';

interface Words {
  message: string;
  hint: string;
}

const WORDS: Readonly<Record<Limit, (limits: ReadLimits | undefined) => Words>> = {
  time: (limits) => ({
    message: limits
      ? `The question took longer than ${count(limits.seconds)} s, the limit of one read.`
      : 'The question took longer than one read may.',
    hint: ASK_LESS,
  }),
  memory: (limits) => ({
    message: limits
      ? `The question needed more than ${count(limits.memoryBytes / MIB)} MiB of memory, the limit of one read.`
      : 'The question needed more memory than one read may use.',
    hint: ASK_LESS,
  }),
  'memory of all': () => ({
    message: 'The question needed more memory than the analytics engine has left.',
    hint: `Try again when less is under way. ${ASK_LESS}`,
  }),
  answer: (limits) => ({
    message: limits
      ? `The answer is larger than ${count(limits.resultRows)} rows or ${count(limits.resultBytes / MIB)} MiB, the limit of one read.`
      : 'The answer is larger than one read may bring back.',
    hint: 'Ask for fewer dimensions, or for fewer rows at a time with limit and offset.',
  }),
  'rows read': () => ({ message: 'The question would read more than one read may.', hint: ASK_LESS }),
  statement: () => ({
    message: 'The question is too long or too deeply nested for the analytics engine.',
    hint: 'Ask for fewer metrics, dimensions, filters or values.',
  }),
};

function tooHeavy(limit: Limit, limits: ReadLimits | undefined, cause: ClickHouseError): QueryTooHeavyError {
  const isOfAll = limit === 'memory' && cause.message.includes(OF_ALL_QUERIES);
  const { message, hint } = WORDS[isOfAll ? 'memory of all' : limit](limits);
  return new QueryTooHeavyError(message, { hint, cause, isTooLarge: limit === 'answer' });
}

function count(value: number): string {
  return Math.floor(value).toLocaleString('en-US');
}
