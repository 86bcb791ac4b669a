import type { ReachForecastAnswer } from '@syncline/shared/reach-forecast';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

/** A day with impressions, seen or foretold. */
export interface ForecastPoint {
  /** 1 for the first day with impressions. */
  number: number;
  /** Of a day that was; null of one that is foretold. */
  day: string | null;
  reach: number;
  low: number;
  high: number;
}

export interface PreparedForecast {
  points: ForecastPoint[];
  /** Index of the last day that was. */
  last: number;
  /** People to be reached: a tenth more. */
  target: number;
  /** Index of the day on which they are, or null. */
  met: number | null;
  axis: Axis;
}

/** How many foretold days are drawn past the one of the target, of those before it. */
const PAST = 0.3;
const FEWEST = 3;

/** Reach by day with impressions and its forecast, ready to be drawn up to a little past the target. */
export function prepareForecast(answer: Omit<ReachForecastAnswer, 'meta'>): PreparedForecast {
  const { reach, delivery_days: days, course, days_to_target: needed } = answer;
  const until = needed.value === null ? course.length : (needed.high ?? needed.value);
  const shown = course.slice(0, Math.max(FEWEST, Math.ceil(until * (1 + PAST))));
  const seen = days.map(({ day, cumulative_reach: so_far }, index) => ({
    number: index + 1,
    day,
    reach: so_far,
    low: so_far,
    high: so_far,
  }));
  const foretold = shown.map(({ days: more, newly_reached, low, high }) => ({
    number: days.length + more,
    day: null,
    reach: reach + newly_reached,
    low: reach + low,
    high: reach + high,
  }));
  const points = [...seen, ...foretold];
  const target = reach + answer.target;
  return {
    points,
    last: days.length - 1,
    target,
    met: needed.value === null ? null : days.length - 1 + needed.value,
    axis: zeroAxis([target, ...points.map(({ high }) => high)], { whole: true }),
  };
}
