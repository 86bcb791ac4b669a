import type { Alert, AlertList } from '@syncline/shared/alerts';
import type { MetricKey } from '@syncline/shared/metrics';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from './api.ts';
import type { FilterState } from './filters.ts';
import type { Scope } from './scope.ts';

/** Key under which alerts and what fired are asked. */
export const ALERTS = 'alerts';
/** How often it is asked what fired. */
export const ALERTS_EVERY_MS = 60_000;

/** Every alert, and how many news nobody has looked at. */
export const alertsQuery = queryOptions({
  queryKey: [ALERTS],
  queryFn: ({ signal }) => request<AlertList>('/alerts', { signal }),
  refetchInterval: ALERTS_EVERY_MS,
});

/** A level that is drawn across a chart by day. */
export interface ChartLevel {
  key: string;
  /** "Goal: 500 a day". */
  name: string;
  /** In the unit of the metric. */
  value: number;
}

/** The goals and alerts about what a chart of the metric by day shows. */
export function useChartLevels(metric: MetricKey, { state }: Pick<Scope, 'state'>): ChartLevel[] {
  const alerts = useQuery(alertsQuery).data?.items;
  return useMemo(() => chartLevels(metric, state.values, alerts ?? []), [metric, state.values, alerts]);
}

type Watching = Pick<Alert, 'id' | 'name' | 'kind' | 'metric' | 'brand' | 'campaign' | 'every' | 'measure' | 'fire_at'>;

/** The levels that single days are held against, of the same metric and the very brand or campaign that is chosen, if any. */
export function chartLevels(
  metric: MetricKey,
  { brand, campaign, ...others }: FilterState['values'],
  alerts: readonly Watching[],
): ChartLevel[] {
  if (Object.values(others).some((values) => values.length > 0)) return [];
  const isAbout = (alert: Watching) =>
    alert.campaign === null
      ? campaign.length === 0 && isOnly(brand, alert.brand)
      : brand.length === 0 && isOnly(campaign, alert.campaign);
  return alerts
    .filter((alert) => alert.metric === metric && alert.every === 'day' && alert.measure === 'value' && isAbout(alert))
    .map(({ id, name, kind, fire_at }) => ({
      key: id,
      name: `${kind === 'goal' ? 'Goal' : 'Alert'}: ${name}`,
      value: fire_at,
    }));
}

function isOnly(values: readonly string[], wanted: string | null): boolean {
  return wanted === null ? values.length === 0 : values.length === 1 && values[0] === wanted;
}
