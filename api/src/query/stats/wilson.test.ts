import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17:857-872, Table I, method 3
    { x: 81, n: 263, low: 0.2553, high: 0.3662, digits: 4 },
    { x: 15, n: 148, low: 0.0624, high: 0.1605, digits: 4 },
    { x: 0, n: 20, low: 0, high: 0.1611, digits: 4 },
    { x: 1, n: 29, low: 0.0061, high: 0.1718, digits: 4 },
    // statsmodels tests/results_proportion.py, from R binom.confint
    { x: 18, n: 20, low: 0.6989663547715128, high: 0.972133518786232, digits: 12 },
    { x: 4, n: 20, low: 0.0806576625797981, high: 0.4160174322518935, digits: 12 },
  ])('gives the published interval of $x of $n', ({ x, n, low, high, digits }) => {
    const proportion = wilson(x, n);
    expect(proportion).toMatchObject({ value: x / n, numerator: x, base: n });
    expect(proportion.low).toBeCloseTo(low, digits);
    expect(proportion.high).toBeCloseTo(high, digits);
  });

  it('ends exactly at 0 and 1', () => {
    expect(wilson(0, 7).low).toBe(0);
    expect(wilson(7, 7).high).toBe(1);
  });

  it('is null without a base', () => {
    expect(wilson(0, 0)).toEqual({ value: null, numerator: 0, base: 0, low: null, high: null });
  });

  const oracles = join(process.env.SYNCLINE_REAL_DATA ?? '', 'stats-oracles', 'oracles.json');
  it.skipIf(!process.env.SYNCLINE_REAL_DATA || !existsSync(oracles))('agrees with every collected example', () => {
    const pair = z.tuple([z.number(), z.number()]);
    const schema = z.object({
      wilson_interval: z.array(
        z.object({ x: z.int(), n: z.int(), exact: pair.optional(), published: pair.optional() }),
      ),
    });
    const { wilson_interval: examples } = schema.parse(JSON.parse(readFileSync(oracles, 'utf8')));
    expect(examples.length).toBeGreaterThan(5);
    for (const { x, n, exact, published } of examples) {
      const [low, high] = exact ?? published ?? [Number.NaN, Number.NaN];
      expect(wilson(x, n).low).toBeCloseTo(low, 7);
      expect(wilson(x, n).high).toBeCloseTo(high, 7);
    }
  });
});
