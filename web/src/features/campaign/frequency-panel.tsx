import type { FrequencyAnswer } from '@syncline/shared/query';
import { FrequencyChart } from '../../charts/lazy.tsx';
import { type FrequencyPoint, prepareFrequency } from '../../charts/prepare/frequency.ts';
import { formatCount, formatInterval, formatPercent, formatRatio, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { frequencyFinding } from './findings.ts';
import { useFrequency } from './questions.ts';

const HEIGHT = 392;
const NOBODY = { sentence: 'Nobody saw this campaign in these days under these filters.' };

/** Conversion and people by number of impressions. */
export function FrequencyPanel({ scope }: { scope: Scope }) {
  const query = useFrequency(scope);
  const { data } = query;
  const finding = data ? frequencyFinding(data) : null;
  return (
    <Panel
      title={finding?.title}
      subtitle={
        finding?.subtitle ??
        'Buyers ÷ people who saw it that often; each person once, at the number of impressions of the period'
      }
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      table={data && tableOf(data)}
      empty={data?.reach === 0 && NOBODY}
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? <FrequencyChart data={prepareFrequency(data)} band={finding?.band ?? null} height={HEIGHT} /> : null
      }
    </Panel>
  );
}

function tableOf(answer: FrequencyAnswer): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  return {
    columns: [
      { label: 'Impressions seen' },
      { label: 'People' },
      { label: 'Impressions' },
      { label: 'Buyers' },
      { label: 'Buyers ÷ people', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
      { label: 'Saw at least' },
    ],
    rows: answer.bins.map((bin, index) => [
      bin.open ? `${bin.frequency}+` : String(bin.frequency),
      bin.people,
      bin.impressions,
      bin.conversion.numerator,
      bin.conversion.value,
      bin.conversion.low,
      bin.conversion.high,
      answer.at_least[index]?.people ?? null,
    ]),
  };
}

type Row = FrequencyPoint & { impressions: number; atLeast: number | null };

/** Every frequency with its numbers. */
export function FrequencyTablePanel({ scope }: { scope: Scope }) {
  const query = useFrequency(scope);
  const { data } = query;
  const rows = data
    ? prepareFrequency(data).points.map((point, index) => ({
        ...point,
        impressions: data.bins[index]?.impressions ?? 0,
        atLeast: data.at_least[index]?.people ?? null,
      }))
    : [];
  return (
    <Panel
      title="Every frequency with its people and buyers"
      subtitle="People add up to reach and impressions to all impressions; the last row holds everyone from there on"
      query={query}
      scope={scope}
      height={430}
      picture={false}
      meta={data?.meta}
      table={data && tableOf(data)}
      empty={data?.reach === 0 && NOBODY}
    >
      <DataTable
        caption="People by number of impressions"
        columns={columnsFor(data)}
        rows={rows}
        rowKey={(row) => row.label}
      />
    </Panel>
  );
}

function columnsFor(data: FrequencyAnswer | undefined): TableColumn<Row>[] {
  return [
    {
      key: 'frequency',
      label: 'Impressions seen',
      value: (row) => row.frequency,
      cell: (row) => <strong>{row.label}</strong>,
      footer: 'All people',
      numeric: false,
      sortable: false,
    },
    {
      key: 'people',
      label: 'People',
      numeric: true,
      definition: 'Distinct people who saw so many impressions in the period; the rows add up to reach',
      value: (row) => row.people,
      footer: data && formatCount(data.reach),
    },
    {
      key: 'share',
      label: 'of reach',
      numeric: true,
      definition: 'People of the row ÷ reach',
      wide: true,
      value: (row) => row.share,
      cell: (row) => formatPercent(row.share, { digits: 1 }),
      footer: formatPercent(1, { digits: 0 }),
    },
    {
      key: 'least',
      label: 'Saw at least',
      numeric: true,
      definition: 'Distinct people who saw so many impressions or more',
      wide: true,
      value: (row) => row.atLeast,
    },
    {
      key: 'impressions',
      label: 'Impressions',
      numeric: true,
      definition: 'Impressions that the people of the row saw; the rows add up to impressions',
      wide: true,
      value: (row) => row.impressions,
      footer: data && formatCount(data.impressions),
    },
    {
      key: 'mean',
      label: 'Mean frequency',
      numeric: true,
      definition: 'Impressions of the row ÷ its people',
      wide: true,
      value: (row) => row.mean,
      cell: (row) => (row.mean === null ? UNDEFINED : formatRatio(row.mean)),
      footer: data?.frequency ? formatRatio(data.frequency) : UNDEFINED,
    },
    {
      key: 'buyers',
      label: 'Buyers',
      numeric: true,
      definition: 'People of the row with an order paid in the period',
      wide: true,
      value: (row) => row.buyers,
      footer: data && formatCount(data.conversion.numerator),
    },
    {
      key: 'rate',
      label: 'Buyers ÷ people',
      numeric: true,
      definition: 'Buyers of the row ÷ its people; what they saw need not be why they bought',
      value: (row) => row.rate,
      cell: (row) => (row.rate === null ? UNDEFINED : <strong>{formatPercent(row.rate)}</strong>),
      footer: data && data.conversion.value !== null ? formatPercent(data.conversion.value) : UNDEFINED,
    },
    {
      key: 'interval',
      label: '95 % interval',
      numeric: true,
      definition: 'Wilson 95 % interval of buyers ÷ people',
      wide: true,
      sortable: false,
      value: (row) => row.low,
      cell: (row) => intervalText(row.low, row.high),
      footer: data && intervalText(data.conversion.low, data.conversion.high),
    },
  ];
}

function intervalText(low: number | null, high: number | null): string {
  return low === null || high === null ? UNDEFINED : formatInterval(low, high);
}
