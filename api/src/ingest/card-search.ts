import { holdsCardNumber } from './card-number.ts';

const MAX_DEPTH = 16;

/**
 * True when a JSON value holds a payment card number anywhere, in names of fields too. `unless` names top-level fields that
 * are checked where more is known of them. What lies deeper than any body that is taken is left to its schema.
 */
export function holdsCardAnywhere(value: unknown, unless: readonly string[] = [], depth = 0): boolean {
  if (typeof value === 'string' || typeof value === 'number') {
    return holdsCardNumber(String(value), Number.NaN, 'other');
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return false;
  return Object.entries(value).some(
    ([key, nested]) =>
      holdsCardNumber(key, Number.NaN, 'other') ||
      (!(depth === 0 && unless.includes(key)) && holdsCardAnywhere(nested, unless, depth + 1)),
  );
}
