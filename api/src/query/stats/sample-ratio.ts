import { beyond } from './normal.ts';

/** Fewer expected on either side, and the chi-square distribution is a poor stand-in (Cochran 1954, Biometrics 10:417-451). */
const FEWEST_EXPECTED = 5;

/**
 * The p-value of "people fell to the first side with probability `share`": Pearson's chi-square goodness of fit of two
 * counts (Pearson 1900, Philosophical Magazine 50:157-175), the check for a sample-ratio mismatch of Fabijan et al. 2019,
 * KDD 2156-2164. With two counts there is one degree of freedom, and chi-square is the square of a standard normal
 * deviate. Null where either side expects fewer than 5.
 */
export function splitFit(first: number, second: number, share: number): number | null {
  const total = first + second;
  const [expected, rest] = [total * share, total * (1 - share)];
  if (expected < FEWEST_EXPECTED || rest < FEWEST_EXPECTED) return null;
  const chiSquare = (first - expected) ** 2 / expected + (second - rest) ** 2 / rest;
  return beyond(Math.sqrt(chiSquare));
}
