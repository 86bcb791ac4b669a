import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { changeOf, formatMetric } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Defined, metricDefinition } from '../../ui/definition.tsx';
import { Delta } from '../../ui/kpi.tsx';
import { Panel } from '../../ui/panel.tsx';
import { bestOf, COMPARED } from './compare.ts';
import { useFigures } from './compare-questions.ts';
import styles from './compare.module.css';

interface FigureRow {
  metric: MetricKey;
  values: (number | null)[];
  best: boolean[];
}

interface CompareFiguresProps {
  scope: Scope;
  campaigns: readonly string[];
  nameOf: (slug: string) => string;
}

/** Figures of campaigns in columns: the best in words, and how each differs from the first. */
export function CompareFigures({ scope, campaigns, nameOf }: CompareFiguresProps) {
  const query = useFigures(scope);
  const { data } = query;
  const known = new Map(data?.rows.map((row) => [String(row.dimensions.campaign), row.metrics]));
  const rows = COMPARED.map((metric): FigureRow => {
    const values = campaigns.map((campaign) => known.get(campaign)?.[metric] ?? null);
    return { metric, values, best: bestOf(metric, values) };
  }).filter(({ metric, values }) => metric === 'reach' || values.some((value) => value !== null));
  const first = nameOf(campaigns[0] ?? '');
  const columns: TableColumn<FigureRow>[] = [
    {
      key: 'metric',
      label: 'Figure',
      sortable: false,
      value: ({ metric }) => METRICS[metric].label,
      cell: ({ metric }) => (
        <Defined definition={metricDefinition(metric)} className={styles.metric ?? ''}>
          {METRICS[metric].label}
        </Defined>
      ),
    },
    ...campaigns.map(
      (campaign, index): TableColumn<FigureRow> => ({
        key: campaign,
        label: `${index + 1} · ${nameOf(campaign)}`,
        numeric: true,
        definition: 'The figure of the row of this campaign; beneath it how it differs from the first',
        sortable: false,
        value: (row) => row.values[index] ?? null,
        cell: (row) => <Figure row={row} index={index} currency={scope.currency} />,
      }),
    ),
  ];
  return (
    <Panel
      title="Figures side by side"
      subtitle={`Beneath each figure how it differs from ${first}. “Best” is the highest, or the lowest where less is better, of exact figures; it is no test of a difference`}
      query={query}
      scope={scope}
      height={640}
      picture={false}
      meta={data?.meta}
      table={{
        columns: [{ label: 'Figure' }, ...campaigns.map((campaign) => ({ label: nameOf(campaign) }))],
        rows: rows.map((row) => [METRICS[row.metric].label, ...row.values]),
      }}
      source={
        <>
          Open{' '}
          {campaigns.map((campaign, index) => (
            <span key={campaign}>
              {index === 0 ? '' : index === campaigns.length - 1 ? ' or ' : ', '}
              <Link to="/campaigns/$slug" params={{ slug: campaign }} search={carryFilters}>
                {nameOf(campaign)}
              </Link>
            </span>
          ))}
        </>
      }
    >
      <div className={styles.figures}>
        <DataTable
          caption="Figures of the campaigns side by side"
          columns={columns}
          rows={rows}
          rowKey={({ metric }) => metric}
        />
      </div>
    </Panel>
  );
}

function Figure({
  row: { metric, values, best },
  index,
  currency,
}: {
  row: FigureRow;
  index: number;
  currency: string;
}) {
  const { unit, better } = METRICS[metric];
  return (
    <span className={styles.figure}>
      <span>
        {best[index] ? <small>best </small> : null}
        {best[index] ? (
          <strong>{formatMetric(metric, values[index] ?? null, currency)}</strong>
        ) : (
          formatMetric(metric, values[index] ?? null, currency)
        )}
      </span>
      <small>{index === 0 ? ' ' : <Delta change={changeOf(unit, values[index], values[0])} better={better} />}</small>
    </span>
  );
}
