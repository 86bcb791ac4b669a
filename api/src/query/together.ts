/** Runs statements that belong together; when one fails or the caller goes away, the others are stopped too. */
export async function together<Result>(
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  try {
    return await ask(signal ? AbortSignal.any([signal, own.signal]) : own.signal);
  } catch (error) {
    own.abort();
    throw error;
  }
}
