import type { ReachCurveAnswer, ReachCurveRequest } from '@syncline/shared/query';
import { daysOf, type Period } from '@syncline/shared/time';
import { buildComparison, buildScope, type Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { sourceOf } from '../plan.ts';
import {
  compileDailyReach,
  compileNewlyReached,
  type DailyReach,
  dailyReachSchema,
  type NewlyReached,
  newlyReachedSchema,
} from '../sql/reach-curve.ts';
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
  const [curve, compared] = await together(signal, (signal) =>
    Promise.all([
      fetchCurve(context, scope, request.viewable_only, signal),
      comparison && fetchCurve(context, { ...scope, period: comparison }, request.viewable_only, signal),
    ]),
  );
  const asked = { scope, comparison, now, started, confirmationWindow: false };
  return {
    ...curve,
    comparison: compared,
    meta: { ...answerMeta(context, asked, noData(curve.reach)), method: METHOD },
  };
}

async function fetchCurve(
  context: QueryContext,
  scope: Scope,
  viewableOnly: boolean,
  signal: AbortSignal,
): Promise<Curve> {
  const source = sourceOf(scope, []);
  const daily = compileDailyReach(source, viewableOnly);
  const newly = compileNewlyReached(source, viewableOnly);
  const [days, firsts] = await Promise.all([
    context.reader.query(daily.sql, daily.parameters, dailyReachSchema, { signal }),
    context.reader.query(newly.sql, newly.parameters, newlyReachedSchema, { signal }),
  ]);
  return shapeCurve(scope.period, days, firsts);
}

/** One row for each day of the period, with running totals. */
export function shapeCurve(period: Period, days: readonly DailyReach[], firsts: readonly NewlyReached[]): Curve {
  const byDay = new Map(days.map((row) => [row.day, row]));
  const newlyByDay = new Map(firsts.map((row) => [row.day, row.people]));
  let reach = 0;
  const rows = daysOf(period).map((day) => {
    const newlyReached = newlyByDay.get(day) ?? 0;
    reach += newlyReached;
    return {
      day,
      impressions: byDay.get(day)?.impressions ?? 0,
      reach: byDay.get(day)?.reach ?? 0,
      newly_reached: newlyReached,
      cumulative_reach: reach,
    };
  });
  return { reach, days: rows };
}
