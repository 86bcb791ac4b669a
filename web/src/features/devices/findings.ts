import type { Proportion } from '@syncline/shared/query';
import { formatPercent } from '@syncline/shared/format';
import { differenceOf, directionOf } from '../../lib/proportion.ts';

/** Two groups whose shares are held against each other in a title. */
export interface Compared {
  name: string;
  proportion: Proportion;
}

/**
 * A title out of two shares: who did it more often, and how often each did, where the 95 % interval of the difference
 * keeps clear of zero; else `neutral`, which says what by what.
 */
export function comparisonTitle(first: Compared, second: Compared, did: string, neutral: string): string {
  const direction = directionOf(differenceOf(first.proportion, second.proportion));
  if (direction === 0) return neutral;
  const [more, less] = direction > 0 ? [first, second] : [second, first];
  const share = ({ proportion }: Compared) => formatPercent(proportion.value ?? 0);
  return `${more.name} ${did} more often than ${less.name.toLowerCase()}: ${share(more)} against ${share(less)}`;
}
