import { addDays, daysOf, type Period } from '@syncline/shared/time';
import { formatDay, formatMonth } from '@syncline/shared/format';

/** A day of a chart over time. */
export interface DayPoint {
  day: string;
  /** Null where nothing is known: a gap, not a zero. */
  value: number | null;
  /** The day has not ended or its windows are still open: its value can grow. */
  open: boolean;
  /** Mean of this day and the six before it; null on open days and where one of the seven is not known. */
  mean: number | null;
  /** The value of the day as far into the compared period, and which day that is. */
  before: number | null;
  beforeDay: string | null;
  beforeMean: number | null;
}

interface Known {
  /** First and last day the store holds anything of; outside of them nothing is known. */
  first_day: string | null;
  last_day: string | null;
  today: string;
}

interface DaysInput {
  period: Period;
  values: ReadonlyMap<string, number | null>;
  comparisonPeriod: Period | null;
  comparisonValues?: ReadonlyMap<string, number | null>;
  openDays: readonly string[];
  known: Known;
  /** Whether a known day without a row is 0 (counts, money) or not defined (ratios). */
  additive: boolean;
}

const MEAN_DAYS = 7;
/** Days before a period that its means need. */
export const LEAD_DAYS = MEAN_DAYS - 1;

/**
 * One point per day of the period. Days the store knows and has no row of are 0 where the metric adds up, else gaps.
 * Means reach six days back, so `values` should begin `LEAD_DAYS` before the period.
 */
export function prepareDays(input: DaysInput): DayPoint[] {
  const { period, values, comparisonPeriod, comparisonValues, openDays, known, additive } = input;
  const open = new Set(openDays);
  const beforeDays = comparisonPeriod ? daysOf(comparisonPeriod) : [];
  const valueOn = (source: ReadonlyMap<string, number | null>, day: string): number | null => {
    const value = source.get(day);
    if (value !== undefined) return value;
    return additive && isKnown(day, known) ? 0 : null;
  };
  const leadIn = (of: Period) => daysOf({ from: addDays(of.from, 1 - MEAN_DAYS), to: of.to });
  const means = trailingMean(leadIn(period).map((day) => (open.has(day) ? null : valueOn(values, day))));
  const beforeMeans =
    comparisonPeriod && comparisonValues
      ? trailingMean(leadIn(comparisonPeriod).map((day) => valueOn(comparisonValues, day)))
      : [];
  return daysOf(period).map((day, index) => {
    const beforeDay = beforeDays[index] ?? null;
    return {
      day,
      value: valueOn(values, day),
      open: open.has(day),
      mean: means[index + MEAN_DAYS - 1] ?? null,
      before: beforeDay !== null && comparisonValues ? valueOn(comparisonValues, beforeDay) : null,
      beforeDay,
      beforeMean: beforeMeans[index + MEAN_DAYS - 1] ?? null,
    };
  });
}

function isKnown(day: string, { first_day, today }: Known): boolean {
  return first_day !== null && day >= first_day && day <= today;
}

/** Mean of each value and the six before it; null where fewer than `window` in a row are there. */
export function trailingMean(values: readonly (number | null)[], window = MEAN_DAYS): (number | null)[] {
  return values.map((_, index) => {
    const part = values.slice(Math.max(0, index - window + 1), index + 1).filter((value) => value !== null);
    return part.length < window ? null : part.reduce((sum, value) => sum + value, 0) / window;
  });
}

export interface DayTick {
  index: number;
  label: string;
}

const TICK_WIDTH = 62;

/** Days named on the axis: firsts and fifteenths of months, Mondays or every day in short periods, as many as fit. */
export function dayTicks(days: readonly string[], width: number): DayTick[] {
  const room = Math.max(2, Math.floor(width / TICK_WIDTH));
  if (days.length <= room) return days.map((day, index) => ({ index, label: formatDay(day) }));
  const candidates = [
    (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1,
    (day: string) => day.endsWith('-01') || day.endsWith('-15'),
    (day: string) => day.endsWith('-01'),
    (day: string) => /-(?:01|04|07|10)-01$/.test(day),
    (day: string) => day.endsWith('-01-01'),
  ];
  for (const wanted of candidates) {
    const picked = days.flatMap((day, index) => (wanted(day) ? [{ index, day }] : []));
    if (picked.length > room) continue;
    if (picked.length === 0) break;
    return picked
      .filter(({ index }) => fits(index, days.length, width))
      .map(({ index, day }) => ({ index, label: days.length > 200 ? formatMonth(day) : formatDay(day) }));
  }
  return [0, days.length - 1].map((index) => ({ index, label: formatDay(days[index] ?? '', { year: true }) }));
}

/** Whether a label centred on the day stays inside of the plot. */
function fits(index: number, count: number, width: number): boolean {
  const x = ((index + 0.5) / count) * width;
  return x >= 16 && x <= width - 16;
}

/** Where two lines lie furthest apart, away from both ends: the place to name them. Null where both are never known at once. */
export function widestGap(upper: readonly (number | null)[], lower: readonly (number | null)[]): number | null {
  const margin = Math.floor(upper.length * 0.12);
  let best: number | null = null;
  let width = -1;
  for (let index = margin; index < upper.length - margin; index += 1) {
    const a = upper[index] ?? null;
    const b = lower[index] ?? null;
    if (a === null || b === null || Math.abs(a - b) <= width) continue;
    width = Math.abs(a - b);
    best = index;
  }
  return best;
}
