import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { addDays, type Period } from '@syncline/shared/time';
import { formatMoney, formatMonth, formatPeriod } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { FigureLink } from './figure-link.tsx';
import { monthSharesTable } from './month-shares.ts';
import styles from './month-shares-panel.module.css';
import { type MonthShares, monthNote, sharesByMonth, versionName } from './months.ts';
import { figureOfLine, type SharedOrdersSearch } from './shared-orders-search.ts';
import { useVersionNotes } from './shares-over-time-panel.tsx';

interface MonthSharesPanelProps {
  scope: Scope;
  /** The days whose months are shown. */
  period: Period;
  query: PanelQuery & { data: RevenueShareAnswer | undefined };
  /** Whether the orders of all currencies are converted; those under a figure are listed in the workspace currency alone. */
  converted: boolean;
}

/** Shares by month and party to the minor unit, with the terms that held. */
export function MonthSharesPanel({ scope, period, query, converted }: MonthSharesPanelProps) {
  const { workspace, currency } = scope;
  const shown = { ...scope, period };
  const { data } = query;
  const notes = useVersionNotes();
  const shares = data ? sharesByMonth(data, period, workspace) : undefined;
  const rows = shares?.months.filter(({ unknown }) => !unknown) ?? [];
  const money = (minor: number) => formatMoney(minor, currency);
  const figure = (month: string | undefined, of: SharedOrdersSearch, amount: number) =>
    converted ? (
      money(amount)
    ) : (
      <FigureLink scope={shown} of={{ ...of, month: month?.slice(0, 7) }} amount={amount} text={money(amount)} />
    );
  const sum = (of: (month: MonthShares) => number) => rows.reduce((total, month) => total + of(month), 0);
  const columns: TableColumn<MonthShares>[] = [
    {
      key: 'month',
      label: 'Month',
      value: ({ month }) => month,
      cell: (row) => (
        <>
          {formatMonth(row.month)}
          <span className={styles.note}>{monthNote(row)}</span>
        </>
      ),
      footer: 'All months',
    },
    {
      key: 'terms',
      label: 'Terms',
      value: ({ month }) => (data ? termsOf(data, notes, month) : ''),
      wide: true,
      sortable: false,
    },
    {
      key: 'net',
      label: 'Net revenue',
      value: ({ net }) => net,
      cell: ({ month, net }) => <span className={styles.amount}>{figure(month, {}, net)}</span>,
      footer: figure(undefined, {}, data?.totals.net_revenue ?? 0),
      numeric: true,
      definition: metricDefinition('net_revenue'),
    },
    ...(shares?.lines ?? []).map(
      ({ key, name }, index): TableColumn<MonthShares> => ({
        key,
        label: name,
        value: ({ amounts }: MonthShares) => amounts[index] ?? 0,
        cell: ({ month, amounts }: MonthShares) => figure(month, figureOfLine(key), amounts[index] ?? 0),
        footer: figure(
          undefined,
          figureOfLine(key),
          sum(({ amounts }) => amounts[index] ?? 0),
        ),
        numeric: true,
        definition:
          'What this line comes to of the payments and refunds of the month, under the agreement in force on the day an order was paid',
        wide: index > 0,
      }),
    ),
  ];
  return (
    <Panel
      title="Every month adds up to net revenue"
      subtitle={`Shares of what was paid and refunded in ${formatPeriod(period)}; whole minor units are given out by largest remainder`}
      query={query}
      height={180}
      picture={false}
      meta={data?.meta}
      scope={shown}
      table={shares ? monthSharesTable(shares, currency) : undefined}
      empty={data && data.groups.length === 0 ? { sentence: 'There is no revenue to share in these days.' } : false}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={({ month }) => month} caption="Shares by month" />}
    </Panel>
  );
}

/** The versions in force in a month that something counted is under. */
function termsOf({ agreements }: RevenueShareAnswer, notes: ReadonlyMap<string, string | null>, month: string): string {
  const last = addDays(`${addDays(month, 31).slice(0, 7)}-01`, -1);
  const inForce = agreements.filter((one) => {
    const next = agreements
      .filter(({ slug, effective_from }) => slug === one.slug && effective_from > one.effective_from)
      .map(({ effective_from }) => effective_from)
      .toSorted()[0];
    return one.effective_from <= last && (next ?? '9999') > month && (one.ends_on ?? '9999') >= month;
  });
  return inForce
    .map((one) => versionName({ ...one, note: notes.get(`${one.slug} ${one.version}`) ?? null }))
    .join(', ');
}
