import { describe, expect, it } from 'vitest';
import { delayMs, type Failure } from './backoff.ts';

const NOW = Date.UTC(2026, 8, 1);
const longest = () => 1 - Number.EPSILON;
const upTo = (failure: Failure, attempts: number) =>
  Array.from({ length: attempts }, (_, index) =>
    Math.round(delayMs(failure, index + 1, { now: NOW, random: longest })),
  );

describe('the wait before the next attempt', () => {
  it('is as X asks for', () => {
    expect(upTo({ kind: 'dropped' }, 4)).toEqual([0, 250, 500, 750]);
    expect(upTo({ kind: 'network' }, 3)).toEqual([250, 500, 750]);
    expect(upTo({ kind: 'network' }, 100).at(-1)).toBe(16_000);
    expect(upTo({ kind: 'http' }, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 320, 320].map((seconds) => seconds * 1000));
  });

  it('is drawn from the whole length, so that clients do not come back together', () => {
    expect(delayMs({ kind: 'http' }, 3, { now: NOW, random: () => 0 })).toBe(0);
    expect(delayMs({ kind: 'http' }, 3, { now: NOW, random: () => 0.25 })).toBe(5000);
  });

  it('after 429 is never shorter than X allows', () => {
    const least = (failure: Failure, attempt: number) => delayMs(failure, attempt, { now: NOW, random: () => 0 });
    expect([1, 2, 3, 9].map((attempt) => least({ kind: 'limited', resetAt: null }, attempt))).toEqual([
      60_000, 120_000, 240_000, 900_000,
    ]);
    expect(least({ kind: 'limited', resetAt: NOW + 421_000 }, 5)).toBe(421_000);
    expect(least({ kind: 'limited', resetAt: NOW - 1000 }, 1)).toBe(0);
  });
});
