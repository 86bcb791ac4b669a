import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Scope } from '../../lib/scope.ts';
import type { PanelQuery } from '../../ui/panel.tsx';
import { revenueShareQuery } from './agreements-questions.ts';
import { monthsPeriod } from './months-period.ts';

type Shares = PanelQuery & { data: RevenueShareAnswer | undefined };

/** The question of the months with, where these are more days, the days of the scope told apart: both hang on the same orders. */
export function sharesQuery(scope: Scope, converted: boolean) {
  const { period: days, filters, workspace } = scope;
  // Of a short period the months before it, too; of a longer one they are the same days.
  const period = monthsPeriod(days, workspace.first_day);
  const isMore = period.from < days.from && !converted;
  return { period, query: revenueShareQuery({ period, filters }, { converted, within: isMore ? days : undefined }) };
}

/** The shares of the scope's days and of the months around them, and which days those are. */
export function useShares(
  scope: Scope,
  converted: boolean,
): { shares: Shares; months: Shares; period: Scope['period'] } {
  const { period, query } = sharesQuery(scope, converted);
  const months = useQuery(query);
  const { data, isError } = months;
  const ofDays = useMemo(() => (data?.within ? { ...data.within, what_if: null } : data), [data]);
  // Converted orders are not told apart, and fewer days may be answered where more are too many.
  const isAlone = period.from !== scope.period.from && (converted || isError);
  const alone = useQuery({ ...revenueShareQuery(scope, { converted }), enabled: isAlone });
  return { shares: isAlone ? alone : { ...months, data: ofDays }, months, period };
}
