import { ClickHouseError } from '@clickhouse/client';
import { EngineUnavailableError, QueryTooHeavyError } from './port.ts';

/** What a statement was for: a read can be too heavy, a write that runs out of something is to be tried again. */
export type Purpose = 'read' | 'write';

const TOO_HEAVY = new Map([
  ['158', 'It would read too many rows.'],
  ['159', 'It took too long.'],
  ['160', 'It would take too long.'],
  ['161', 'It asks for too many columns.'],
  ['162', 'It is nested too deeply.'],
  ['167', 'It is nested too deeply.'],
  ['168', 'It is too long.'],
  ['191', 'It compares too many values.'],
  ['241', 'It needs too much memory.'],
  ['306', 'It is nested too deeply.'],
  ['307', 'It would read too many bytes.'],
  ['396', 'Its answer is too large.'],
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
 * names the engine's code alone. The engine's own text, which carries SQL and paths, stays in `cause` for the log, cut short
 * since it can repeat a whole parameter.
 */
export function engineError(thrown: unknown, purpose: Purpose): Error {
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
  if (heavy !== undefined) {
    return new QueryTooHeavyError(`The question went past a limit of the analytics engine. ${heavy}`, {
      cause,
    });
  }
  const unavailable = UNAVAILABLE.get(thrown.code);
  if (unavailable !== undefined) return new EngineUnavailableError(unavailable, { cause });
  return new Error(`The analytics engine refused a statement (code ${thrown.code}, ${thrown.type ?? 'unknown'}).`, {
    cause,
  });
}
