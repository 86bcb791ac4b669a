import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../lib/clock.ts';

/** Now and waiting; tests put a time of their own in its place. */
export interface Time extends Clock {
  /** Resolves after `ms`; rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemTime: Time = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** Thrown when something took longer than it may. */
export class TooLongError extends Error {
  override name = 'TooLongError';
}

/** Resolves as `work` does; throws TooLongError when that takes longer than `ms`. The work itself goes on. */
export async function within<Result>(time: Time, ms: number, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const tooLong = time.sleep(ms, over.signal).then(() => {
    throw new TooLongError(`nothing came within ${ms / 1000} s`);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    over.abort();
  }
}
