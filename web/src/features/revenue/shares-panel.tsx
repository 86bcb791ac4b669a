import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import type { ReactNode } from 'react';
import { formatMoney, formatMonth, formatPercent, plural, UNDEFINED } from '../../lib/format.ts';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Cell, Row } from '../../ui/page.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { useRevenueShare } from './agreements-questions.ts';
import { type ShareLine, shareLines, shareMonths, shareMonthsTable, sharesTable, sharesTitle } from './shares.ts';
import styles from './shares-panel.module.css';

/** Who gets which share of net revenue, in total and by month. */
export function SharesPanels({ scope }: { scope: Scope }) {
  const query = useRevenueShare(scope);
  return (
    <Row>
      <Cell span={7}>
        <PartiesPanel scope={scope} query={query} answer={query.data} />
      </Cell>
      <Cell span={5}>
        <MonthlySharesPanel scope={scope} query={query} answer={query.data} />
      </Cell>
    </Row>
  );
}

interface PartProps {
  scope: Scope;
  query: PanelQuery;
  answer: RevenueShareAnswer | undefined;
}

const HEIGHT = 250;

function PartiesPanel({ scope: { currency }, query, answer }: PartProps) {
  const lines = answer ? shareLines(answer.totals) : [];
  const net = answer?.totals.net_revenue ?? 0;
  return (
    <Panel
      title={answer ? sharesTitle(answer.totals, (part) => formatPercent(part, { digits: 2 })) : undefined}
      subtitle="Each order under the terms of the day it was paid; a refund takes back its order’s shares on its own day"
      query={query}
      height={HEIGHT}
      picture={false}
      meta={answer?.meta}
      table={answer ? sharesTable(lines, net, currency) : undefined}
      empty={
        answer && lines.length === 0
          ? { sentence: 'There is no revenue to share in these days under these filters.' }
          : false
      }
      source={answer ? sourceText(answer) : undefined}
    >
      {() => <PartiesTable lines={lines} net={net} currency={currency} />}
    </Panel>
  );
}

/** What the figures rest on. */
function sourceText({ agreements, guaranteed_months }: RevenueShareAnswer): string {
  const versions = agreements.map(({ name, version }) => `${name} (version ${version})`);
  const under = versions.length > 0 ? `Under ${versions.join(', ')}.` : 'Under no agreement.';
  const guarantees = agreements.some(({ terms }) => terms.shares.some(({ minimum_minor }) => minimum_minor !== null));
  const minimums = guarantees ? ` Minimums are settled of ${plural(guaranteed_months.length, 'month')}.` : '';
  return `${under}${minimums} Fees are not known to the log: shares are before fees.`;
}

function PartiesTable({ lines, net, currency }: { lines: readonly ShareLine[]; net: number; currency: string }) {
  const text = (minor: number | null) => (minor === null ? UNDEFINED : formatMoney(minor, currency));
  const guaranteed = lines.some((line) => line.guaranteed !== null && line.guaranteed !== 0);
  const money = (key: 'earned' | 'guaranteed', label: string): TableColumn<ShareLine> => ({
    key,
    label,
    value: (line) => line[key],
    cell: (line) => text(line[key]),
    numeric: true,
    wide: true,
  });
  const columns: TableColumn<ShareLine>[] = [
    { key: 'name', label: 'Party', value: ({ name }) => name, cell: nameCell, footer: 'Net revenue' },
    money('earned', 'Earned'),
    {
      key: 'returned',
      label: 'Returned',
      value: ({ returned }) => (returned === null ? null : -returned),
      cell: ({ returned }) => text(returned === null ? null : -returned),
      numeric: true,
      wide: true,
    },
    ...(guaranteed ? [money('guaranteed', 'Minimums')] : []),
    {
      key: 'amount',
      label: 'Comes to',
      value: ({ amount }) => amount,
      cell: ({ amount }) => <span className={styles.amount}>{text(amount)}</span>,
      footer: text(net),
      numeric: true,
    },
    {
      key: 'share',
      label: 'Of net',
      value: ({ amount }) => (net > 0 ? amount / net : null),
      cell: ({ amount }) => (net > 0 ? formatPercent(amount / net, { digits: 2 }) : UNDEFINED),
      numeric: true,
    },
  ];
  return <DataTable columns={columns} rows={lines} rowKey={({ key }) => key} caption="Shares by party" />;
}

function nameCell({ name, note, kind }: ShareLine): ReactNode {
  return (
    <>
      <span className={kind === 'party' ? styles.name : undefined}>{name}</span>{' '}
      <span className={styles.note}>{note}</span>
    </>
  );
}

type MonthRow = ReturnType<typeof shareMonths>['months'][number];

function MonthlySharesPanel({ scope: { currency }, query, answer }: PartProps) {
  const shares = answer ? shareMonths(answer) : undefined;
  const money = (minor: number) => formatMoney(minor, currency);
  const columns: TableColumn<MonthRow>[] = [
    {
      key: 'month',
      label: 'Month',
      value: ({ month }) => month,
      cell: ({ month }) => formatMonth(month),
      footer: 'All',
    },
    ...(shares?.lines ?? []).map(({ key, name }, index) => ({
      key,
      label: name,
      value: ({ amounts }: MonthRow) => amounts[index] ?? 0,
      cell: ({ amounts }: MonthRow) => money(amounts[index] ?? 0),
      footer: money(sumOf(shares?.months.map(({ amounts }) => amounts[index] ?? 0))),
      numeric: true,
      wide: index > 0,
    })),
    {
      key: 'net',
      label: 'Net revenue',
      value: ({ net }) => net,
      cell: ({ net }) => <span className={styles.amount}>{money(net)}</span>,
      footer: money(answer?.totals.net_revenue ?? 0),
      numeric: true,
    },
  ];
  return (
    <Panel
      title="Shares by month"
      subtitle="What was paid and refunded in the days of the month that lie in the period; the lines add up to net"
      query={query}
      height={HEIGHT}
      picture={false}
      meta={answer?.meta}
      table={shares ? shareMonthsTable(shares, currency) : undefined}
      empty={shares?.months.length === 0 ? { sentence: 'There is no revenue to share in these days.' } : false}
    >
      {() => (
        <DataTable
          columns={columns}
          rows={shares?.months ?? []}
          rowKey={({ month }) => month}
          caption="Shares by month"
        />
      )}
    </Panel>
  );
}

function sumOf(amounts: readonly number[] = []): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
