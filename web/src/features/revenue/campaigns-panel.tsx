import type { MetricKey } from '@syncline/shared/metrics';
import { minorDigits } from '@syncline/shared/money';
import type { AnswerMeta } from '@syncline/shared/query';
import type { SharedRevenue } from '@syncline/shared/revenue-share';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import { formatCount, formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import styles from './campaigns-panel.module.css';
import { useRevenueShare } from './agreements-questions.ts';
import { FigureLink } from './figure-link.tsx';
import { otherCurrencies, useRevenueByCampaign } from './revenue-questions.ts';
import { NO_PLACE } from './shared-orders-search.ts';

interface CampaignMoney {
  slug: string;
  name: string;
  brand: string;
  purchases: number;
  gross: number;
  refunds: number;
  net: number;
  average: number | null;
}

/** Gross, refunds and net by campaign, with totals that the API computed. */
export function CampaignsPanel({ scope }: { scope: Scope }) {
  const query = useRevenueByCampaign(scope);
  const nameOf = useCampaignNames();
  const { data } = query;
  const rows = (data?.rows ?? []).map(({ dimensions, metrics }) =>
    moneyOf(nameOf(String(dimensions.campaign)), metrics),
  );
  const total = moneyOf(ALL, data?.totals.metrics ?? {});
  return (
    <MoneyPanel
      scope={scope}
      query={query}
      rows={rows}
      total={total}
      meta={data?.meta}
      warning={otherCurrencies(data)}
      link={({ slug, net }, text) => (
        <FigureLink scope={scope} of={{ in_campaign: slug === '' ? NO_PLACE : slug }} amount={net} text={text} />
      )}
    />
  );
}

/** The same of the orders of all currencies, converted. */
export function ConvertedCampaignsPanel({ scope }: { scope: Scope }) {
  const query = useRevenueShare(scope, { by: 'campaign', converted: true });
  const nameOf = useCampaignNames();
  const { data } = query;
  const rows = (data?.groups ?? []).map((group) => sharedMoney(nameOf(group.value), group));
  const total = data ? sharedMoney(ALL, data.totals) : moneyOf(ALL, {});
  return <MoneyPanel scope={scope} query={query} rows={rows} total={total} meta={data?.meta} />;
}

type Named = Pick<CampaignMoney, 'slug' | 'name' | 'brand'>;

const ALL: Named = { slug: '', name: 'All campaigns', brand: '' };

function useCampaignNames(): (slug: string) => Named {
  const campaigns = useQuery(campaignsQuery).data?.items;
  const brands = useQuery(brandsQuery).data?.items;
  return (slug) => {
    const brand = campaigns?.find((campaign) => campaign.slug === slug)?.brand ?? '';
    return { slug, name: nameOf(campaigns, slug), brand: nameOf(brands, brand, '') };
  };
}

interface MoneyPanelProps extends MoneyTableProps {
  query: PanelQuery & { data: unknown };
  meta: AnswerMeta | undefined;
  warning?: string | undefined;
}

function MoneyPanel({ scope, query, rows: all, total, meta, warning, link }: MoneyPanelProps) {
  const rows = all.filter(({ gross, refunds, purchases }) => gross !== 0 || refunds !== 0 || purchases !== 0);
  return (
    <Panel
      title="Revenue by campaign"
      subtitle="A campaign is that of the paid order; an order with none stands under “no campaign”"
      query={query}
      height={260}
      picture={false}
      warning={warning}
      meta={meta}
      table={tableOf(rows, total, scope.currency)}
      empty={
        query.data !== undefined && rows.length === 0
          ? { sentence: 'No campaign was charged or refunded anything in these days.' }
          : false
      }
      source="Totals are computed over all campaigns; the average order value is gross ÷ orders paid, and no mean of the rows."
    >
      {() => <MoneyTable rows={rows} total={total} scope={scope} {...(link ? { link } : {})} />}
    </Panel>
  );
}

/** The average is rounded half up to the minor unit. */
function sharedMoney(named: Named, { orders, gross_revenue, refunds, net_revenue }: SharedRevenue): CampaignMoney {
  const average = orders > 0 ? Math.round(gross_revenue / orders) : null;
  return { ...named, purchases: orders, gross: gross_revenue, refunds, net: net_revenue, average };
}

function moneyOf(named: Named, metrics: Record<string, number | null>): CampaignMoney {
  return {
    ...named,
    purchases: metrics.purchases ?? 0,
    gross: metrics.gross_revenue ?? 0,
    refunds: metrics.refunds ?? 0,
    net: metrics.net_revenue ?? 0,
    average: metrics.average_order_value ?? null,
  };
}

interface MoneyTableProps {
  rows: readonly CampaignMoney[];
  total: CampaignMoney;
  scope: Scope;
  /** Leads on from the net revenue of a campaign, given as it is written. */
  link?: (row: CampaignMoney, text: string) => ReactNode;
}

function MoneyTable({ rows, total, scope, link }: MoneyTableProps) {
  const { currency } = scope;
  const nets = rows.map(({ net }) => net);
  const low = Math.min(0, ...nets);
  const size = Math.max(0, ...nets) - low || 1;
  const money = (
    key: string,
    label: string,
    metric: MetricKey,
    value: (row: CampaignMoney) => number | null,
    wide: boolean,
  ): TableColumn<CampaignMoney> => ({
    key,
    label,
    value,
    cell: (row) => text(value(row)),
    footer: text(value(total)),
    numeric: true,
    definition: metricDefinition(metric),
    wide,
  });
  const text = (minor: number | null) => (minor === null ? UNDEFINED : formatMoney(minor, currency));
  const columns: TableColumn<CampaignMoney>[] = [
    {
      key: 'name',
      label: 'Campaign',
      value: (row) => row.name,
      cell: nameCell,
      footer: total.name,
    },
    {
      key: 'purchases',
      label: 'Purchases',
      value: (row) => row.purchases,
      footer: formatCount(total.purchases),
      numeric: true,
      definition: metricDefinition('purchases'),
    },
    money('gross', 'Gross', 'gross_revenue', (row) => row.gross, true),
    money('refunds', 'Refunds', 'refunds', (row) => row.refunds, true),
    {
      key: 'refund_share',
      label: 'Refunds ÷ gross',
      value: refundShare,
      cell: (row) => share(refundShare(row)),
      footer: share(refundShare(total)),
      numeric: true,
      definition: 'Refunds booked in the period ÷ gross revenue of the period',
      wide: true,
    },
    money('average', 'Average order value', 'average_order_value', (row) => row.average, true),
    {
      ...money('net', 'Net', 'net_revenue', (row) => row.net, false),
      cell: (row) => {
        const net = text(row.net);
        return <span className={styles.net}>{link?.(row, net) ?? net}</span>;
      },
    },
    {
      key: 'bar',
      label: 'Net, from zero',
      value: () => null,
      cell: ({ net }) => barCell(net, low, size),
      sortable: false,
      wide: true,
    },
  ];
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowKey={(row) => row.slug}
      caption="Revenue by campaign"
      sort={{ key: 'net', descending: true }}
    />
  );
}

