import type { OfferState } from '@syncline/shared/offers';
import { formatPeriod } from '@syncline/shared/format';
import { dayOf } from '../../lib/zoned.ts';

export const STATE_NAMES: Record<OfferState, string> = {
  draft: 'Draft',
  scheduled: 'Scheduled',
  live: 'Live',
  sold_out: 'Sold out',
  ended: 'Ended',
};

/** The first and last day of `timezone` on which an offer can be triggered: "26 Aug – 8 Nov 2026", "from 26 Aug 2026". */
export function runsText(
  { starts_at, ends_at }: { starts_at: string | null; ends_at: string | null },
  timezone: string,
): string | null {
  if (starts_at === null) return null;
  const from = dayOf(starts_at, timezone);
  if (ends_at === null) return `from ${formatPeriod({ from, to: from })}`;
  // The end itself is no longer within.
  return formatPeriod({ from, to: dayOf(new Date(Date.parse(ends_at) - 1).toISOString(), timezone) });
}
