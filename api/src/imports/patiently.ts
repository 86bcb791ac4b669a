import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ApiError } from '../lib/errors.ts';

export interface Waiting {
  importId: string;
  log: Pick<Logger, 'warn'>;
  signal: AbortSignal;
}

/** How long a batch is offered again while the write path refuses it. */
const PATIENCE_SECONDS = 900;

/** Does `work`, and does it again for as long as the write path asks for time. */
export async function patiently<Result>(
  { signal, log, importId }: Waiting,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let waited = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const busy = error instanceof ApiError && (error.code === 'too_many_requests' || error.code === 'unavailable');
      if (!busy || waited >= PATIENCE_SECONDS) throw error;
      const seconds = Math.max(0.1, error.retryAfterSeconds ?? 1);
      log.warn({ import: importId, code: error.code, seconds }, 'the write path asks for time; trying again');
      await sleep(seconds * 1000, undefined, { signal });
      waited += seconds;
    }
  }
}
