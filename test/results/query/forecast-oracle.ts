import type { ReachForecastRequest } from '@syncline/shared/reach-forecast';
import { reachedPeople } from './analysis-oracle.ts';
import type { Oracle } from './oracle.ts';
import { NOW, ZONE } from './world.ts';

const YESTERDAY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(NOW - 86_400_000);

const STEPS = 2000;

/** The 97.5 % quantile of Student's t, by bisection of the integral of its density over x = √freedom · tan(angle). */
function studentQuantile(freedom: number): number {
  const upTo = (angle: number) => {
    const step = angle / STEPS;
    const weights = Array.from({ length: STEPS + 1 }, (_, index) =>
      index === 0 || index === STEPS ? 1 : index % 2 === 1 ? 4 : 2,
    );
    return weights.reduce((sum, weight, index) => sum + weight * Math.cos(index * step) ** (freedom - 1), 0) * step;
  };
  const whole = upTo(Math.PI / 2);
  let [low, high] = [0, Math.PI / 2];
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2;
    if (upTo(middle) < 0.95 * whole) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(low);
}

/** The same forecast from sets of days per person: the jackknife leaves each day out of every set and counts anew. */
export function expectedForecast(oracle: Oracle, request: ReachForecastRequest) {
  const { from, to } = request.period;
  const ended = { from, to: to < YESTERDAY ? to : YESTERDAY };
  const sets = reachedPeople(oracle, request, ended).map(({ seen }) => new Set(seen.map(({ day }) => day)));
  const days = [...new Set(sets.flatMap((set) => [...set]))].sort();
  const onDays = (left: string | null, size: number) =>
    sets.filter((set) => set.size - (left !== null && set.has(left) ? 1 : 0) === size).length;
  const reachedOn = (count: number) => sets.filter(({ size }) => size === count).length;
  const facts = {
    reach: sets.length,
    delivery_days: days.map((day) => ({
      day,
      cumulative_reach: sets.filter((set) => [...set].some((other) => other <= day)).length,
    })),
    reached_once: reachedOn(1),
    reached_twice: reachedOn(2),
    target: Math.ceil(sets.length / 10),
  };
  if (days.length < 7 || facts.reached_once === 0) return { ...facts, unseen: null, course: [] };
  const counts = [null, ...days].map((left) => ({
    count: days.length - (left === null ? 0 : 1),
    once: onDays(left, 1),
    twice: onDays(left, 2),
  }));
  const [all, ...without] = counts.map(({ count, once, twice }) => {
    const unseen = ((count - 1) / count) * (twice > 0 ? once ** 2 / (2 * twice) : (once * (once - 1)) / 2);
    const newly = (more: number) => (unseen === 0 ? 0 : unseen * (1 - (1 - once / (count * unseen + once)) ** more));
    return { unseen, newly };
  });
  if (!all) throw new Error('There is no estimate of all days.');
  const alone = days.map((day) => sets.filter((set) => set.size === 1 && set.has(day)).length);
  const n = days.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = (values: readonly number[]) => {
    const centre = mean(values);
    return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  };
  const course = days.map((_, index) => {
    const more = index + 1;
    const value = all.newly(more);
    const jackknife = ((n - 1) / n) * spread(without.map(({ newly }) => newly(more)));
    const later = (more * spread(alone)) / (n - 1);
    const thinned = value / (more * mean(alone));
    return { value, half: studentQuantile(n - 1) * Math.sqrt(jackknife + later * thinned ** 2) };
  });
  return { ...facts, unseen: all.unseen, course };
}
