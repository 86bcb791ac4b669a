import { METRIC_KEYS, METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { carryFilters } from '../../lib/filters.ts';
import { changeOf, formatMetric } from '@syncline/shared/format';
import { TOPIC_OF } from '../../lib/metric-topics.ts';
import { CampaignName } from '../../ui/campaign-name.tsx';
import type { TableColumn, TableSort } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Delta } from '../../ui/kpi.tsx';
import styles from './campaigns.module.css';
import { type CampaignRow, changeIn } from './rows.ts';

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
const USUAL_FOCUS: MetricKey = 'net_revenue';

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

/** The metric that sparklines and changes are about: the one sorted by, else net revenue, or the first column where that is not among them. */
export function focusOf(sort: TableSort, metrics: readonly MetricKey[]): MetricKey {
  const sorted = metrics.find((metric) => metric === sort.key);
  return sorted ?? (metrics.includes(USUAL_FOCUS) ? USUAL_FOCUS : (metrics[0] ?? USUAL_FOCUS));
}

interface Context {
  metrics: readonly MetricKey[];
  focus: MetricKey;
  totals: QueryAnswer['totals'] | undefined;
  compared: boolean;
  currency: string;
  count: number;
  days: (slug: string) => readonly (number | null)[];
  /** How many of the last days are open. */
  open: number;
  /** What stands before a name. */
  tick: (row: CampaignRow) => ReactNode;
}

/** The columns of the campaigns' table: name, days and change of the metric in focus, and the metrics chosen. */
export function campaignColumns(context: Context): TableColumn<CampaignRow>[] {
  const { metrics, focus, totals, compared, currency, count, days, open, tick } = context;
  const kept = KEPT.filter((metric) => metrics.includes(metric));
  const onPhone = kept.length > 0 ? kept : metrics.slice(0, 2);
  const columns = metrics.map((metric): TableColumn<CampaignRow> => {
    const value = totals?.metrics[metric];
    return {
      key: metric,
      label: METRICS[metric].label,
      numeric: true,
      definition: metricDefinition(metric),
      wide: !onPhone.includes(metric),
      value: (row) => row.metrics[metric] ?? null,
      cell: (row) => formatMetric(metric, row.metrics[metric] ?? null, currency),
      footer: value === undefined ? undefined : formatMetric(metric, value, currency),
    };
  });
  const { label, unit, better } = METRICS[focus];
  const change: TableColumn<CampaignRow> = {
    key: 'change',
    label: `${label} vs previous`,
    numeric: true,
    definition: 'The figure ÷ that of the period compared with, less one; a rate in percentage points',
    wide: true,
    value: (row) => changeIn(focus, row)?.value ?? null,
    cell: (row) => <Delta change={changeIn(focus, row)} better={better} />,
    footer: totals ? (
      <Delta change={changeOf(unit, totals.metrics[focus], totals.comparison?.[focus])} better={better} />
    ) : undefined,
  };
  return [
    {
      key: 'name',
      label: 'Campaign',
      value: (row) => row.name,
      cell: (row) => (
        <span className={styles.name}>
          {tick(row)}
          <CampaignName name={row.name} note={row.brand} link={row.slug ? <CampaignLink row={row} /> : null} />
        </span>
      ),
      footer: totals ? (
        <span className={styles.name}>
          <span className={styles.noTick} />
          <CampaignName name={`All ${count}`} note="people counted once" link={null} />
        </span>
      ) : undefined,
    },
    {
      key: 'days',
      label: `${label} by day`,
      numeric: true,
      definition: metricDefinition(focus),
      sortable: false,
      wide: true,
      value: () => null,
      cell: (row) => (
        <span className={styles.spark}>
          <Sparkline values={days(row.slug)} open={open} colour={colourOf(focus)} width={76} height={24} />
        </span>
      ),
    },
    ...columns,
    ...(compared ? [change] : []),
  ];
}

function colourOf(metric: MetricKey): string {
  const topic = TOPIC_OF[metric];
  if (topic === 'Money') return 'var(--revenue)';
  if (topic === 'Purchases' || topic === 'Conversion') return 'var(--purchases)';
  if (topic === 'Reach and frequency') return metric === 'reach' ? 'var(--reach)' : 'var(--impressions)';
  return 'var(--text-2)';
}

function CampaignLink({ row }: { row: CampaignRow }) {
  return (
    <Link to="/campaigns/$slug" params={{ slug: row.slug }} search={carryFilters}>
      {row.name}
    </Link>
  );
}
