/** How a connection to the stream, or an attempt at one, ended. */
export type Failure =
  | { kind: 'dropped' }
  | { kind: 'network' }
  | { kind: 'http' }
  /** Too many requests; `resetAt` in epoch milliseconds where X told it. */
  | { kind: 'limited'; resetAt: number | null };

const NETWORK_STEP_MS = 250;
const NETWORK_MOST_MS = 16_000;
const HTTP_FIRST_MS = 5_000;
const HTTP_MOST_MS = 320_000;
const LIMITED_FIRST_MS = 60_000;
/** The window of X's limits. */
const LIMITED_MOST_MS = 15 * 60_000;
/** A wait that X itself sets is never cut short; up to this part of the first is added to it. */
const LIMITED_JITTER = 0.1;

/**
 * How long to wait before the next attempt, in milliseconds, as X asks clients of its streams to: at once after a connection
 * dropped, linearly longer while the network fails, doubling while X answers with errors, and no sooner than it allows after
 * 429. `attempt` counts failures in a row from 1. The wait is drawn evenly from nothing up to its length (full jitter), so
 * that many clients do not come back at once; `random` gives a number from 0 up to 1.
 */
export function delayMs(
  failure: Failure,
  attempt: number,
  { now, random }: { now: number; random: () => number },
): number {
  const doubled = 2 ** (attempt - 1);
  if (failure.kind === 'http') return random() * Math.min(HTTP_MOST_MS, HTTP_FIRST_MS * doubled);
  if (failure.kind === 'limited') {
    const told = failure.resetAt === null ? null : Math.max(0, failure.resetAt - now);
    const wait = told ?? Math.min(LIMITED_MOST_MS, LIMITED_FIRST_MS * doubled);
    return wait + random() * LIMITED_FIRST_MS * LIMITED_JITTER;
  }
  const steps = failure.kind === 'dropped' ? attempt - 1 : attempt;
  return random() * Math.min(NETWORK_MOST_MS, NETWORK_STEP_MS * steps);
}
