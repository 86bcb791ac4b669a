import type { Proportion } from '@syncline/shared/query';
import { Z_95 } from './normal.ts';

/**
 * A proportion with its Wilson score interval at 95 %, without continuity correction (Wilson 1927, JASA 22:209-212;
 * Newcombe 1998, Statistics in Medicine 17:857-872, method 3). Value and interval are null where the base is 0.
 * Expects integers with 0 ≤ numerator ≤ base.
 */
export function wilson(numerator: number, base: number): Proportion {
  if (base === 0) return { value: null, numerator, base, low: null, high: null };
  const value = numerator / base;
  const square = Z_95 * Z_95;
  const scale = 1 + square / base;
  const centre = value + square / (2 * base);
  const half = Z_95 * Math.sqrt((value * (1 - value)) / base + square / (4 * base * base));
  return {
    value,
    numerator,
    base,
    low: numerator === 0 ? 0 : (centre - half) / scale,
    high: numerator === base ? 1 : (centre + half) / scale,
  };
}
