import { METRIC_KEYS, METRICS, type MetricKey } from '@syncline/shared/metrics';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type CampaignsSearch, carryFilters, split } from '../../lib/filters.ts';
import { formatMetric, formatPeriod, plural } from '@syncline/shared/format';
import { TOPIC_OF, TOPICS } from '../../lib/metric-topics.ts';
import { useScope } from '../../lib/scope.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableSort } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Picker } from '../../ui/picker.tsx';
import styles from './campaigns.module.css';
import { ColumnSets } from './column-sets-menu.tsx';
import { campaignColumns, focusOf, readColumns, shownColumns } from './columns.tsx';
import { OverlapPanel } from './overlap-panel.tsx';
import { PAGE_ROWS, Pages } from './pages.tsx';
import { PickedBar, Tick } from './picked.tsx';
import { useCampaignRows, useSparklines } from './questions.ts';
import { type CampaignRow, changeIn, findRows, sortRows } from './rows.ts';
import { spendWarning } from './spend-known.ts';

const DEFAULT_SORT: TableSort = { key: 'net_revenue', descending: true };
const METRIC_OPTIONS = TOPICS.flatMap((topic) =>
  METRIC_KEYS.filter((metric) => TOPIC_OF[metric] === topic).map((metric) => ({
    value: metric,
    label: METRICS[metric].label,
    group: topic,
  })),
);

/** Every campaign with its figures: searched, sorted, page by page, with the columns of the URL, and ticked to be compared. */
export function CampaignsScreen() {
  const scope = useScope();
  const search = useSearch({ from: '/campaigns' });
  const setSearch = useSetSearch();
  const asked = readColumns(search.columns);
  const { answer, rows, query } = useCampaignRows(scope, asked);
  const metrics = shownColumns(asked, search.columns !== undefined, answer);
  const sort = readSort(search.sort, metrics);
  const focus = focusOf(sort, metrics);
  const find = search.find ?? '';
  const shown = sortRows(findRows(rows, find), sort, focus);
  const page = Math.min(search.page ?? 1, Math.max(1, Math.ceil(shown.length / PAGE_ROWS)));
  const drawn = shown.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS);
  const spark = useSparklines(
    scope,
    focus,
    drawn.map(({ slug }) => slug),
  );
  const picked = split(search.pick);
  const pick = (slugs: readonly string[]) => setSearch({ pick: slugs.length > 0 ? slugs.join(',') : undefined });
  const columnsTo = (chosen: readonly string[] | undefined) =>
    setSearch({ columns: chosen && chosen.length > 0 ? chosen.join(',') : undefined });
  const compared = scope.comparisonPeriod !== null;
  const columns = campaignColumns({
    ...spark,
    metrics,
    focus,
    totals: find.trim() ? undefined : answer?.totals,
    compared,
    currency: scope.currency,
    count: campaignsIn(rows),
    tick: (row) => <Tick row={row} picked={picked} onPick={pick} />,
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
              value={find}
              onChange={(event) => setSearch({ find: event.currentTarget.value || undefined, page: undefined })}
            />
            <Picker
              label="Columns"
              none="usual"
              options={METRIC_OPTIONS}
              values={search.columns ? [...metrics] : []}
              usual={metrics}
              onChange={columnsTo}
            />
            <ColumnSets metrics={metrics} chosen={search.columns !== undefined} onChoose={columnsTo} />
          </div>
        }
        table={tableOf(shown, metrics, compared ? focus : undefined, scope.currency)}
      >
        <DataTable
          caption="Campaigns with their figures"
          columns={columns}
          rows={drawn}
          rowKey={(row) => row.slug}
          sorted
          sort={sort}
          onSort={(next) => setSearch({ sort: writeSort(next), page: undefined })}
          onRow={(row) => setSearch.open(row.slug)}
          stickyHead
          none={
            <>
              No campaign is called “{find}”.{' '}
              <Button look="link" onClick={() => setSearch({ find: undefined })}>
                Show all
              </Button>
            </>
          }
        />
        <Pages count={shown.length} page={page} onPage={(to) => setSearch({ page: to > 1 ? to : undefined })} />
      </Panel>
      <PickedBar picked={picked} rows={rows} onPick={pick} />
      <OverlapPanel scope={scope} expected={campaignsIn(rows)} />
    </Page>
  );
}

/** What is exported: every row that was found, in the order shown, and not only those of the page. */
function tableOf(
  rows: readonly CampaignRow[],
  metrics: readonly MetricKey[],
  change: MetricKey | undefined,
  currency: string,
) {
  return {
    columns: [
      { label: 'Campaign' },
      { label: 'Brand' },
      ...metrics.map((metric) => ({
        label: METRICS[metric].label,
        format: (value: unknown) => formatMetric(metric, typeof value === 'number' ? value : null, currency),
      })),
      ...(change ? [{ label: `${METRICS[change].label} vs previous` }] : []),
    ],
    rows: rows.map((row) => [
      row.name,
      row.brand,
      ...metrics.map((metric) => row.metrics[metric] ?? null),
      ...(change ? [changeIn(change, row)?.value ?? null] : []),
    ]),
  };
}

/** Rows that stand for a campaign; events of none have a row of their own. */
function campaignsIn(rows: readonly CampaignRow[]): number {
  return rows.filter((row) => row.slug !== '').length;
}

function countTitle(shown: number, all: number): string {
  return shown === all ? plural(all, 'campaign') : `${shown} of ${plural(all, 'campaign')}`;
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

/** The order of the URL; a column that is not shown falls back to revenue, or to the first that is. */
function readSort(sort: string | undefined, metrics: readonly MetricKey[]): TableSort {
  const key = sort?.replace(/^-/, '') ?? DEFAULT_SORT.key;
  const shown = ['name', 'change', ...metrics].includes(key);
  if (shown) return { key, descending: sort?.startsWith('-') ?? true };
  return { key: metrics.includes('net_revenue') ? 'net_revenue' : (metrics[0] ?? 'name'), descending: true };
}

function writeSort(sort: TableSort): string | undefined {
  if (sort.key === DEFAULT_SORT.key && sort.descending === DEFAULT_SORT.descending) return undefined;
  return `${sort.descending ? '-' : ''}${sort.key}`;
}
