import type { QueryAnswer } from '@syncline/shared/query';
import type { UseQueryResult } from '@tanstack/react-query';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';

const MONEY = ['gross_revenue', 'refunds', 'net_revenue', 'purchases'] as const;

/** The period's money with the period it is compared with. */
export function useRevenue(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(ask(scope, { metrics: [...MONEY, 'average_order_value'] }));
}

export function useRevenueByBrand(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(
    ask(scope, {
      metrics: ['net_revenue', 'purchases'],
      dimensions: ['brand'],
      order_by: [{ metric: 'net_revenue', direction: 'desc' }],
      limit: 1000,
      compared: false,
    }),
  );
}

export function useRevenueByMonth(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(ask(scope, { metrics: [...MONEY], dimensions: ['time:month'], limit: 200, compared: false }));
}

export function useRevenueByCampaign(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(
    ask(scope, {
      metrics: [...MONEY, 'average_order_value'],
      dimensions: ['campaign'],
      order_by: [{ metric: 'net_revenue', direction: 'desc' }],
      limit: 10_000,
      compared: false,
    }),
  );
}

/** What the reader must know of money in other currencies; undefined where there is none. */
export function otherCurrencies(answer: QueryAnswer | undefined): string | undefined {
  return answer?.meta.warnings.find(({ code }) => code === 'other_currencies')?.message;
}
