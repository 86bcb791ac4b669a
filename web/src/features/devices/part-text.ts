import type { Proportion } from '@syncline/shared/query';
import { formatCount, formatInterval } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';

/** Stands under a list of `countText`. */
export const INTERVAL_NOTE = 'In brackets the 95 % interval of the share.';

/** How many, and the interval of their share: "350 (32.1 – 38.0 %)". */
export function countText(share: Proportion): string {
  const interval = intervalOf(share);
  const count = formatCount(share.numerator);
  return interval ? `${count} (${formatInterval(interval.low, interval.high)})` : count;
}
