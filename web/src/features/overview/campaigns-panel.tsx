import type { Campaign } from '@syncline/shared/control';
import { METRICS } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { daysOf } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { DeltaBar, ShareCell } from '../../charts/draw/cell-bars.tsx';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { carryFilters } from '../../lib/filters.ts';
import {
  changeOf,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatPercent,
  UNDEFINED,
} from '@syncline/shared/format';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { byDay, mobileShare, openCount } from '../../lib/series.ts';
import { CampaignName } from '../../ui/campaign-name.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Delta } from '../../ui/kpi.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { campaignsTitle } from './findings.ts';
import type { useOverview } from './questions.ts';

interface CampaignRow {
  slug: string;
  name: string;
  brand: string;
  revenue: number | null;
  before: number | null;
  change: number;
  purchases: number | null;
  reach: number | null;
  conversion: number | null;
  mobile: number | null;
  days: (number | null)[];
  /** How many of the last days are open. */
  open: number;
}

interface ColumnContext {
  compared: boolean;
  currency: string;
  largest: number;
  totals: QueryAnswer['totals'] | undefined;
  mobile: number | null;
  count: number;
}

/** Campaigns by how much their net revenue changed, with who made the change. */
export function CampaignsPanel({ scope, overview }: { scope: Scope; overview: ReturnType<typeof useOverview> }) {
  const { campaigns, campaignDays, campaignDevices, byDevice, spark } = overview;
  const catalogue = useQuery(campaignsQuery).data?.items;
  const brands = useQuery(brandsQuery).data?.items;
  const navigate = useNavigate();
  const compared = scope.comparisonPeriod !== null;
  const days = daysOf(spark);
  const open = openCount(days, campaignDays.data?.meta.open_days);
  const rows = (campaigns.data?.rows ?? []).map((row): CampaignRow => {
    const slug = String(row.dimensions.campaign);
    const same = (other: QueryAnswer['rows'][number]) => other.dimensions.campaign === slug;
    const series = byDay(campaignDays.data, 'net_revenue', same);
    const revenue = row.metrics.net_revenue ?? null;
    const before = row.comparison?.net_revenue ?? null;
    return {
      slug,
      name: nameOf(catalogue, slug, 'No campaign'),
      brand: brandOf(catalogue, brands, slug),
      revenue,
      before,
      change: (revenue ?? 0) - (before ?? 0),
      purchases: row.metrics.purchases ?? null,
      reach: row.metrics.reach ?? null,
      conversion: row.metrics.conversion_per_reach ?? null,
      mobile: mobileShare(campaignDevices.data?.rows.filter(same) ?? [], 'actions'),
      days: days.map((day) => series.get(day) ?? 0),
      open,
    };
  });
  const columns = columnsFor({
    compared,
    currency: scope.currency,
    largest: Math.max(0, ...rows.map((row) => Math.abs(row.change))),
    totals: campaigns.data?.totals,
    mobile: byDevice.data ? mobileShare(byDevice.data.rows, 'actions') : null,
    count: rows.filter((row) => row.slug !== '').length,
  });
  return (
    <Panel
      what="Campaigns by change in net revenue"
      title={campaigns.data && campaignsTitle(campaigns.data.rows, compared)}
      subtitle={
        compared ? 'Campaigns by size of change in net revenue' : 'Figures of the period; each person counted once'
      }
      query={mergeQueries(campaigns, campaignDays, campaignDevices)}
      height={300}
      picture={false}
      meta={campaigns.data?.meta}
      table={{
        columns: [
          'Campaign',
          'Brand',
          `Net revenue, ${scope.currency} minor units`,
          'Before',
          'Purchases',
          'Reach',
          'Buyers ÷ reach',
          'Mobile share',
        ].map((label) => ({ label })),
        rows: rows.map((row) => [
          row.name,
          row.brand,
          row.revenue,
          row.before,
          row.purchases,
          row.reach,
          row.conversion,
          row.mobile,
        ]),
      }}
      empty={rows.length === 0 && { sentence: 'No campaign has figures in this period under these filters.' }}
    >
      <DataTable
        caption="Campaigns with their figures"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.slug}
        sort={{ key: compared ? 'change' : 'revenue', descending: true }}
        onRow={(row) => {
          if (row.slug) void navigate({ to: '/campaigns/$slug', params: { slug: row.slug }, search: carryFilters });
        }}
      />
    </Panel>
  );
}

function brandOf(
  catalogue: readonly Campaign[] | undefined,
  brands: readonly { slug: string; name: string }[] | undefined,
  slug: string,
): string {
  const brand = catalogue?.find((campaign) => campaign.slug === slug)?.brand;
  return brand ? nameOf(brands, brand) : '';
}

