import { addDays, type Period } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { LEAD_DAYS } from '../../charts/prepare/days.ts';
import { ask, dataStatusQuery, offersQuery, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { lastDays } from '../../lib/series.ts';

const ALL_ROWS = 10_000;
/** Days of a sparkline. */
const SPARK_DAYS = 30;
const RECENT_DAYS = 7;

type Question = Parameters<typeof ask>[1];

function withLead(period: Period): Period {
  return { from: addDays(period.from, -LEAD_DAYS), to: period.to };
}

/** Everything the overview asks of the API. */
export function useOverview(scope: Scope) {
  const { period, filters, comparisonPeriod } = scope;
  const daily: Question = {
    metrics: ['net_revenue', 'purchases', 'reach', 'net_follows'],
    dimensions: ['time:day'],
    limit: ALL_ROWS,
  };
  const devices: Question = { metrics: ['actions'], dimensions: ['time:day', 'device'], limit: ALL_ROWS };
  const ghostPeriod = comparisonPeriod ?? period;
  const spark = lastDays(period, SPARK_DAYS);
  const sparkGhost = lastDays(ghostPeriod, SPARK_DAYS);
  const plain = { filters, comparison: undefined };
  return {
    totals: useAnswer(ask(scope, { metrics: ['net_revenue', 'purchases', 'reach', 'net_follows'] })),
    daily: useAnswer(ask({ ...plain, period: withLead(period) }, daily)),
    dailyBefore: useAnswer(ask({ ...plain, period: withLead(ghostPeriod) }, daily)),
    byDevice: useAnswer(ask(scope, { metrics: ['actions', 'purchases'], dimensions: ['device'] })),
    deviceDays: useAnswer(ask({ ...plain, period: spark }, devices)),
    deviceDaysBefore: useAnswer(ask({ ...plain, period: sparkGhost }, devices)),
    campaigns: useAnswer(
      ask(scope, {
        metrics: ['net_revenue', 'purchases', 'reach', 'buyers', 'conversion_per_reach'],
        dimensions: ['campaign'],
        order_by: [{ metric: 'net_revenue', direction: 'desc' }],
        limit: 500,
      }),
    ),
    campaignDays: useAnswer(
      ask(
        { ...plain, period: spark },
        { metrics: ['net_revenue'], dimensions: ['campaign', 'time:day'], limit: ALL_ROWS },
      ),
    ),
    campaignDevices: useAnswer(
      ask({ ...plain, period }, { metrics: ['actions'], dimensions: ['campaign', 'device'], limit: ALL_ROWS }),
    ),
    spark,
    sparkGhost,
  };
}

/** What the attention rules read: the last seven days against the rest of the period, stock, and the state of the data. */
export function useAttention(scope: Scope) {
  const { period, filters, workspace } = scope;
  const lastClosed = period.to < workspace.today ? period.to : addDays(workspace.today, -1);
  const recent = { from: addDays(lastClosed, 1 - RECENT_DAYS), to: lastClosed };
  const earlier = { from: period.from, to: addDays(recent.from, -1) };
  const hasEarlier = earlier.from <= earlier.to;
  const orders: Question = { metrics: ['triggers', 'confirmations'], dimensions: ['campaign'], limit: 500 };
  const plain = { filters, comparison: undefined };
  const always = { from: workspace.first_day ?? workspace.today, to: workspace.today };
  const sold: Question = { metrics: ['purchases'], dimensions: ['offer'], limit: 1000 };
  return {
    recent: useAnswer(ask({ ...plain, period: recent }, orders)),
    earlier: useAnswer(ask({ ...plain, period: hasEarlier ? earlier : recent }, orders)),
    hasEarlier,
    soldEver: useAnswer(ask({ period: always, filters: [], comparison: undefined }, sold)),
    soldRecently: useAnswer(ask({ period: recent, filters: [], comparison: undefined }, sold)),
    offers: useQuery(offersQuery),
    status: useQuery(dataStatusQuery),
    recentDays: RECENT_DAYS,
  };
}
