import { METRIC_KEYS, METRICS, type MetricKey } from '@syncline/shared/metrics';
import { addDays, daysOf, periodLength } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type CampaignsSearch, carryFilters } from '../../lib/filters.ts';
import { formatPeriod, plural } from '../../lib/format.ts';
import { ask, brandsQuery, campaignsQuery, nameOf, useAnswer } from '../../lib/questions.ts';
import { type Scope, useScope } from '../../lib/scope.ts';
import { byDay, openCount } from '../../lib/series.ts';
import { TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableSort } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { Picker } from '../../ui/picker.tsx';
import styles from './campaigns.module.css';
import { campaignColumns, type CampaignRow, readColumns, shownColumns } from './columns.tsx';
import { OverlapPanel } from './overlap-panel.tsx';
import { spendWarning } from './spend-known.ts';

const SPARK_DAYS = 30;
const MOST = 1000;
const DEFAULT_SORT: TableSort = { key: 'net_revenue', descending: true };

/** Every campaign with its figures: searched, sorted and with the columns of the URL. */
export function CampaignsScreen() {
  const scope = useScope();
  const search = useSearch({ from: '/campaigns' });
  const setSearch = useSetSearch();
  const asked = readColumns(search.columns);
  const { answer, rows, query } = useCampaignRows(scope, asked);
  const metrics = shownColumns(asked, search.columns !== undefined, answer);
  const wanted = (search.find ?? '').trim().toLowerCase();
  const shown = wanted
    ? rows.filter((row) => `${row.name} ${row.brand} ${row.slug}`.toLowerCase().includes(wanted))
    : rows;
  const compared = scope.comparisonPeriod !== null;
  const columns = campaignColumns({
    metrics,
    totals: wanted ? undefined : answer?.totals,
    compared,
    currency: scope.currency,
    count: campaignsIn(rows),
  });
  return (
    <Page title="Campaigns" facts={`${formatPeriod(scope.period)}, ${scope.workspace.timezone}`}>
      <Panel
        what="Campaigns"
        title={answer && countTitle(campaignsIn(shown), campaignsIn(rows))}
        subtitle="Figures of the period under the filters; the last row is computed over everything, and counts each person once"
        query={query}
        height={420}
        picture={false}
        meta={answer?.meta}
        warning={
          answer?.meta.warnings.find((warning) => warning.code === 'rows_limited')?.message ??
          spendWarning(rows, metrics)
        }
        empty={
          rows.length === 0 && {
            sentence: 'No campaign has figures in this period under these filters.',
            action: (
              <Link to="/data" search={carryFilters}>
                Bring in data
              </Link>
            ),
          }
        }
        controls={
          <div className={styles.controls}>
            <TextInput
              type="search"
              aria-label="Find a campaign"
              placeholder="Find a campaign"
              value={search.find ?? ''}
              onChange={(event) => setSearch({ find: event.currentTarget.value || undefined })}
            />
            <Picker
              label="Columns"
              none="usual"
              options={METRIC_KEYS.map((metric) => ({ value: metric, label: METRICS[metric].label }))}
              values={search.columns ? [...metrics] : []}
              onChange={(values) => setSearch({ columns: values.length > 0 ? values.join(',') : undefined })}
            />
          </div>
        }
        table={{
          columns: ['Campaign', 'Brand', ...metrics.map((metric) => METRICS[metric].label)].map((label) => ({ label })),
          rows: shown.map((row) => [row.name, row.brand, ...metrics.map((metric) => row.metrics[metric] ?? null)]),
        }}
      >
        <DataTable
          caption="Campaigns with their figures"
          columns={columns}
          rows={shown}
          rowKey={(row) => row.slug}
          sort={readSort(search.sort)}
          onSort={(sort) => setSearch({ sort: writeSort(sort) })}
          onRow={(row) => setSearch.open(row.slug)}
          stickyHead
          none={`No campaign is called “${search.find ?? ''}”.`}
        />
      </Panel>
      <OverlapPanel scope={scope} expected={campaignsIn(rows)} />
    </Page>
  );
}

/** Rows that stand for a campaign; events of none have a row of their own. */
function campaignsIn(rows: readonly CampaignRow[]): number {
  return rows.filter((row) => row.slug !== '').length;
}

function countTitle(shown: number, all: number): string {
  return shown === all ? plural(all, 'campaign') : `${shown} of ${plural(all, 'campaign')}`;
}

function useCampaignRows(scope: Scope, metrics: readonly MetricKey[]) {
  const { period } = scope;
  const spark =
    periodLength(period) <= SPARK_DAYS ? period : { from: addDays(period.to, 1 - SPARK_DAYS), to: period.to };
  const asked = [...new Set<MetricKey>([...metrics, 'net_revenue'])];
  const figures = useAnswer(ask(scope, { metrics: asked, dimensions: ['campaign'], limit: MOST }));
  const daily = useAnswer(
    ask(
      { filters: scope.filters, comparison: undefined, period: spark },
      { metrics: ['net_revenue'], dimensions: ['campaign', 'time:day'], limit: 10_000 },
    ),
  );
  const catalogue = useQuery(campaignsQuery).data?.items;
  const brands = useQuery(brandsQuery).data?.items;
  const days = daysOf(spark);
  const open = openCount(days, daily.data?.meta.open_days);
  const rows = (figures.data?.rows ?? []).map((row): CampaignRow => {
    const slug = String(row.dimensions.campaign);
    const brand = catalogue?.find((campaign) => campaign.slug === slug)?.brand;
    const series = byDay(daily.data, 'net_revenue', (other) => other.dimensions.campaign === slug);
    return {
      slug,
      name: nameOf(catalogue, slug, 'No campaign'),
      brand: brand ? nameOf(brands, brand) : '',
      metrics: row.metrics,
      before: row.comparison,
      days: days.map((day) => series.get(day) ?? 0),
      open,
    };
  });
  return { answer: figures.data, rows, query: mergeQueries(figures, daily) };
}

function useSetSearch() {
  const navigate = useNavigate({ from: '/campaigns' });
  const set = (change: Partial<CampaignsSearch>) => {
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  };
  const open = (slug: string) => {
    if (slug) void navigate({ to: '/campaigns/$slug', params: { slug }, search: carryFilters });
  };
  return Object.assign(set, { open });
}

function readSort(sort: string | undefined): TableSort {
  if (!sort) return DEFAULT_SORT;
  return { key: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
}

function writeSort(sort: TableSort): string | undefined {
  if (sort.key === DEFAULT_SORT.key && sort.descending === DEFAULT_SORT.descending) return undefined;
  return `${sort.descending ? '-' : ''}${sort.key}`;
}
