/** Whether day and month stand in one order is decided by a number that can be no month. */
const DAYS: readonly (readonly [format: string, pattern: string])[] = [
  ['YYYY/MM/DD', String.raw`\d{4}\/\d\d\/\d\d`],
  ['YYYYMMDD', String.raw`\d{8}`],
  ['D.M.YYYY', String.raw`\d{1,2}\.\d{1,2}\.\d{4}`],
  ['MM-DD-YYYY', String.raw`(?:0\d|1[0-2])-\d\d-\d{4}`],
  ['DD-MM-YYYY', String.raw`\d\d-(?:0\d|1[0-2])-\d{4}`],
  ['M/D/YYYY', String.raw`(?:0?\d|1[0-2])\/\d{1,2}\/\d{4}`],
  ['D/M/YYYY', String.raw`\d{1,2}\/(?:0?\d|1[0-2])\/\d{4}`],
  ['ddd, MMM D, YYYY', String.raw`[a-z]{3}, [a-z]{3} \d{1,2}, \d{4}`],
  ['ddd MMM D YYYY', String.raw`[a-z]{3} [a-z]{3} \d{1,2} \d{4}`],
  ['MMM D, YYYY', String.raw`[a-z]{3} \d{1,2}, \d{4}`],
  ['D MMM YYYY', String.raw`\d{1,2} [a-z]{3} \d{4}`],
];
const CLOCKS: readonly (readonly [format: string, pattern: string])[] = [
  ['', ''],
  [' H:mm', String.raw` \d{1,2}:\d\d`],
  [' H:mm:ss', String.raw` \d{1,2}:\d\d:\d\d`],
  [' h:mm A', String.raw` \d{1,2}:\d\d [ap]m`],
  [' h:mm:ss A', String.raw` \d{1,2}:\d\d:\d\d [ap]m`],
];
const FORMATS: readonly (readonly [format: string, pattern: RegExp])[] = [
  ['iso', /^\d{4}-\d\d-\d\d(?:$|[T ])/],
  ['epoch', /^1\d{9}(?:\.\d+)?$/],
  ['epoch_ms', /^1\d{12}$/],
  ...DAYS.flatMap(([day, dayPattern]) =>
    CLOCKS.map(
      ([clock, clockPattern]) => [`${day}${clock}`, new RegExp(`^${dayPattern}${clockPattern}$`, 'i')] as const,
    ),
  ),
];

/** How the times are written; null where none are, or where they leave open which number is the month. */
export function timeFormatOf(times: readonly string[]): string | null {
  // A row of totals says so where its day would stand.
  const telling = times.filter((time) => /\d/.test(time));
  if (telling.length === 0) return null;
  const [only, ...others] = FORMATS.filter(([, pattern]) => telling.every((time) => pattern.test(time)));
  return only && others.length === 0 ? only[0] : null;
}

/** Whether times written so leave their zone open. */
export function leavesZoneOpen(format: string, times: readonly string[]): boolean {
  if (format === 'epoch' || format === 'epoch_ms') return false;
  if (format !== 'iso') return !format.includes('Z');
  return times.some((time) => /\d/.test(time) && !/[T ].*(?:Z|[+-]\d\d:?\d\d)$/i.test(time.trim()));
}
