import { CHANGE_PARTS, type ChangePart, type RevenueChange } from '@syncline/shared/revenue-change';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatMoney, formatPercent, formatPeriod, UNDEFINED } from '@syncline/shared/format';
import { campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Cell, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { type ChangeRow, changeSteps, changeTable, changeTitle, PART_DEFINITIONS, PART_NAMES } from './change.ts';
import { type ChangeMode, type Compared, comparable, useRevenueChange } from './change-questions.ts';
import { ledgerOf, ledgerTable } from './ledger.ts';
import { LedgerLines } from './ledger-lines.tsx';
import { otherCurrencies } from './revenue-questions.ts';
import styles from './change-panels.module.css';

/** Six lines of 34. */
const LEDGER_HEIGHT = 204;
const TABLE_HEIGHT = 240;
const MODE_NAMES: Record<ChangeMode, string> = { period: 'These days', month: 'By month' };

interface ChangePanelsProps {
  scope: Scope;
  /** Whether what stands above is there: this is asked after it, so that it takes nothing from it. */
  after: boolean;
}

/** Why net revenue differs from before, in total and by campaign. */
export function ChangePanels({ scope, after }: ChangePanelsProps) {
  const choices = comparable(scope);
  const [chosen, setChosen] = useState<ChangeMode>('period');
  const compared = choices.find(({ mode }) => mode === chosen) ?? choices[0];
  const query = useRevenueChange(scope, compared, after);
  const campaigns = useQuery(campaignsQuery).data?.items;
  const { data } = query;
  const { currency } = scope;
  const ledger = data && compared ? ledgerOf(changeSteps(data.totals, namesOf(compared))) : undefined;
  const rows = (data?.groups ?? []).map((group) => ({
    ...group,
    key: group.value,
    name: nameOf(campaigns, group.value),
  }));
  const empty = emptyOf(compared, data?.totals);
  // Nothing is asked where nothing can be compared.
  const asked = compared ? { query } : {};
  return (
    <Row>
      <Cell span={5}>
        <Panel
          what="What changed, and why"
          title={!compared ? 'What changed, and why' : data ? changeTitle(data.totals) : undefined}
          subtitle={compared ? `${formatPeriod(compared.now)} against ${formatPeriod(compared.before)}` : undefined}
          {...asked}
          height={LEDGER_HEIGHT}
          warning={otherCurrencies(data)}
          meta={data?.meta}
          table={ledger ? ledgerTable(ledger, currency) : undefined}
          empty={empty}
          source={data && compared ? <MethodNote method={data.meta.method} /> : null}
        >
          {() => (ledger ? <LedgerLines ledger={ledger} currency={currency} height={LEDGER_HEIGHT} plus /> : null)}
        </Panel>
      </Cell>
      <Cell span={7}>
        <Panel
          title="What changed, by campaign"
          subtitle="Each row goes from net before to net now; new and ended are offers sold in one of the two only"
          {...asked}
          height={TABLE_HEIGHT}
          picture={false}
          meta={data?.meta}
          controls={
            choices.length > 1 && compared ? (
              <Segments
                label="What is compared"
                options={choices.map(({ mode }) => ({ value: mode, label: MODE_NAMES[mode] }))}
                value={compared.mode}
                onChange={setChosen}
              />
            ) : null
          }
          table={
            data ? changeTable([...rows, { ...data.totals, key: '', name: 'All campaigns' }], currency) : undefined
          }
          empty={empty}
        >
          {() => (data ? <ChangeTable rows={rows} totals={data.totals} currency={currency} /> : null)}
        </Panel>
      </Cell>
    </Row>
  );
}

function namesOf({ now, before }: Compared): { before: string; now: string } {
  const years = now.to.slice(0, 4) !== before.from.slice(0, 4);
  return { before: formatPeriod(before, { year: years }), now: formatPeriod(now, { year: years }) };
}

function emptyOf(compared: Compared | undefined, totals: RevenueChange | undefined) {
  if (!compared) return { sentence: 'The store holds no days before these to compare with.' };
  if (!totals) return false;
  const nothing = ({ gross_revenue, refunds }: RevenueChange['now']) => gross_revenue === 0 && refunds === 0;
  if (!nothing(totals.now) || !nothing(totals.before)) return false;
  return { sentence: 'Nothing was charged or refunded in these days or before them.' };
}

interface ChangeTableProps {
  rows: readonly ChangeRow[];
  totals: RevenueChange;
  currency: string;
}

function ChangeTable({ rows, totals, currency }: ChangeTableProps) {
  const shown = CHANGE_PARTS.filter((part) => rows.some(({ parts }) => parts[part] !== 0));
  const signed = (minor: number) => formatMoney(minor, currency, { plus: true });
  const part = (key: ChangePart): TableColumn<ChangeRow> => ({
    key,
    label: PART_NAMES[key],
    value: ({ parts }) => parts[key],
    cell: ({ parts }) => amountCell(parts[key], signed),
    footer: signed(totals.parts[key]),
    numeric: true,
    definition: PART_DEFINITIONS[key],
    wide: true,
  });
  const columns: TableColumn<ChangeRow>[] = [
    {
      key: 'name',
      label: 'Campaign',
      value: ({ name }) => name,
      cell: ({ name }) => <span className={styles.name}>{name}</span>,
      footer: 'All campaigns',
    },
    ...shown.map(part),
    {
      key: 'difference',
      label: 'Change',
      value: ({ difference }) => difference,
      cell: ({ difference }) => differenceCell(difference, signed),
      footer: differenceCell(totals.difference, signed),
      numeric: true,
      definition: 'Net revenue of the period less that of the one compared with; the parts before add up to it',
    },
    {
      key: 'share',
      label: 'Of before',
      value: shareOf,
      cell: (row) => shareText(row),
      footer: shareText(totals),
      numeric: true,
      definition: 'Change ÷ net revenue of the period compared with',
    },
  ];
  return <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="What changed, by campaign" />;
}

function amountCell(minor: number, text: (minor: number) => string): ReactNode {
  return minor === 0 ? <span className={styles.none}>{UNDEFINED}</span> : text(minor);
}

function differenceCell(difference: number, text: (minor: number) => string): ReactNode {
  return <span className={difference < 0 ? styles.down : styles.up}>{text(difference)}</span>;
}

function shareOf({ before, difference }: RevenueChange): number | null {
  return before.net_revenue > 0 ? difference / before.net_revenue : null;
}

function shareText(change: RevenueChange): string {
  const share = shareOf(change);
  return share === null ? UNDEFINED : formatPercent(share, { digits: 1, plus: true });
}
