const DAY_MS = 86_400_000;

/** The wall clock of `timezone` at an instant, to the minute: "2026-09-01T14:05". */
export function toWallTime(instant: string, timezone: string): string {
  return wallTimeAt(Date.parse(instant), timezone);
}

/**
 * The instant at which the wall clock of `timezone` shows `wall`, "2026-09-01T14:05". A time that is shown twice is the
 * first of the two; one that the clock skips is moved on by as much. Null for what is no time.
 */
export function fromWallTime(wall: string, timezone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) || Number.isNaN(asUtc)) return null;
  // Zones change their offset at most once within two days, so one of these two holds.
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, timezone));
  const shown = candidates.filter((candidate) => wallTimeAt(candidate, timezone) === wall);
  const found = shown.length > 0 ? Math.min(...shown) : (candidates[0] ?? asUtc);
  return new Date(found).toISOString();
}

/** The calendar day of `timezone` on which an instant falls. */
export function dayOf(instant: string, timezone: string): string {
  return toWallTime(instant, timezone).slice(0, 10);
}

function offsetAt(epochMs: number, timezone: string): number {
  return Date.parse(`${wallTimeAt(epochMs, timezone)}Z`) - Math.floor(epochMs / 60_000) * 60_000;
}

function wallTimeAt(epochMs: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(epochMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}
