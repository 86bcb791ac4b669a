import { EARLIEST_EVENT_MS } from '@syncline/shared/events';
import type { Warning } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';

/** What it means to follow a brand at an instant, in the method of every answer that counts followers at the end of its period. */
export const STANDING =
  'A person follows a brand at the end of the period when the last thing they did to it, ever, was to follow it; at the same instant an unfollow counts as the later. ' +
  'To follow twice counts once, to unfollow what was not followed counts nothing, and follows of before the period stand. ' +
  'A filter by brand picks brands, one by primary device picks people; any other picks follows that stand by what the last follow was.';

/** The warning of an answer in which nobody follows anything. */
export function noFollowers(followers: number): Warning[] {
  if (followers > 0) return [];
  return [{ code: 'no_data', message: 'Nobody follows a brand at the end of this period under these filters.' }];
}

/** The warning that of several brands only the first are told. */
export function brandsLimited(told: number, found: number, first: string): Warning[] {
  if (found <= told) return [];
  return [{ code: 'rows_limited', message: `The ${told} with the most ${first} of ${found} brands are told.` }];
}

const FIRST_DAY = new Date(EARLIEST_EVENT_MS).toISOString().slice(0, 10);

/** A follow of long ago stands until it is undone: an answer about standing hangs on all that came before. */
export const FOLLOWS_OF_BEFORE = {
  hangsOn: ({ from, to }: Period): Period => ({ from: from < FIRST_DAY ? from : FIRST_DAY, to }),
};
