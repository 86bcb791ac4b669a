import type { ForecastGap, ReachForecastAnswer, ReachForecastRequest } from '@syncline/shared/reach-forecast';
import { addDays } from '@syncline/shared/time';
import { dayIn } from '../../lib/zone.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, noData } from '../meta.ts';
import { type Source, sourceOf, tierOf } from '../plan.ts';
import { compileDaysReached, type DaysReachedRow, daysReachedSchema } from '../sql/reach-curve.ts';
import { FEWEST_DAYS, forecastReach, type NewlyReached, type ReachForecast } from '../stats/reach-forecast.ts';
import { together } from '../together.ts';
import { fetchCurve } from './reach-curve.ts';

const METHOD =
  'Days are those of the period that have ended and have impressions under the filter; more days means more such days. ' +
  'People not reached yet are estimated from those reached on one day and on two (Chao 1987), and how many of them further days reach by the formula of Colwell et al. (2012, eq. 18), up to as many days again. ' +
  'The 95 % interval is one of prediction: the jackknife over days, and how much days have differed. ' +
  'It holds if delivery goes on as it was: to the same kind of people, at the same level. Other budgets or audiences are not foreseen.';

type Told = Omit<ReachForecastAnswer, 'meta'>;

/** After how many more days like those so far a tenth more people are reached. Errors as `answerQuery`. */
export async function answerReachForecast(
  context: QueryContext,
  request: ReachForecastRequest,
  signal?: AbortSignal,
): Promise<ReachForecastAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const yesterday = addDays(dayIn(context.timezone, now), -1);
  const { from, to } = scope.period;
  const source = sourceOf({ ...scope, period: { from, to: to < yesterday ? to : yesterday } }, [], [], NO_CELLS);
  const told = from > yesterday ? NOTHING : await fetchForecast(context, source, request.viewable_only, signal);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  return { ...told, meta: { ...answerMeta(context, asked, noData(told.reach)), method: METHOD } };
}

async function fetchForecast(
  context: QueryContext,
  source: Source,
  viewableOnly: boolean,
  signal: AbortSignal | undefined,
): Promise<Told> {
  const { sql, parameters } = compileDaysReached(source, viewableOnly);
  const [curve, rows] = await together(signal, (signal) =>
    Promise.all([
      fetchCurve(context, source, viewableOnly, signal),
      context.reader.query(sql, parameters, daysReachedSchema, { signal }),
    ]),
  );
  const days = curve.days.filter(({ impressions }) => impressions > 0);
  return shapeForecast(curve.reach, days, rows);
}

/** The forecast out of the curve of the days with impressions, and of who was reached on few of them. */
export function shapeForecast(
  reach: number,
  days: readonly { day: string; cumulative_reach: number }[],
  rows: readonly DaysReachedRow[],
): Told {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const few = days.map(({ day }) => byDay.get(day) ?? { once: 0, twice: 0, thrice: 0 });
  const once = few.reduce((sum, row) => sum + row.once, 0);
  const forecast = forecastReach(few);
  const target = Math.ceil(reach / 10);
  const course = forecast ? days.map((_, index) => ({ days: index + 1, newly: forecast.after(index + 1) })) : [];
  const first = (end: keyof NewlyReached) => course.find(({ newly }) => newly[end] >= target)?.days ?? null;
  // The more people, the fewer days.
  const daysToTarget = { value: first('value'), low: first('high'), high: first('low') };
  return {
    reach,
    delivery_days: days.map(({ day, cumulative_reach }) => ({ day, cumulative_reach })),
    reached_once: once,
    reached_twice: few.reduce((sum, row) => sum + row.twice, 0) / 2,
    unseen: forecast?.unseen ?? null,
    target,
    days_to_target: daysToTarget,
    gap: daysToTarget.value === null ? gapOf(reach, days.length, target, forecast) : null,
    course: course.map(({ days, newly: { value, low, high } }) => ({ days, newly_reached: value, low, high })),
  };
}

function gapOf(reach: number, days: number, target: number, forecast: ReachForecast | null): ForecastGap {
  if (reach === 0) return 'nobody';
  if (days < FEWEST_DAYS) return 'too_few_days';
  if (forecast === null) return 'nobody_once';
  return forecast.unseen <= target ? 'past_unseen' : 'past_horizon';
}

const NOTHING = shapeForecast(0, [], []);
