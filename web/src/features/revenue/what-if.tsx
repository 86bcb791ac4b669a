import { type Agreement, type Terms, versionOn } from '@syncline/shared/agreements';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../lib/api.ts';
import { formatMoney, formatPercent, formatPeriod, UNDEFINED } from '../../lib/format.ts';
import { type Scope, useScope } from '../../lib/scope.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './agreements.module.css';
import { type ShareLine, shareLines } from './shares.ts';
import { emptyTerms, readTerms, termsDraft } from './terms-draft.ts';
import { TermsFields } from './terms-fields.tsx';

interface WhatIfProps {
  agreement: Agreement;
  onClose: () => void;
}

/** What everybody would have come to in the period, had the agreement had other terms; nothing real changes. */
export function WhatIf({ agreement, onClose }: WhatIfProps) {
  const scope = useScope();
  const { currency, name } = agreement;
  const [draft, setDraft] = useState(() => {
    const shown = versionOn(agreement, scope.workspace.today) ?? agreement.versions.at(-1);
    return (shown && termsDraft(shown.terms, currency)) ?? emptyTerms();
  });
  const read = readTerms(draft, currency);
  const [asked, setAsked] = useState<Terms | null>(read.terms);
  const query = useSupposed(scope, agreement.slug, asked);
  const rows = query.data ? comparedLines(query.data) : [];
  const isNew = JSON.stringify(read.terms) !== JSON.stringify(asked);
  return (
    <Page
      title={`What if: ${name}`}
      facts={`${formatPeriod(scope.period, { year: true })}, as if these terms had held all along; nothing real changes`}
      crumbs={
        <>
          <Button look="link" onClick={onClose}>
            {name}
          </Button>
          <span>/</span>What if
        </>
      }
    >
      <Row>
        <Cell span={7}>
          <Panel
            title="Each party, as it is and as it would be"
            subtitle="All versions of the agreement with the terms beside; other agreements as they are"
            query={query}
            height={250}
            picture={false}
            meta={query.data?.meta}
            table={{
              columns: [
                { label: 'Party' },
                { label: 'As it is' },
                { label: 'As it would be' },
                { label: 'Difference' },
              ],
              rows: rows.map((row) => [
                row.name,
                ...[row.now, row.supposed, row.supposed - row.now].map((minor) => formatMoney(minor, scope.currency)),
              ]),
            }}
            empty={
              query.data && rows.length === 0 ? { sentence: 'Nothing was charged or refunded in these days.' } : false
            }
          >
            {() => <Compared rows={rows} scope={scope} />}
          </Panel>
        </Cell>
        <Cell span={5}>
          <form
            noValidate
            aria-label="Other terms"
            onSubmit={(event) => {
              event.preventDefault();
              if (read.terms) setAsked(read.terms);
            }}
          >
            <TermsFields draft={draft} set={setDraft} faults={read.faults ?? {}} currency={currency} />
            <div className={styles.actions}>
              <Button look="primary" type="submit" disabled={read.terms === null || !isNew}>
                Work it out
              </Button>
              <output className={styles.problem}>{read.faults?.['terms.shares'] ?? null}</output>
            </div>
          </form>
        </Cell>
      </Row>
    </Page>
  );
}

function useSupposed({ period, filters }: Scope, slug: string, terms: Terms | null) {
  const json = { period, filters, what_if: terms === null ? [] : [{ agreement: slug, terms }] };
  return useQuery({
    queryKey: ['revenue-share', json],
    queryFn: ({ signal }) => request<RevenueShareAnswer>('/analysis/revenue-share', { json, signal }),
    placeholderData: keepPreviousData,
  });
}

interface ComparedLine extends Pick<ShareLine, 'key' | 'name'> {
  now: number;
  supposed: number;
}

function comparedLines({ totals, what_if }: RevenueShareAnswer): ComparedLine[] {
  const [now, supposed] = [shareLines(totals), shareLines(what_if ?? totals)];
  const all = [...new Map([...now, ...supposed].map((line) => [line.key, line])).values()];
  const amount = (lines: readonly ShareLine[], key: string) => lines.find((line) => line.key === key)?.amount ?? 0;
  return all.map(({ key, name }) => ({
    key,
    name,
    now: amount(now, key),
    supposed: amount(supposed, key),
  }));
}

function Compared({ rows, scope: { currency } }: { rows: readonly ComparedLine[]; scope: Scope }) {
  const column = (
    key: string,
    label: string,
    value: (row: ComparedLine) => number,
    plus: boolean,
  ): TableColumn<ComparedLine> => ({
    key,
    label,
    value,
    cell: (row) => formatMoney(value(row), currency, { plus }),
    footer: formatMoney(
      rows.reduce((sum, row) => sum + value(row), 0),
      currency,
    ),
    numeric: true,
  });
  const columns: TableColumn<ComparedLine>[] = [
    {
      key: 'name',
      label: 'Party',
      value: ({ name }) => name,
      footer: 'Net revenue',
    },
    { ...column('now', 'Is', ({ now }) => now, false), wide: true },
    column('then', 'Would be', ({ supposed }) => supposed, false),
    column('difference', 'Difference', ({ now, supposed }) => supposed - now, true),
    {
      key: 'change',
      label: 'Change',
      value: ({ now, supposed }) => (now > 0 ? supposed / now - 1 : null),
      cell: ({ now, supposed }) => (now > 0 ? formatPercent(supposed / now - 1, { digits: 1, plus: true }) : UNDEFINED),
      numeric: true,
      wide: true,
    },
  ];
  return <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="As it is and as it would be" />;
}
