import type { Alert, AlertInput } from '@syncline/shared/alerts';
import type { QueryInput } from '@syncline/shared/query';
import { type Period, periodBefore, periodOf } from '@syncline/shared/time';

type Levels = Pick<AlertInput, 'when' | 'fire_at' | 'clear_at'>;

/** Where an alert stands after a figure: what is not known leaves it as it is, and between the two levels it stays. */
export function judge(
  state: Alert['state'],
  { when, fire_at, clear_at }: Levels,
  measured: number | null,
): Alert['state'] {
  if (measured === null) return state;
  const side = when === 'above' ? 1 : -1;
  if (state === 'clear') return side * measured >= side * fire_at ? 'firing' : 'clear';
  return side * measured < side * clear_at ? 'clear' : 'firing';
}

/** The change in percent of what it was; null where one of them is not known, or it was 0. */
export function changeInPercent(value: number | null, before: number | null): number | null {
  if (value === null || before === null || before === 0) return null;
  return ((value - before) / Math.abs(before)) * 100;
}

/** Periods that were missed while nothing ran are judged one after the other; of more than this, the latest. */
const MOST_PERIODS = 31;

/**
 * The periods to judge today, in order: those that ended since the last one judged, or that one again, as late events may
 * have changed it; of an alert that does not wait for the end, the one under way up to today.
 */
export function periodsToJudge(
  { every, open, judged }: Pick<Alert, 'every' | 'open' | 'judged'>,
  today: string,
): Period[] {
  const current = periodOf(every, today);
  if (open) return [{ from: current.from, to: today }];
  let period = periodBefore(every, current);
  if (judged === null || judged.period.to >= period.to) return [period];
  const periods: Period[] = [];
  while (period.to > judged.period.to && periods.length < MOST_PERIODS) {
    periods.unshift(period);
    period = periodBefore(every, period);
  }
  return periods;
}

/** What is asked about a period. */
export function questionOf(
  { metric, brand, campaign, measure, every }: Pick<AlertInput, 'metric' | 'brand' | 'campaign' | 'measure' | 'every'>,
  period: Period,
): QueryInput {
  const filters = [
    ...(brand === null ? [] : [{ dimension: 'brand' as const, op: 'is' as const, values: [brand] }]),
    ...(campaign === null ? [] : [{ dimension: 'campaign' as const, op: 'is' as const, values: [campaign] }]),
  ];
  return {
    metrics: [metric],
    period,
    filters,
    limit: 1,
    ...(measure === 'change' ? { compare: periodBefore(every, period) } : {}),
  };
}
