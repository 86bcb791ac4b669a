const EPOCH_MS = 1_288_834_974_657n;
const DAY_MS = 86_400_000;
/** Ids below were counted up one by one, before 4 November 2010, and hold no time. */
const FIRST_SNOWFLAKE = 29_700_859_247n;

/** When an id of X was given out, in epoch milliseconds; null for ids from before November 2010. */
export function snowflakeTime(id: string): number | null {
  const value = BigInt(id);
  return value < FIRST_SNOWFLAKE ? null : Number((value >> 22n) + EPOCH_MS);
}

/** The days on which a post of this id can be stored in any time zone; null where the id does not tell. */
export function daysOfId(id: string): string[] | null {
  const at = snowflakeTime(id);
  if (at === null || at > 8e15) return null;
  return [-1, 0, 1].map((offset) => new Date(at + offset * DAY_MS).toISOString().slice(0, 10));
}
