import { Temporal } from 'temporal-polyfill';
import { UnusableFileError } from '../unusable-file.ts';

/** Reads a time as epoch milliseconds; null where the text is not written in the expected way. */
export type TimeReader = (text: string) => number | null;

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const OFFSET = '(?<offset>Z|[+-]\\d{2}:?\\d{2})';
const ISO = new RegExp(
  `^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})(?:[T ](?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?\\s?${OFFSET}?)?$`,
  'iu',
);
const TOKENS: Record<string, string> = {
  // A weekday says nothing that the day does not.
  ddd: '(?:mon|tue|wed|thu|fri|sat|sun)',
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<monthName>[a-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{3})',
  A: '(?<half>[ap]m)',
  Z: OFFSET,
};

/**
 * Prepares a reader for times written as `iso` (RFC 3339, or without offset in `zone`, or a day alone), `epoch` (seconds),
 * `epoch_ms`, or by a pattern of YYYY MMM MM M DD D ddd (the weekday) HH H hh h mm ss SSS A Z such as "D.MM.YYYY HH:mm".
 * Throws UnusableFileError for a pattern without a day or a zone that does not exist.
 */
export function timeReader(format: string, zone: string): TimeReader {
  checkZone(zone);
  if (format === 'epoch') return (text) => epoch(text, 1000);
  if (format === 'epoch_ms') return (text) => epoch(text, 1);
  const pattern = format === 'iso' ? ISO : patternOf(format);
  return (text) => {
    const parts = pattern.exec(text.trim())?.groups;
    return parts ? instantOf(parts, zone) : null;
  };
}

/** Says of a time written in the format whether it tells its own offset; seconds since 1970 need none. */
export function offsetTeller(format: string): (text: string) => boolean {
  if (format === 'epoch' || format === 'epoch_ms') return () => true;
  const pattern = format === 'iso' ? ISO : patternOf(format);
  return (text) => pattern.exec(text.trim())?.groups?.offset !== undefined;
}

function patternOf(format: string): RegExp {
  const source = format.replace(/ddd|YYYY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|SSS|A|Z|[^]/gu, (part) => {
    return TOKENS[part] ?? part.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  });
  const named = [...source.matchAll(/\(\?<(\w+)>/gu)].map((match) => match[1]);
  const whole =
    ['year', 'day'].every((part) => named.includes(part)) && named.some((part) => part?.startsWith('month'));
  if (!whole || new Set(named).size !== named.length) {
    throw new UnusableFileError(
      `The time format "${format}" is not usable: it must hold YYYY, MM (or M, MMM) and DD (or D) once each, such as "D.MM.YYYY HH:mm".`,
    );
  }
  return new RegExp(`^${source}$`, 'iu');
}

function instantOf(parts: Record<string, string | undefined>, zone: string): number | null {
  const month = parts.monthName ? MONTHS.indexOf(parts.monthName.toLowerCase()) + 1 : Number(parts.month);
  const hour = hourOf(Number(parts.hour ?? 0), parts.half?.toLowerCase());
  if (month === 0 || hour === null) return null;
  const fields = {
    year: Number(parts.year),
    month,
    day: Number(parts.day),
    hour,
    minute: Number(parts.minute ?? 0),
    second: Number(parts.second ?? 0),
    millisecond: Number((parts.fraction ?? '').padEnd(3, '0').slice(0, 3)),
  };
  try {
    const local = Temporal.PlainDateTime.from(fields, { overflow: 'reject' });
    return local.toZonedDateTime(zoneOf(parts.offset) ?? zone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function zoneOf(offset: string | undefined): string | undefined {
  if (offset === undefined) return undefined;
  if (offset.toUpperCase() === 'Z') return 'UTC';
  return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;
}

/** The hour of the day; 12 am is midnight and 12 pm noon. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

function epoch(text: string, scale: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,16}(?:\.\d+)?$/.test(trimmed)) return null;
  const value = Math.round(Number(trimmed) * scale);
  return Number.isSafeInteger(value) ? value : null;
}

function checkZone(zone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch (error) {
    throw new UnusableFileError(`The time zone "${zone}" does not exist: give an IANA name such as Europe/Berlin.`, {
      cause: error,
    });
  }
}
