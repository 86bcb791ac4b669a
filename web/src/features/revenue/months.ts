import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { addDays, type Period, periodLength } from '@syncline/shared/time';
import { type ShareMonths, shareMonths } from './shares.ts';

/** A month of the period, with what each line of the shares comes to in it. Amounts are integer minor units. */
export interface MonthShares {
  /** First day of the month. */
  month: string;
  /** Days of the month that lie in the period. */
  days: number;
  /** The month has not ended, or some of its days can still grow. */
  open: boolean;
  /** The period holds only part of the month. */
  partial: boolean;
  /** Nothing is known of the month: its days lie before the first event or after today. */
  unknown: boolean;
  orders: number;
  net: number;
  /** In the order of the lines; they add up to `net`. */
  amounts: number[];
}

export interface SharesByMonth {
  lines: ShareMonths['lines'];
  months: MonthShares[];
}

/** Every month the period touches, months without money included. */
export function sharesByMonth(
  answer: RevenueShareAnswer,
  period: Period,
  { today, first_day }: { today: string; first_day: string | null },
): SharesByMonth {
  const { lines, months } = shareMonths(answer);
  const rows = new Map(months.map((row) => [row.month, row]));
  const orders = new Map(answer.groups.map((group) => [`${group.value}-01`, group.orders]));
  const openDays = answer.meta.open_days;
  return {
    lines,
    months: monthsIn(period).map((month) => {
      const last = addDays(nextMonth(month), -1);
      const within = { from: month < period.from ? period.from : month, to: last > period.to ? period.to : last };
      const days = periodLength(within);
      const row = rows.get(month);
      return {
        month,
        days,
        open: last >= today || openDays.some((day) => day >= within.from && day <= within.to),
        partial: days < periodLength({ from: month, to: last }),
        unknown: first_day === null || within.to < first_day || within.from > today,
        orders: orders.get(month) ?? 0,
        net: row?.net ?? 0,
        amounts: row?.amounts ?? lines.map(() => 0),
      };
    }),
  };
}

function monthsIn({ from, to }: Period): string[] {
  const months: string[] = [];
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  return `${addDays(month, 31).slice(0, 7)}-01`;
}

/** What is written under a month: "6 days", "23 days, open", "no data", or nothing for a whole month that is over. */
export function monthNote({
  days,
  open,
  partial,
  unknown,
}: Omit<MonthShares, 'amounts' | 'net' | 'orders' | 'month'>): string {
  if (unknown) return 'no data';
  const text = partial ? `${days} ${days === 1 ? 'day' : 'days'}` : '';
  return [text, open ? 'open' : ''].filter(Boolean).join(', ');
}

/** Terms that begin within the period. */
export interface TermsChange {
  day: string;
  /** The versions that begin on the day: their notes where these are short, else agreement and number. */
  names: string[];
  /** What held before, where an agreement goes on. */
  before: string | null;
}

/** A note that is longer is no name. */
const LONGEST_NAME = 28;

/** What a version is called: its note where that is short enough, else its agreement and number. */
export function versionName({ name, version, note }: { name: string; version: number; note: string | null }): string {
  return note !== null && note.length <= LONGEST_NAME ? note : `${name} ${version}`;
}

/** The days of the period on which terms begin that something counted is under, in order. */
export function termsChanges(
  agreements: RevenueShareAnswer['agreements'],
  notes: ReadonlyMap<string, string | null>,
  period: Period,
): TermsChange[] {
  const named = agreements.map((one) => ({ ...one, note: notes.get(`${one.slug} ${one.version}`) ?? null }));
  const days = new Map<string, TermsChange>();
  for (const one of named.toSorted((one, other) => (one.effective_from < other.effective_from ? -1 : 1))) {
    const day = one.effective_from;
    if (day <= period.from || day > period.to) continue;
    const before = named
      .filter(({ slug, effective_from }) => slug === one.slug && effective_from < day)
      .toSorted((one, other) => (one.effective_from < other.effective_from ? 1 : -1))[0];
    const change = days.get(day) ?? { day, names: [], before: null };
    days.set(day, change);
    // Terms that go on from earlier ones are named first: they are what changed.
    if (before) change.names.unshift(versionName(one));
    else change.names.push(versionName(one));
    change.before ??= before ? versionName(before) : null;
  }
  return [...days.values()];
}

/**
 * What changed with terms that began on the first of a month: the party (not one of `residual`) whose share of net revenue
 * moved most between the months before and those since, where by a tenth of a point or more. Null where nothing did.
 */
export function shareMoved(
  { lines, months }: SharesByMonth,
  change: TermsChange,
  residual: ReadonlySet<string>,
): { name: string; before: number; now: number } | null {
  if (!change.day.endsWith('-01')) return null;
  const shares = (some: readonly MonthShares[]) => {
    const net = some.reduce((sum, month) => sum + month.net, 0);
    return net > 0
      ? lines.map((_, index) => some.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0) / net)
      : null;
  };
  const before = shares(months.filter(({ month }) => month < change.day));
  const now = shares(months.filter(({ month }) => month >= change.day));
  if (!before || !now) return null;
  const moved = lines
    .map(({ key, kind, name }, index) => ({ key, kind, name, before: before[index] ?? 0, now: now[index] ?? 0 }))
    .filter(({ key, kind }) => kind === 'party' && !residual.has(key.slice('party '.length)))
    .toSorted((one, other) => Math.abs(other.now - other.before) - Math.abs(one.now - one.before))[0];
  if (!moved || Math.abs(moved.now - moved.before) < 0.001) return null;
  return { name: moved.name, before: moved.before, now: moved.now };
}
