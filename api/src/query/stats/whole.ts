import type { Estimate } from '@syncline/shared/query';

/**
 * Part against the rest, turned into part against the whole that the part belongs to. `within` is the part's share of the
 * whole's people, from 0 to 1, taken as given. With p = within · p₁ + (1 − within) · p₂ the difference p₁ − p is
 * (1 − within) times p₁ − p₂, ends and all; the two groups of the interval stay independent.
 */
export function differenceFromWhole(fromRest: Estimate, within: number): Estimate {
  return mapped(fromRest, (end) => end * (1 - within));
}

/**
 * The same of a ratio: p₁ ÷ p = 1 ÷ (within + (1 − within) ÷ (p₁ ÷ p₂)), which only rises with p₁ ÷ p₂, so that the ends of
 * an interval stay ends. Where the rest's proportion is 0 and its ratio not defined, pass `overNone` to have the value all
 * the same: the whole then has just the part's people.
 */
export function ratioToWhole(toRest: Estimate, within: number, overNone: boolean): Estimate {
  if (overNone) return { value: within === 0 ? null : 1 / within, low: null, high: null };
  return mapped(toRest, (end) => (end === 0 ? 0 : 1 / (within + (1 - within) / end)));
}

function mapped({ value, low, high }: Estimate, change: (end: number) => number): Estimate {
  const changed = (end: number | null) => (end === null ? null : change(end));
  return { value: changed(value), low: changed(low), high: changed(high) };
}
