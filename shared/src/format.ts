import { METRICS, type MetricKey, type MetricUnit } from './metrics.ts';
import { minorDigits } from './money.ts';
import type { Period } from './time.ts';

/** Between a figure and its unit: narrow, and no line break. */
const THIN = '\u202f';
const MINUS = '−';
/** What stands for a value that is not defined. */
export const UNDEFINED = '–';

/** A figure in two sizes: what is read first, and the cents or unit set smaller. */
export interface Figure {
  main: string;
  minor?: string;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function fixed(value: number, digits: number): string {
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

function signed(value: number, text: string, plus: boolean): string {
  if (value < 0) return MINUS + text;
  return plus && value > 0 ? `+${text}` : text;
}

/** A whole number in full: 1588424 → "1,588,424". */
export function formatCount(value: number, options: { plus?: boolean } = {}): string {
  return signed(value, grouped.format(Math.abs(value)), options.plus ?? false);
}

/** A number on a mark, three figures at most: 124541 → "125k", 76650 → "76.7k", 940 → "940". */
export function formatShort(value: number, options: { plus?: boolean } = {}): string {
  return signed(value, shortText(Math.abs(value)), options.plus ?? false);
}

const STEPS = [
  [1, ''],
  [1e3, 'k'],
  [1e6, 'M'],
  [1e9, 'bn'],
] as const;

function shortText(value: number): string {
  for (const [size, unit] of STEPS) {
    const scaled = value / size;
    const text = size === 1 ? shortUnit(scaled) : trimmed(scaled, scaled < 99.95 ? 1 : 0);
    if (Number(text) < 1000 || unit === 'bn') return text + unit;
  }
  return grouped.format(value);
}

function shortUnit(value: number): string {
  return trimmed(value, Number.isInteger(value) ? 0 : value < 10 ? 2 : 1);
}

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A plain ratio: 3.8518 → "3.85". */
export function formatRatio(value: number, digits = 2): string {
  return signed(value, fixed(Math.abs(value), digits), false);
}

/** Decimals that show a share of this size without pretending: two below 1 %, one from there on. */
function percentDigits(share: number): number {
  const percent = Math.abs(share) * 100;
  if (percent === 0 || percent >= 10) return 1;
  return percent < 0.1 ? 3 : 2;
}

/** A share: 0.00779 → "0.78 %". */
export function formatPercent(share: number, options: { digits?: number; plus?: boolean } = {}): string {
  const digits = options.digits ?? percentDigits(share);
  return signed(share, `${fixed(Math.abs(share) * 100, digits)}${THIN}%`, options.plus ?? false);
}

/** A difference of shares: 0.019 → "+1.9 pts". */
export function formatPoints(difference: number, digits = 1): string {
  return `${signed(difference, fixed(Math.abs(difference) * 100, digits), true)}${THIN}pts`;
}

/** An interval of a share: (0.0075, 0.0081) → "0.75 – 0.81 %". */
export function formatInterval(low: number, high: number): string {
  const digits = Math.max(percentDigits(low), percentDigits(high));
  return `${fixed(low * 100, digits)} – ${fixed(high * 100, digits)}${THIN}%`;
}

function symbol(currency: string): string {
  const parts = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const text = parts.find((part) => part.type === 'currency')?.value ?? currency;
  return /[A-Za-z]$/.test(text) ? `${text}${THIN}` : text;
}

/** An amount in whole units and the rest, from integer minor units: (47145614, "USD") → "$471,456" and ".14". */
export function moneyFigure(minor: number, currency: string, options: { plus?: boolean } = {}): Figure {
  const digits = minorDigits(currency);
  const size = 10 ** digits;
  const rounded = Math.round(Math.abs(minor));
  const main = signed(minor, symbol(currency) + grouped.format(Math.floor(rounded / size)), options.plus ?? false);
  return digits === 0 ? { main } : { main, minor: `.${String(rounded % size).padStart(digits, '0')}` };
}

/** An amount in full from integer minor units: (47145614, "USD") → "$471,456.14". */
export function formatMoney(minor: number, currency: string, options: { plus?: boolean } = {}): string {
  const figure = moneyFigure(minor, currency, options);
  return figure.main + (figure.minor ?? '');
}

/** An amount on a mark: (7330000, "USD") → "$73.3k". */
export function formatMoneyShort(minor: number, currency: string, options: { plus?: boolean } = {}): string {
  const units = Math.abs(minor) / 10 ** minorDigits(currency);
  return signed(minor, symbol(currency) + shortText(units), options.plus ?? false);
}

/** A metric's value in two sizes, by the metric's unit; `null` is the dash. */
export function metricFigure(metric: MetricKey, value: number | null, currency: string): Figure {
  return unitFigure(METRICS[metric].unit, value, currency, metric === 'net_follows');
}

/** A value in two sizes by its unit; `null` is the dash. */
export function unitFigure(unit: MetricUnit, value: number | null, currency: string, plus = false): Figure {
  if (value === null) return { main: UNDEFINED };
  if (unit === 'money') return moneyFigure(value, currency, { plus });
  if (unit === 'ratio') return { main: formatRatio(value) };
  if (unit === 'proportion') {
    const text = formatPercent(value, { plus });
    return { main: text.slice(0, -2), minor: text.slice(-2) };
  }
  return { main: formatCount(value, { plus }) };
}

/** A metric's value in full as one text. */
export function formatMetric(metric: MetricKey, value: number | null, currency: string): string {
  if (value !== null && METRICS[metric].unit === 'proportion') return formatPercent(value);
  const figure = metricFigure(metric, value, currency);
  return figure.main + (figure.minor ?? '');
}

/** A change against another period: relative for counts and money, a difference in points for shares. */
export interface Change {
  kind: 'relative' | 'points';
  value: number;
}

/** How `value` differs from `before`; null where the difference is not defined. */
export function changeOf(
  unit: MetricUnit,
  value: number | null | undefined,
  before: number | null | undefined,
): Change | null {
  if (value === null || value === undefined || before === null || before === undefined) return null;
  if (unit === 'proportion') return { kind: 'points', value: value - before };
  return before === 0 ? null : { kind: 'relative', value: (value - before) / Math.abs(before) };
}

/** "7.6 %" or "1.9 pts", without sign: the arrow carries it. */
export function formatChange(change: Change): string {
  const size = Math.abs(change.value);
  if (change.kind === 'points') return `${fixed(size * 100, size < 0.001 ? 2 : 1)}${THIN}pts`;
  return `${size >= 10 ? grouped.format(size * 100) : fixed(size * 100, 1)}${THIN}%`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function dayParts(day: string): { year: string; month: string; date: string } {
  return {
    year: day.slice(0, 4),
    month: MONTHS[Number(day.slice(5, 7)) - 1] ?? '',
    date: String(Number(day.slice(8, 10))),
  };
}

/** "2026-08-26" → "26 Aug"; with the year "26 Aug 2026". */
export function formatDay(day: string, options: { year?: boolean; weekday?: boolean } = {}): string {
  const { year, month, date } = dayParts(day);
  const weekday = options.weekday ? `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ` : '';
  return `${weekday}${date} ${month}${options.year ? ` ${year}` : ''}`;
}

/** "2026-08-01" → "Aug 2026". */
export function formatMonth(day: string): string {
  const { year, month } = dayParts(day);
  return `${month} ${year}`;
}

/** "26 Aug – 23 Nov 2026"; the year is named once where both ends share it, and can be left out. */
export function formatPeriod(period: Period, options: { year?: boolean } = {}): string {
  const year = options.year ?? true;
  if (period.from === period.to) return formatDay(period.from, { year });
  const sameYear = period.from.slice(0, 4) === period.to.slice(0, 4);
  return `${formatDay(period.from, { year: year && !sameYear })} – ${formatDay(period.to, { year })}`;
}

/** Several days in words: "22 and 23 Nov", "1, 4 and 9 Nov", "20 – 23 Nov" when they follow on one another. */
export function formatDays(days: readonly string[]): string {
  const sorted = [...days].sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return '';
  if (sorted.length > 2) return formatPeriod({ from: first, to: last }, { year: false });
  if (sorted.length === 1) return formatDay(first);
  return first.slice(0, 7) === last.slice(0, 7)
    ? `${Number(first.slice(8))} and ${formatDay(last)}`
    : `${formatDay(first)} and ${formatDay(last)}`;
}

/** An instant on the 24-hour clock of `timezone`: "14:05 UTC". */
export function formatClock(instant: string, timezone: string): string {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  );
  return `${text} ${timezone}`;
}

/** An instant as a day of `timezone`: "23 Nov 2026". */
export function formatInstantDay(instant: string, timezone: string): string {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return formatDay(day.format(new Date(instant)), { year: true });
}

/** An instant in full: "23 Nov 2026, 14:05 UTC"; "–" for none. */
export function formatInstant(instant: string | null, timezone: string): string {
  if (instant === null) return UNDEFINED;
  return `${formatInstantDay(instant, timezone)}, ${formatClock(instant, timezone)}`;
}

/** A wait as it is read: 184 → "3 min 4 s", 41.5 → "42 s". */
export function formatWait(seconds: number): string {
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** "1 person", "2 people", "1 day": the count with the right form of its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
