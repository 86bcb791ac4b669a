import type { Filter } from '@syncline/shared/query';
import { addDays, type Period } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { LEAD_DAYS } from '../../charts/prepare/days.ts';
import { api } from '../../lib/api.ts';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import type { CreditWindows } from './credit.ts';
import { plannedSplit } from './lift.ts';

const ALL_ROWS = 10_000;

/** The figures of the campaign's strips. */
export function useTotals(scope: Scope) {
  return useAnswer(
    ask(scope, {
      metrics: [
        'impressions',
        'reach',
        'frequency',
        'buyers',
        'purchases',
        'conversion_per_reach',
        'triggers',
        'confirmations',
        'confirm_rate',
        'net_revenue',
        'average_order_value',
        'spend',
        'cpm',
        'cpa',
        'roas',
      ],
    }),
  );
}

/** People by number of impressions, with conversion at each. */
export function useFrequency(scope: Scope) {
  const body = { period: scope.period, filters: scope.filters };
  return useQuery({ queryKey: ['frequency', body], queryFn: ({ signal }) => api.frequency(body, signal) });
}

/** The build of reach, day by day. */
export function useReachCurve(scope: Scope) {
  const body = {
    period: scope.period,
    filters: scope.filters,
    ...(scope.comparison ? { compare: scope.comparison } : {}),
  };
  return useQuery({ queryKey: ['reach-curve', body], queryFn: ({ signal }) => api.reachCurve(body, signal) });
}

/** When a tenth more people will be reached, if it goes on as it did. */
export function useReachForecast({ period, filters }: Scope) {
  const body = { period, filters };
  return useQuery({ queryKey: ['reach-forecast', body], queryFn: ({ signal }) => api.reachForecast(body, signal) });
}

/** Stages from exposed to not refunded, whole and by device. */
export function useFunnel(scope: Scope) {
  const body = { period: scope.period, filters: scope.filters, breakdown: 'device' as const };
  return useQuery({ queryKey: ['funnel', body], queryFn: ({ signal }) => api.funnel(body, signal) });
}

/** Minutes from trigger to confirmation, and what was lost. */
export function useTimeToPurchase(scope: Scope) {
  const body = { period: scope.period, filters: scope.filters };
  return useQuery({ queryKey: ['time-to-purchase', body], queryFn: ({ signal }) => api.timeToPurchase(body, signal) });
}

/** Who is credited with the purchases of every campaign under the other filters. */
export function useCredits(scope: Scope, windows: CreditWindows) {
  return useAttribution(
    scope,
    scope.filters.filter((filter) => filter.dimension !== 'campaign'),
    windows,
  );
}

/** Who is credited with the purchases recorded on the campaign. */
export function useOwnCredits(scope: Scope, windows: CreditWindows) {
  return useAttribution(scope, scope.filters, windows);
}

function useAttribution({ period }: Scope, filters: Filter[], windows: CreditWindows) {
  const body = { period, filters, ...windows };
  return useQuery({ queryKey: ['attribution', body], queryFn: ({ signal }) => api.attribution(body, signal) });
}

/** The exposed arm against the control arm, under the planned share of the control arm in percent. */
export function useLift({ period, filters }: Scope, control: number | undefined) {
  const body = { period, filters, ...plannedSplit(control) };
  return useQuery({ queryKey: ['lift', body], queryFn: ({ signal }) => api.lift(body, signal) });
}

/** Impressions and purchases by day, with the days their seven-day means need. */
export function useDaily(scope: Scope, period: Period) {
  return useAnswer(
    ask(
      {
        filters: scope.filters,
        comparison: undefined,
        period: { from: addDays(period.from, -LEAD_DAYS), to: period.to },
      },
      { metrics: ['impressions', 'purchases'], dimensions: ['time:day'], limit: ALL_ROWS },
    ),
  );
}