function nameCell(row: CampaignMoney): ReactNode {
  return (
    <>
      {row.slug === '' ? (
        <span className={styles.name}>{row.name}</span>
      ) : (
        <Link
          to="/campaigns/$slug"
          params={{ slug: row.slug }}
          search={carryFilters}
          className={styles.name ?? ''}
          style={{ color: 'inherit' }}
        >
          {row.name}
        </Link>
      )}
      {row.brand ? <span className={styles.brand}>{row.brand}</span> : null}
    </>
  );
}

function refundShare({ refunds, gross }: CampaignMoney): number | null {
  return gross > 0 ? refunds / gross : null;
}

function share(value: number | null): string {
  return value === null ? UNDEFINED : formatPercent(value, { digits: 2 });
}

function tableOf(rows: readonly CampaignMoney[], total: CampaignMoney, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  return {
    columns: [
      { label: 'Campaign' },
      { label: 'Slug' },
      { label: 'Brand' },
      { label: 'Purchases' },
      { label: `Gross, ${currency}` },
      { label: `Refunds, ${currency}` },
      { label: `Net, ${currency}` },
      { label: `Average order value, ${currency}` },
    ],
    rows: [...rows, total].map(({ name, slug, brand, purchases, gross, refunds, net, average }) => [
      name,
      slug,
      brand,
      purchases,
      gross / size,
      refunds / size,
      net / size,
      average === null ? null : average / size,
    ]),
  };
}

/** Net revenue as a bar from the zero that all rows have in common. */
function barCell(net: number, low: number, size: number): ReactNode {
  const at = (minor: number) => `${(minor / size) * 100}%`;
  return (
    <span className={styles.track} aria-hidden="true">
      <i
        style={{
          left: at(Math.min(0, net) - low),
          width: at(Math.abs(net)),
          background: net < 0 ? 'var(--negative)' : 'var(--revenue)',
        }}
      />
      <i className={styles.zero} style={{ left: at(-low) }} />
    </span>
  );
}
