import { METRICS } from '@syncline/shared/metrics';
import { Link } from '@tanstack/react-router';
import { TimeBars } from '../../charts/lazy.tsx';
import { prepareDays } from '../../charts/prepare/days.ts';
import { useChartNotes, withNotes } from '../../lib/annotations.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatDay, formatMoney, formatMoneyShort } from '@syncline/shared/format';
import { useChartLevels } from '../../lib/levels.ts';
import { ghostText, type Scope } from '../../lib/scope.ts';
import { byDay } from '../../lib/series.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { AddNote, NoteList } from '../../ui/notes.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { revenueTitle } from './findings.ts';
import type { useOverview } from './questions.ts';

const HEIGHT = 318;

/** Net revenue by day against the days compared with. */
export function RevenuePanel({ scope, overview }: { scope: Scope; overview: ReturnType<typeof useOverview> }) {
  const { totals, daily, dailyBefore } = overview;
  const money = (value: number) => formatMoney(Math.round(value), scope.currency);
  const points = prepareDays({
    period: scope.period,
    values: byDay(daily.data, 'net_revenue'),
    comparisonPeriod: scope.comparisonPeriod,
    comparisonValues: byDay(dailyBefore.data, 'net_revenue'),
    openDays: totals.data?.meta.open_days ?? [],
    known: scope.workspace,
    additive: METRICS.net_revenue.additive,
  });
  const notes = useChartNotes(scope);
  const levels = useChartLevels('net_revenue', scope);
  const ghost = ghostText(scope);
  const against = scope.comparisonPeriod
    ? `the ${ghost.replace(/^the |^a year/, (part) => (part === 'a year' ? 'year' : ''))}`
    : '';
  const data = totals.data;
  const table: ValueTable = {
    columns: [
      { label: 'Day', format: (day) => formatDay(String(day), { year: true, weekday: true }) },
      { label: 'Net revenue', unit: `${scope.currency} minor units`, format: (value) => money(Number(value)) },
      ...(scope.comparisonPeriod
        ? [
            { label: 'Compared day', format: (day: string | number | null) => formatDay(String(day), { year: true }) },
            {
              label: 'Its net revenue',
              unit: `${scope.currency} minor units`,
              format: (value: string | number | null) => money(Number(value)),
            },
          ]
        : []),
    ],
    rows: points.map((point) => [
      point.day,
      point.value,
      ...(scope.comparisonPeriod ? [point.beforeDay, point.before] : []),
    ]),
  };
  return (
    <Panel
      title={
        data &&
        revenueTitle(
          data.totals.metrics.net_revenue,
          data.totals.comparison?.net_revenue,
          against,
          data.meta.open_days.length > 0,
        )
      }
      subtitle={`${scope.currency} per day, refunds booked on the day of the refund`}
      query={mergeQueries(totals, daily, dailyBefore)}
      height={HEIGHT}
      meta={data?.meta}
      table={withNotes(table, notes)}
      controls={<AddNote scope={scope} />}
      empty={
        points.every((point) => !point.value && !point.before) && {
          sentence: 'No order was paid in these days under these filters.',
          action: (
            <Link to="/data" search={carryFilters}>
              Bring in data
            </Link>
          ),
        }
      }
    >
      <TimeBars
        label="Net revenue by day"
        points={points}
        name="Net revenue"
        colour="var(--revenue)"
        ghostName={ghost}
        height={HEIGHT}
        axisText={(value) => (value === 0 ? '0' : formatMoneyShort(value, scope.currency))}
        valueText={money}
        notes={notes}
        levels={levels}
      />
      <NoteList notes={notes} scope={scope} />
    </Panel>
  );
}
