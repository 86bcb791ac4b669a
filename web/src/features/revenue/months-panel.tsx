import { lazy } from 'react';
import type { Scope } from '../../lib/scope.ts';
import { Panel } from '../../ui/panel.tsx';
import { monthsOf, monthsTable } from './months.ts';
import { useRevenueByMonth } from './revenue-questions.ts';

// Recharts comes after the figures; the panel keeps its place meanwhile.
const MonthsChart = lazy(() => import('./months-chart.tsx').then((module) => ({ default: module.MonthsChart })));
const HEIGHT = 300;

/** Gross, refunds and net by month. */
export function MonthsPanel({ scope }: { scope: Scope }) {
  const query = useRevenueByMonth(scope);
  const { data } = query;
  const months = data ? monthsOf(data, scope.period, scope.workspace) : [];
  const some = months.some(({ gross, refunds }) => gross !== 0 || refunds !== 0);
  return (
    <Panel
      title="Gross and net revenue by month"
      subtitle="Filled: net, written above; outline: gross; the space between is refunded. Hatched months are still open"
      query={query}
      height={HEIGHT}
      meta={data?.meta}
      table={monthsTable(months, scope.currency)}
      empty={data && !some ? { sentence: 'Nothing was charged or refunded in these days.' } : false}
    >
      {() => <MonthsChart months={months} currency={scope.currency} height={HEIGHT} />}
    </Panel>
  );
}
