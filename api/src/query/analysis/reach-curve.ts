import type { ReachCurveAnswer, ReachCurveRequest } from '@syncline/shared/query';
import { daysOf, type Period } from '@syncline/shared/time';
import { buildComparison, buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { atOneMoment, NO_CELLS } from '../intervals.ts';
import { readParts, type Source, sourceOf, tierOf } from '../plan.ts';
import { type DailyReach, dailyReach } from '../cells/figures.ts';
import { compileDailyReach, compileNewlyReached, dailyReachSchema, newlyReachedSchema } from '../sql/reach-curve.ts';
import { together } from '../together.ts';

const METHOD =
  'Daily reach counts each person once a day. A person is newly reached on the first day of the period with an impression under the filter, ' +
  'so newly reached people add up to the reach of the period. A comparison starts from nobody on its own first day.';

type Curve = Pick<ReachCurveAnswer, 'reach' | 'days'>;

/** How reach builds up over the days of the period, and over those of a comparison. Errors as `answerQuery`. */
export async function answerReachCurve(
  context: QueryContext,
  request: ReachCurveRequest,
  signal?: AbortSignal,
): Promise<ReachCurveAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const comparison = buildComparison(request.period, request.compare);
  return atOneMoment(request.viewable_only ? NO_CELLS : context.cells, async (coverage) => {
    const source = sourceOf(scope, [], [], coverage);
    const compared = comparison && sourceOf({ ...scope, period: comparison }, [], [], coverage);
    const [curve, comparedCurve] = await together(signal, (signal) =>
      Promise.all([
        fetchCurve(context, source, request.viewable_only, signal),
        compared && fetchCurve(context, compared, request.viewable_only, signal),
      ]),
    );
    const tier = tierOf(compared ? [source, compared] : [source]);
    const asked = { scope, comparison, now, started, confirmationWindow: false, tier };
    return {
      ...curve,
      comparison: comparedCurve,
      meta: { ...answerMeta(context, asked, noData(curve.reach)), method: METHOD },
    };
  });
}

/** The curve of one period. */
export async function fetchCurve(
  context: QueryContext,
  source: Source,
  viewableOnly: boolean,
  signal: AbortSignal,
): Promise<Curve> {
  const parts = await readParts(source, (part) => fetchDays(context, part, viewableOnly, signal));
  const days = new Map<string, DailyReach>();
  for (const { sign, rows } of parts) {
    for (const row of rows) {
      const sum = days.get(row.day) ?? { day: row.day, impressions: 0, reach: 0, newly_reached: 0 };
      days.set(row.day, {
        day: row.day,
        impressions: sum.impressions + sign * row.impressions,
        reach: sum.reach + sign * row.reach,
        newly_reached: sum.newly_reached + sign * row.newly_reached,
      });
    }
  }
  return shapeCurve(source.scope.period, [...days.values()]);
}

async function fetchDays(
  context: QueryContext,
  source: Source,
  viewableOnly: boolean,
  signal: AbortSignal,
): Promise<DailyReach[]> {
  if (source.cells) return dailyReach(context, source.cells, signal);
  const { reader } = context;
  const daily = compileDailyReach(source, viewableOnly);
  const newly = compileNewlyReached(source, viewableOnly);
  const [days, firsts] = await Promise.all([
    reader.query(daily.sql, daily.parameters, dailyReachSchema, { signal }),
    reader.query(newly.sql, newly.parameters, newlyReachedSchema, { signal }),
  ]);
  const newlyByDay = new Map(firsts.map((row) => [row.day, row.people]));
  return days.map((row) => ({ ...row, newly_reached: newlyByDay.get(row.day) ?? 0 }));
}

/** One row for each day of the period, with running totals. */
export function shapeCurve(period: Period, days: readonly DailyReach[]): Curve {
  const byDay = new Map(days.map((row) => [row.day, row]));
  let reach = 0;
  const rows = daysOf(period).map((day) => {
    const { impressions, reach: dailyReach, newly_reached: newlyReached } = byDay.get(day) ?? NO_ONE;
    reach += newlyReached;
    return { day, impressions, reach: dailyReach, newly_reached: newlyReached, cumulative_reach: reach };
  });
  return { reach, days: rows };
}

const NO_ONE = { impressions: 0, reach: 0, newly_reached: 0 };
