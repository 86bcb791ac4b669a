import { METRIC_KEYS, METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { Link } from '@tanstack/react-router';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { carryFilters } from '../../lib/filters.ts';
import { changeOf, formatMetric } from '../../lib/format.ts';
import { CampaignName } from '../../ui/campaign-name.tsx';
import type { TableColumn } from '../../ui/data-table.tsx';
import { Delta } from '../../ui/kpi.tsx';

export interface CampaignRow {
  slug: string;
  name: string;
  brand: string;
  metrics: Record<string, number | null>;
  before: Record<string, number | null> | undefined;
  days: (number | null)[];
  open: number;
}

const DEFAULT_COLUMNS: readonly MetricKey[] = [
  'impressions',
  'reach',
  'frequency',
  'net_follows',
  'purchases',
  'conversion_per_reach',
  'net_revenue',
];
/** Usual too, where any spend is known. */
const SPEND_COLUMNS: readonly MetricKey[] = ['spend', 'cpa', 'roas'];
/** Columns a phone keeps beside the name. */
const KEPT: readonly MetricKey[] = ['purchases', 'net_revenue'];

/** The metrics asked for in the URL; those that do not exist are left out, none at all is the usual set with those of spend. */
export function readColumns(columns: string | undefined): readonly MetricKey[] {
  const asked = new Set(columns?.split(','));
  const known = METRIC_KEYS.filter((metric) => asked.has(metric));
  return known.length > 0 ? known : [...DEFAULT_COLUMNS, ...SPEND_COLUMNS];
}

/** The metrics that are shown: those of spend are no usual columns where none is known. */
export function shownColumns(
  asked: readonly MetricKey[],
  chosen: boolean,
  answer: QueryAnswer | undefined,
): readonly MetricKey[] {
  if (chosen || typeof answer?.totals.metrics.spend === 'number') return asked;
  return asked.filter((metric) => !SPEND_COLUMNS.includes(metric));
}

interface Context {
  metrics: readonly MetricKey[];
  totals: QueryAnswer['totals'] | undefined;
  compared: boolean;
  currency: string;
  count: number;
}

/** The columns of the campaigns' table: name, sparkline, the metrics chosen, and the change of revenue. */
export function campaignColumns({ metrics, totals, compared, currency, count }: Context): TableColumn<CampaignRow>[] {
  const kept = KEPT.filter((metric) => metrics.includes(metric));
  const onPhone = kept.length > 0 ? kept : metrics.slice(0, 2);
  const columns = metrics.map((metric): TableColumn<CampaignRow> => {
    const value = totals?.metrics[metric];
    return {
      key: metric,
      label: METRICS[metric].label,
      numeric: true,
      wide: !onPhone.includes(metric),
      value: (row) => row.metrics[metric] ?? null,
      cell: (row) => formatMetric(metric, row.metrics[metric] ?? null, currency),
      footer: value === undefined ? undefined : formatMetric(metric, value, currency),
    };
  });
  const change: TableColumn<CampaignRow> = {
    key: 'change',
    label: 'Revenue vs previous',
    numeric: true,
    wide: true,
    value: (row) => changeOf('money', row.metrics.net_revenue, row.before?.net_revenue)?.value ?? null,
    cell: (row) => <Delta change={changeOf('money', row.metrics.net_revenue, row.before?.net_revenue)} better="up" />,
    footer: totals ? (
      <Delta change={changeOf('money', totals.metrics.net_revenue, totals.comparison?.net_revenue)} better="up" />
    ) : undefined,
  };
  return [
    {
      key: 'name',
      label: 'Campaign',
      value: (row) => row.name,
      cell: (row) => (
        <CampaignName name={row.name} note={row.brand} link={row.slug ? <CampaignLink row={row} /> : null} />
      ),
      footer: totals ? <CampaignName name={`All ${count}`} note="people counted once" link={null} /> : undefined,
    },
    {
      key: 'days',
      label: 'Revenue by day',
      numeric: true,
      sortable: false,
      wide: true,
      value: () => null,
      cell: (row) => <Sparkline values={row.days} open={row.open} colour="var(--revenue)" width={84} height={24} />,
    },
    ...columns,
    ...(compared ? [change] : []),
  ];
}

function CampaignLink({ row }: { row: CampaignRow }) {
  return (
    <Link to="/campaigns/$slug" params={{ slug: row.slug }} search={carryFilters}>
      {row.name}
    </Link>
  );
}