function columnsFor({ compared, currency, largest, totals, mobile, count }: ColumnContext): TableColumn<CampaignRow>[] {
  const money = (value: number | null | undefined) =>
    value === null || value === undefined ? UNDEFINED : formatMoney(value, currency);
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? UNDEFINED : formatCount(value);
  const percent = (value: number | null | undefined) =>
    value === null || value === undefined ? UNDEFINED : formatPercent(value);
  const all = totals?.metrics;
  const allChange = (all?.net_revenue ?? 0) - (totals?.comparison?.net_revenue ?? 0);
  const change: TableColumn<CampaignRow>[] = [
    {
      key: 'relative',
      label: 'vs previous',
      numeric: true,
      definition: 'Net revenue ÷ that of the period compared with, less one',
      wide: true,
      value: (row) => changeOf('money', row.revenue, row.before)?.value ?? null,
      cell: (row) => <Delta change={changeOf('money', row.revenue, row.before)} better="up" />,
      footer: <Delta change={changeOf('money', all?.net_revenue, totals?.comparison?.net_revenue)} better="up" />,
    },
    {
      key: 'change',
      label: 'Change in net revenue',
      numeric: true,
      definition: 'Net revenue less that of the period compared with; the bar shows it beside the largest change',
      value: (row) => Math.abs(row.change),
      cell: (row) => (
        <>
          <DeltaBar
            value={row.change}
            largest={largest}
            text={formatMoneyShort(row.change, currency, { plus: true })}
          />
          <span className="sr-only">{formatMoney(row.change, currency, { plus: true })}</span>
        </>
      ),
      footer: formatMoneyShort(allChange, currency, { plus: true }),
      wide: true,
    },
  ];
  return [
    {
      key: 'name',
      label: 'Campaign',
      value: (row) => row.name,
      cell: (row) => (
        <CampaignName name={row.name} note={row.brand} link={row.slug ? <CampaignLink row={row} /> : null} />
      ),
      footer: (
        <CampaignName
          name={count === 1 ? 'This campaign' : `All ${count}`}
          note="reach counts each person once"
          link={null}
        />
      ),
    },
    {
      key: 'days',
      label: 'By day',
      numeric: true,
      definition: 'Net revenue of each of the last thirty days; open days are dashed',
      sortable: false,
      wide: true,
      value: () => null,
      cell: (row) => <Sparkline values={row.days} open={row.open} colour="var(--revenue)" width={84} height={24} />,
    },
    {
      key: 'revenue',
      label: 'Net revenue',
      numeric: true,
      definition: metricDefinition('net_revenue'),
      value: (row) => row.revenue,
      cell: (row) => <strong style={{ fontWeight: 600 }}>{money(row.revenue)}</strong>,
      footer: money(all?.net_revenue),
    },
    ...(compared ? change : []),
    {
      key: 'purchases',
      label: 'Purchases',
      numeric: true,
      definition: metricDefinition('purchases'),
      value: (row) => row.purchases,
      cell: (row) => number(row.purchases),
      footer: number(all?.purchases),
    },
    {
      key: 'reach',
      label: 'Reach',
      numeric: true,
      definition: metricDefinition('reach'),
      wide: true,
      value: (row) => row.reach,
      cell: (row) => number(row.reach),
      footer: number(all?.reach),
    },
    {
      key: 'conversion',
      label: METRICS.conversion_per_reach.label,
      numeric: true,
      definition: metricDefinition('conversion_per_reach'),
      wide: true,
      value: (row) => row.conversion,
      cell: (row) => percent(row.conversion),
      footer: percent(all?.conversion_per_reach),
    },
    {
      key: 'mobile',
      label: 'Mobile share',
      numeric: true,
      definition: 'Actions on phones and tablets ÷ actions on all devices, unknown ones included',
      wide: true,
      value: (row) => row.mobile,
      cell: (row) =>
        row.mobile === null ? (
          UNDEFINED
        ) : (
          <ShareCell share={row.mobile} text={formatPercent(row.mobile, { digits: 1 })} colour="var(--mobile)" />
        ),
      footer:
        mobile === null ? (
          UNDEFINED
        ) : (
          <ShareCell share={mobile} text={formatPercent(mobile, { digits: 1 })} colour="var(--mobile)" />
        ),
    },
  ];
}

function CampaignLink({ row }: { row: CampaignRow }) {
  return (
    <Link to="/campaigns/$slug" params={{ slug: row.slug }} search={carryFilters}>
      {row.name}
    </Link>
  );
}
