import type { CurrenciesAnswer } from '@syncline/shared/currencies';
import type { RateLayer, RatesKept, RatesPage } from '@syncline/shared/exchange-rates';
import type { Period } from '@syncline/shared/time';
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { apiUrl, request } from '../../lib/api.ts';
import type { Scope } from '../../lib/scope.ts';

const RATES = 'exchange-rates';
const PAGE = '25';
/** Rates that a line can show: four years of working days. */
const LONGEST_LINE = '1000';

/** A rate as it is entered. */
export interface EnteredRate {
  day: string;
  currency: string;
  rate: string;
  note: string;
}

/** What was paid and refunded in each currency, and which rates there are for it. */
export function useCurrencies({
  period,
  filters,
}: Pick<Scope, 'period' | 'filters'>): UseQueryResult<CurrenciesAnswer> {
  const json = { period, filters };
  return useQuery({
    queryKey: ['currencies', json],
    queryFn: ({ signal }) => request<CurrenciesAnswer>('/analysis/currencies', { json, signal }),
  });
}

interface Listed {
  period: Period;
  currency: string | undefined;
}

function parametersOf({ period, currency }: Listed, more: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ ...period, ...(currency === undefined ? {} : { currency }), ...more });
}

/** The rates of a period, the latest days first. */
export function ratesQuery(listed: Listed) {
  return infiniteQueryOptions({
    queryKey: [RATES, 'list', listed],
    queryFn: ({ pageParam, signal }) => {
      const more = { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      return request<RatesPage>(`/exchange-rates?${parametersOf(listed, more)}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

/** The rates of one currency in a period as a line. */
export function rateLineQuery(period: Period, currency: string) {
  return queryOptions({
    queryKey: [RATES, 'line', period, currency],
    queryFn: ({ signal }) =>
      request<RatesPage>(`/exchange-rates?${parametersOf({ period, currency }, { limit: LONGEST_LINE })}`, { signal }),
  });
}

/** All that was ever kept as the rate of a day, newest first. */
export function rateTrailQuery(day: string, currency: string) {
  return queryOptions({
    queryKey: [RATES, 'trail', day, currency],
    queryFn: ({ signal }) =>
      request<{ items: RateLayer[] }>(`/exchange-rates/trail?${new URLSearchParams({ day, currency })}`, { signal }),
  });
}

export function ratesDownload(listed: Listed, layout: 'list' | 'ecb'): string {
  return apiUrl(`/exchange-rates/download?${parametersOf(listed, { layout })}`);
}

/** Enters and takes back rates; whatever is converted is asked again after each. */
export function useRateChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries();
  return {
    enter: useMutation({
      mutationFn: (rate: EnteredRate) =>
        request<RatesKept>('/exchange-rates', { method: 'PUT', json: { rates: [rate] } }),
      onSuccess,
    }),
    takeBack: useMutation({
      mutationFn: (batch: string) =>
        request<{ removed: number }>(`/exchange-rates/batches/${encodeURIComponent(batch)}`, { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
