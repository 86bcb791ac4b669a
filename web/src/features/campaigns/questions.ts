import type { MetricKey } from '@syncline/shared/metrics';
import type { Filter } from '@syncline/shared/query';
import { daysOf } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../lib/api.ts';
import { ask, brandsQuery, campaignsQuery, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { lastDays, openCount } from '../../lib/series.ts';
import { campaignRows, seriesByCampaign } from './rows.ts';

const SPARK_DAYS = 30;
/** The most campaigns one question answers. */
const MOST = 10_000;

/** People that the campaigns of the scope share. */
export function useOverlap(scope: Scope) {
  const body = { period: scope.period, filters: scope.filters };
  return useQuery({ queryKey: ['overlap', body], queryFn: ({ signal }) => api.overlap(body, signal) });
}

/** Every campaign with its metrics, and the totals that the API computed over all of them. */
export function useCampaignRows(scope: Scope, metrics: readonly MetricKey[]) {
  const query = useAnswer(ask(scope, { metrics: [...metrics], dimensions: ['campaign'], limit: MOST }));
  const catalogue = useQuery(campaignsQuery).data?.items;
  const brands = useQuery(brandsQuery).data?.items;
  const rows = useMemo(() => campaignRows(query.data, catalogue, brands), [query.data, catalogue, brands]);
  return { answer: query.data, rows, query };
}

/** One metric of the last 30 days of the period, day by day, of the campaigns named: one question for all of them. */
export function useSparklines(scope: Scope, metric: MetricKey, slugs: readonly string[]) {
  const period = lastDays(scope.period, SPARK_DAYS);
  const days = daysOf(period);
  const named: Filter = { dimension: 'campaign', op: 'is', values: slugs.length > 0 ? [...slugs].sort() : [''] };
  const filters = [...scope.filters.filter(({ dimension }) => dimension !== 'campaign'), named];
  const { data } = useAnswer({
    period,
    filters,
    metrics: [metric],
    dimensions: ['campaign', 'time:day'],
    limit: MOST,
  });
  const series = seriesByCampaign(data, metric, days);
  return {
    open: openCount(days, data?.meta.open_days),
    days: (slug: string): readonly (number | null)[] => series.get(slug) ?? [],
  };
}
