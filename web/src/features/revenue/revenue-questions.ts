import type { AnswerMeta, QueryAnswer, QueryInput } from '@syncline/shared/query';
import type { UseQueryResult } from '@tanstack/react-query';
import { ask, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';

const MONEY = ['gross_revenue', 'refunds', 'net_revenue', 'purchases'] as const;

/** The period's money with the period it is compared with. */
export function useRevenue(scope: Scope): UseQueryResult<QueryAnswer> {
  return useAnswer(revenueQuestion(scope));
}

export function revenueQuestion(scope: Scope): QueryInput {
  return ask(scope, { metrics: [...MONEY, 'average_order_value'] });
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
export function otherCurrencies(answer: { meta: Pick<AnswerMeta, 'warnings'> } | undefined): string | undefined {
  return answer?.meta.warnings.find(({ code }) => code === 'other_currencies')?.message;
}
