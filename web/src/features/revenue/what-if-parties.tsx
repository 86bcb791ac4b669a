import { minorDigits } from '@syncline/shared/money';
import type { RevenueScenariosAnswer } from '@syncline/shared/revenue-scenarios';
import { formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { FigureLink } from './figure-link.tsx';
import { moneyCell } from './money-cell.ts';
import { figureOfLine } from './shared-orders-search.ts';
import { shareLines } from './shares.ts';

/** What somebody, or nobody, comes to under each of several terms, the actual ones first. */
interface ComparedLine {
  key: string;
  name: string;
  amounts: number[];
}

function comparedLines({ actual, scenarios }: RevenueScenariosAnswer): ComparedLine[] {
  const columns = [actual, ...scenarios.map(({ totals }) => totals)].map(shareLines);
  const all = [...new Map(columns.flat().map((line) => [line.key, line])).values()];
  return all.map(({ key, name }) => ({
    key,
    name,
    amounts: columns.map((lines) => lines.find((line) => line.key === key)?.amount ?? 0),
  }));
}

interface PartiesPanelProps {
  scope: Scope;
  query: PanelQuery;
  /** Of one scenario: the terms that are supposed. */
  answer: RevenueScenariosAnswer | undefined;
  /** Whoever takes what is left. */
  residual: { party: string; name: string };
  isChanged: boolean;
}

/** Each party as it is and as it would be. */
export function WhatIfPartiesPanel({ scope, query, answer, residual, isChanged }: PartiesPanelProps) {
  const { currency } = scope;
  const rows = answer ? comparedLines(answer) : [];
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  const [now = 0, supposed = 0] = rows.find(({ key }) => key === `party ${residual.party}`)?.amounts ?? [];
  const column = (
    label: string,
    definition: string,
    value: (row: ComparedLine) => number,
    plus = false,
  ): TableColumn<ComparedLine> => ({
    key: label,
    label,
    value,
    cell: (row) => formatMoney(value(row), currency, { plus }),
    footer: formatMoney(
      rows.reduce((sum, row) => sum + value(row), 0),
      currency,
    ),
    numeric: true,
    definition,
  });
  const is = ({ amounts: [amount = 0] }: ComparedLine) => amount;
  const wouldBe = ({ amounts: [, amount = 0] }: ComparedLine) => amount;
  const columns: TableColumn<ComparedLine>[] = [
    { key: 'name', label: 'Party', value: ({ name }) => name, footer: 'Net revenue' },
    {
      ...column('Is', 'What the party comes to under the terms in force', is),
      cell: (row) => (
        <FigureLink scope={scope} of={figureOfLine(row.key)} amount={is(row)} text={formatMoney(is(row), currency)} />
      ),
      wide: true,
    },
    column('Would be', 'What it would come to of the same payments and refunds under the terms supposed', wouldBe),
    column('Difference', 'What it would come to less what it comes to', (row) => wouldBe(row) - is(row), true),
    {
      key: 'change',
      label: 'Change',
      value: (row) => (is(row) > 0 ? wouldBe(row) / is(row) - 1 : null),
      cell: (row) => (is(row) > 0 ? formatPercent(wouldBe(row) / is(row) - 1, { digits: 1, plus: true }) : UNDEFINED),
      numeric: true,
      definition: 'What the party would come to ÷ what it comes to, less one',
      wide: true,
    },
  ];
  return (
    <Panel
      what="Each party, as it is and as it would be"
      title={answer ? titleOf(residual.name, { now, supposed, isChanged }, currency) : undefined}
      subtitle="The same payments and refunds, settled under the terms in force and under those supposed"
      query={query}
      height={190}
      picture={false}
      meta={answer?.meta}
      table={{
        columns: [
          { label: 'Party' },
          ...['Is', 'Would be', 'Difference'].map((label) => ({ label: `${label}, ${currency}`, format })),
        ],
        rows: rows.map((row) => [row.name, is(row) / size, wouldBe(row) / size, (wouldBe(row) - is(row)) / size]),
      }}
      empty={answer && rows.length === 0 ? { sentence: 'Nothing was charged or refunded in these days.' } : false}
    >
      {() => (
        <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="As it is and as it would be" />
      )}
    </Panel>
  );
}

function titleOf(
  name: string,
  { now, supposed, isChanged }: { now: number; supposed: number; isChanged: boolean },
  currency: string,
) {
  if (!isChanged) return `${name} comes to ${formatMoney(now, currency)}; nothing is changed yet`;
  if (now === supposed) return `${name} would come to the same`;
  const by = formatMoney(Math.abs(supposed - now), currency);
  return `${name} would come to ${formatMoney(supposed, currency)}, ${by} ${supposed < now ? 'less' : 'more'}`;
}

interface ComparePanelProps {
  scope: Scope;
  query: PanelQuery;
  answer: RevenueScenariosAnswer | undefined;
}

/** Scenarios side by side, as it is first. */
export function ComparePanel({ scope: { currency }, query, answer }: ComparePanelProps) {
  const rows = answer ? comparedLines(answer) : [];
  const names = ['As it is', ...(answer?.scenarios ?? []).map(({ name }) => name)];
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  const columns: TableColumn<ComparedLine>[] = [
    { key: 'name', label: 'Party', value: ({ name }) => name, footer: 'Net revenue' },
    ...names.map(
      (label, index): TableColumn<ComparedLine> => ({
        // Two scenarios can have the same name.
        key: `${index}`,
        label,
        value: ({ amounts }: ComparedLine) => amounts[index] ?? 0,
        cell: ({ amounts }: ComparedLine) => formatMoney(amounts[index] ?? 0, currency),
        footer: formatMoney(
          rows.reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0),
          currency,
        ),
        numeric: true,
        definition: 'What each party comes to of the same payments and refunds under this scenario’s terms',
      }),
    ),
  ];
  return (
    <Panel
      title="Scenarios side by side"
      subtitle="Each party over the days above under each of them, as it is first"
      query={query}
      height={190}
      picture={false}
      meta={answer?.meta}
      table={{
        columns: [{ label: 'Party' }, ...names.map((name) => ({ label: `${name}, ${currency}`, format }))],
        rows: rows.map(({ name, amounts }) => [name, ...amounts.map((amount) => amount / size)]),
      }}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="Scenarios side by side" />}
    </Panel>
  );
}
