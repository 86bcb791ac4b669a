import { setMaxListeners } from 'node:events';

/** Runs statements that belong together; when one fails or the caller goes away, the others are stopped too. */
export async function together<Result>(
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
  // Every statement listens; how many there are is bounded by the question.
  setMaxListeners(0, either);
  try {
    return await ask(either);
  } catch (error) {
    own.abort();
    throw error;
  }
}
