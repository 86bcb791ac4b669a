import { CLAIMED, type Claimed, type ClaimsAnswer, type ComparedClaim } from '@syncline/shared/claims';
import { minorDigits } from '@syncline/shared/money';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../lib/api.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatCount, formatMoney, formatRatio, UNDEFINED } from '@syncline/shared/format';
import { campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './platform-claims-panel.module.css';

const FIGURES = Object.keys(CLAIMED) as Claimed[];
const LABELS: Record<Claimed, { claimed: string; counted: string }> = {
  impressions: { claimed: 'Impressions claimed', counted: 'Counted' },
  clicks: { claimed: 'Clicks claimed', counted: 'Counted' },
  conversions: { claimed: 'Conversions claimed', counted: 'Purchases counted' },
};

type ClaimRow = Pick<ClaimsAnswer['totals'], 'spend' | Claimed> & {
  slug: string;
  name: string;
  platforms: string;
};

/** What advertising platforms claim of each campaign, beside what was counted on the same days. */
export function PlatformClaimsPanel({ scope }: { scope: Scope }) {
  const { currency } = scope;
  const told = scope.filters.filter(isTold);
  const body = { period: scope.period, filters: told };
  const query = useQuery({
    queryKey: ['platform-claims', body],
    queryFn: ({ signal }) => api.platformClaims(body, signal),
  });
  const campaigns = useQuery(campaignsQuery).data?.items;
  const { data } = query;
  const rows = (data?.campaigns ?? []).map((row): ClaimRow => {
    const platforms = row.platforms.map(({ platform }) => platform || 'no platform named').join(', ');
    return { ...row, slug: row.campaign, name: nameOf(campaigns, row.campaign), platforms };
  });
  return (
    <Panel
      title="What platforms claim, and what was counted"
      subtitle="Claimed and counted on the days for which a platform told it; × is claimed ÷ counted"
      query={query}
      height={180}
      picture={false}
      meta={data?.meta}
      warning={
        told.length < scope.filters.length ? 'What platforms claim is only known by campaign and brand.' : undefined
      }
      table={data && tableOf(rows, data, currency)}
      empty={
        data && rows.length === 0
          ? {
              sentence: 'No platform reported anything of these campaigns in these days.',
              action: (
                <Link to="/data" search={carryFilters}>
                  Import advertising spend
                </Link>
              ),
            }
          : false
      }
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? (
          <DataTable
            columns={columnsOf(data, currency)}
            rows={rows}
            rowKey={(row) => row.slug}
            caption="What platforms claim, and what was counted, by campaign"
            sort={{ key: 'spend', descending: true }}
          />
        ) : null
      }
    </Panel>
  );
}

function isTold({ dimension, op }: Scope['filters'][number]): boolean {
  return (dimension === 'campaign' || dimension === 'brand') && (op === 'is' || op === 'is_not');
}

function columnsOf({ totals }: ClaimsAnswer, currency: string): TableColumn<ClaimRow>[] {
  const money = (minor: number | null) => (minor === null ? UNDEFINED : formatMoney(minor, currency));
  return [
    { key: 'name', label: 'Campaign', value: (row) => row.name, cell: nameCell, footer: 'All of them' },
    {
      key: 'spend',
      label: 'Spend',
      value: (row) => row.spend,
      cell: (row) => money(row.spend),
      footer: money(totals.spend),
      numeric: true,
      definition: metricDefinition('spend'),
    },
    ...FIGURES.flatMap((figure): TableColumn<ClaimRow>[] => [
      {
        key: figure,
        label: LABELS[figure].claimed,
        value: (row) => row[figure].claimed,
        cell: (row) => count(row[figure].claimed),
        footer: count(totals[figure].claimed),
        numeric: true,
        definition: 'As the platform reports it in the files imported, by its own rules',
        wide: true,
      },
      {
        key: `${figure}_counted`,
        label: LABELS[figure].counted,
        value: (row) => row[figure].counted,
        cell: (row) => countedCell(row[figure]),
        footer: countedCell(totals[figure]),
        numeric: true,
        definition: 'As counted here from the events, and how far the claim is from it',
        wide: figure !== 'conversions',
      },
    ]),
  ];
}

function nameCell({ slug, name, platforms }: ClaimRow): ReactNode {
  return (
    <>
      <Link to="/campaigns/$slug" params={{ slug }} search={carryFilters} className={styles.name ?? ''}>
        {name}
      </Link>
      <span className={styles.platforms}>{platforms}</span>
    </>
  );
}

function countedCell({ counted, ratio }: ComparedClaim): ReactNode {
  return (
    <>
      {count(counted)}
      <span className={styles.ratio}>{ratio === null ? '' : `× ${formatRatio(ratio)}`}</span>
    </>
  );
}

function count(value: number | null): string {
  if (value === null) return UNDEFINED;
  return Number.isInteger(value) ? formatCount(value) : formatRatio(value);
}

function tableOf(rows: readonly ClaimRow[], { totals }: ClaimsAnswer, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const all = [...rows, { ...totals, slug: '', name: 'All of them', platforms: '' }];
  return {
    columns: [
      { label: 'Campaign' },
      { label: 'Slug' },
      { label: 'Platforms' },
      { label: `Spend, ${currency}` },
      ...FIGURES.flatMap((figure) => [
        { label: LABELS[figure].claimed },
        { label: `${figure === 'conversions' ? 'purchases' : figure} counted on the same days` },
        { label: 'claimed − counted' },
        { label: 'claimed ÷ counted' },
        { label: 'days' },
      ]),
    ],
    rows: all.map((row) => [
      row.name,
      row.slug,
      row.platforms,
      row.spend === null ? null : row.spend / size,
      ...FIGURES.flatMap((figure) => {
        const { claimed, counted, difference, ratio, days } = row[figure];
        return [claimed, counted, difference, ratio, days];
      }),
    ]),
  };
}
