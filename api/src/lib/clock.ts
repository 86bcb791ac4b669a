/** The one source of "now" below main.ts; tests put a fixed one in its place. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
