import type { ReportRun, ReportSchedule } from '@syncline/shared/reports';
import { formatInstant, plural } from '@syncline/shared/format';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** An hour on the 24-hour clock: 7 is "07:00". */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** When a report is made by itself: "Mondays at 07:00". */
export function scheduleText(schedule: ReportSchedule | null): string {
  if (schedule === null) return 'By hand';
  const { every, on, hour } = schedule;
  const at = hourText(hour);
  if (every === 'day') return `Every day at ${at}`;
  if (every === 'week') return `${WEEKDAYS[on - 1] ?? ''}s at ${at}`;
  return `On day ${on} of each month at ${at}`;
}

/** What became of a run that has no file to open. */
export function outcomeText(
  run: Pick<ReportRun, 'state' | 'error' | 'attempts' | 'next_try_at'>,
  timezone: string,
): string {
  const { state, error, attempts, next_try_at: next } = run;
  if (state === 'made') return 'made; newer files took its place';
  const why = error === null ? '' : `: ${error}`;
  if (state === 'failed') return `not made${why}`;
  if (attempts === 0) return 'being made';
  return `tried ${plural(attempts, 'time')}, again at ${formatInstant(next, timezone)}${why}`;
}
