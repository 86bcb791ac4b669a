const FIRST_MS = 60_000;
const LONGEST_MS = 3_600_000;

/** How long to wait after so many failed attempts: a minute, twice as long each time, an hour at most. */
export function retryAfter(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
}
