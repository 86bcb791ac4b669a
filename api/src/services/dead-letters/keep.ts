import { setImmediate as otherWork } from 'node:timers/promises';
import type { DeadLetterSink, NewDeadLetter } from '../../ingest/port.ts';
import { chunks, inTransaction, type ServiceContext } from '../context.ts';

const ROWS_PER_STATEMENT = 500;

/** Keeps refused lines, all or none; resolves once they are durable. */
export async function keepDeadLetters(ctx: ServiceContext, letters: readonly NewDeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const received_at = ctx.clock.now();
  const rows = letters.map(({ source, importId, reject, payload, replayable }) => ({
    source,
    import_id: importId,
    line: reject.line,
    event_id: reject.id,
    code: reject.code,
    path: reject.path,
    message: reject.message,
    payload,
    replayable: replayable ? 1 : 0,
    received_at,
  }));
  await inTransaction(ctx, async ({ db }) => {
    for (const values of chunks(rows, ROWS_PER_STATEMENT)) {
      await db.insertInto('dead_letters').values(values).execute();
      // SQLite works in this thread: let requests through between pieces of a large file's refusals.
      await otherWork();
    }
  });
}

/**
 * The dead-letter store as ingest sees it. Lines of a replay are left out: they are in the store already, with the file
 * and line they came from, and the replay gives them their new reason.
 */
export function deadLetterSink(ctx: ServiceContext): DeadLetterSink {
  return {
    keep: (letters) =>
      keepDeadLetters(
        ctx,
        letters.filter(({ source }) => source !== REPLAY_SOURCE),
      ),
  };
}

/** The source under which refused lines are sent to ingest again. */
export const REPLAY_SOURCE = 'replay';
