import type { MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type Axis, zeroAxis } from '@syncline/shared/scale';
import { carryFilters } from '../../lib/filters.ts';
import { formatCount, formatInterval, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { type Behaviour, behavioursOf, behaviourTable, totalOf } from './behaviour.ts';
import styles from './behaviour-panel.module.css';
import { DEVICE_GROUPS, PRIMARY_GROUPS } from './device-names.ts';
import { comparisonTitle } from './findings.ts';
import { IntervalAxis, IntervalTrack } from './interval-track.tsx';

type View = 'primary_device' | 'device';
type Answer = PanelQuery & { data: QueryAnswer | undefined };

const VIEWS = [
  { value: 'primary_device', label: 'Primary device' },
  { value: 'device', label: 'Device of the event' },
] as const;

const ABOUT: Record<View, { head: string; neutral: string; subtitle: string; did: string }> = {
  primary_device: {
    head: 'People by primary device',
    neutral: 'Exposure, engagement and purchases by primary device',
    subtitle: 'Buyers ÷ reach with its 95 % interval; each person is in one group, so the groups add up',
    did: 'bought',
  },
  device: {
    head: 'Device',
    neutral: 'Exposure, engagement and purchases by device of the event',
    subtitle: 'Buyers on a device ÷ people reached on it; a person on two devices is in both rows, once in the total',
    did: 'buyers ÷ reach',
  },
};

interface BehaviourPanelProps {
  scope: Scope;
  primary: Answer;
  device: Answer;
}

/** What each group saw and did, and how many of those reached bought. */
export function BehaviourPanel({ primary, device }: BehaviourPanelProps) {
  const [view, setView] = useState<View>('primary_device');
  const query = view === 'device' ? device : primary;
  const { data } = query;
  const rows = data ? behavioursOf(data, view, view === 'device' ? DEVICE_GROUPS : PRIMARY_GROUPS) : [];
  const about = ABOUT[view];
  const segments = <Segments label="Grouped by" options={VIEWS} value={view} onChange={setView} />;
  return (
    <Panel
      what="What people do, by device"
      title={data ? titleOf(view, rows) : undefined}
      subtitle={about.subtitle}
      query={query}
      height={206}
      picture={false}
      meta={data?.meta}
      table={data ? behaviourTable(about.head, [...rows, totalOf(data)]) : undefined}
      empty={
        data && rows.length === 0
          ? { sentence: 'Nobody was reached or active in these days under these filters.', action: <BringInData /> }
          : false
      }
      controls={<span className={styles.beside}>{segments}</span>}
      source="Wilson interval at 95 % (Newcombe 1998, method 3); the title names a difference only where its interval (method 10) keeps clear of zero. People who only saw impressions have no known device. More buyers than people reached give no share."
    >
      {() => (
        <>
          <div className={styles.above}>{segments}</div>
          {data ? <BehaviourTable head={about.head} rows={rows} total={totalOf(data)} /> : null}
        </>
      )}
    </Panel>
  );
}

/** The way to the screen that fills a store. */
function BringInData() {
  return (
    <Link to="/data" search={carryFilters}>
      Bring in data
    </Link>
  );
}

function titleOf(view: View, rows: readonly Behaviour[]): string {
  const { neutral, did } = ABOUT[view];
  const mobile = rows.find(({ key }) => key === 'mobile');
  const desktop = rows.find(({ key }) => key === 'desktop');
  if (view === 'device' || !mobile || !desktop) return neutral;
  return comparisonTitle(
    { name: 'Primary mobile people', proportion: mobile.conversion },
    { name: 'Primary desktop people', proportion: desktop.conversion },
    did,
    neutral,
  );
}

function BehaviourTable({ head, rows, total }: { head: string; rows: readonly Behaviour[]; total: Behaviour }) {
  const ends = [...rows, total].map(({ conversion }) => conversion.high ?? 0);
  const axis = zeroAxis(ends);
  const columns: TableColumn<Behaviour>[] = [
    {
      key: 'name',
      label: head,
      value: (row) => row.name,
      cell: nameCell,
      footer: 'All, each person once',
      sortable: false,
    },
    count('impressions', 'Impressions', (row) => row.impressions, total),
    count('reach', 'Reach', (row) => row.reach, total),
    count('engagements', 'Engagements', (row) => row.engagements, total),
    {
      key: 'engagement_rate',
      label: 'Engagements ÷ impressions',
      value: (row) => row.engagementRate,
      cell: (row) => share(row.engagementRate),
      footer: share(total.engagementRate),
      numeric: true,
      definition: metricDefinition('engagement_rate'),
      wide: true,
    },
    { ...count('purchases', 'Purchases', (row) => row.purchases, total), wide: false },
    {
      key: 'conversion',
      label: 'Buyers ÷ reach',
      value: (row) => row.conversion.value,
      cell: conversionCell,
      footer: share(total.conversion.value),
      numeric: true,
      definition: metricDefinition('conversion_per_reach'),
    },
    {
      key: 'plot',
      label: 'with 95 % interval',
      value: () => null,
      cell: (row) => trackCell(row, axis),
      footer: (
        <span className={styles.plot}>
          <IntervalAxis axis={axis} />
        </span>
      ),
      sortable: false,
      wide: true,
    },
    {
      key: 'interval',
      label: 'Interval',
      value: () => null,
      cell: (row) => interval(row),
      footer: interval(total),
      sortable: false,
      numeric: true,
      definition: 'Wilson 95 % interval of buyers ÷ reach',
      wide: true,
    },
    {
      key: 'base',
      label: 'Buyers of people reached',
      value: (row) => row.buyers,
      cell: baseCell,
      footer: base(total),
      numeric: true,
      definition: 'Distinct people with a paid order, of distinct people with an impression',
      wide: true,
    },
  ];
  return <DataTable columns={columns} rows={rows} rowKey={(row) => row.key} caption={head} />;
}

function count(
  key: MetricKey,
  label: string,
  value: (row: Behaviour) => number,
  total: Behaviour,
): TableColumn<Behaviour> {
  const definition = metricDefinition(key);
  return { key, label, value, footer: formatCount(value(total)), numeric: true, definition, wide: true };
}

function share(value: number | null): string {
  return value === null ? UNDEFINED : formatPercent(value);
}

function interval({ conversion }: Behaviour): string {
  const known = intervalOf(conversion);
  return known ? formatInterval(known.low, known.high) : UNDEFINED;
}

function base({ buyers, reach }: Behaviour): string {
  return `${formatCount(buyers)} of ${formatCount(reach)}`;
}

function nameCell({ name, colour }: Behaviour): ReactNode {
  return (
    <span className={styles.name}>
      <i className={styles.swatch} style={{ background: colour }} />
      {name}
    </span>
  );
}

function conversionCell(row: Behaviour): ReactNode {
  return (
    <span className={styles.strong}>
      {share(row.conversion.value)}
      <small>{interval(row)}</small>
    </span>
  );
}

function trackCell({ conversion, colour }: Behaviour, axis: Axis): ReactNode {
  return (
    <span className={styles.plot}>
      <IntervalTrack interval={intervalOf(conversion)} axis={axis} colour={colour} />
    </span>
  );
}

function baseCell(row: Behaviour): ReactNode {
  return <span className={styles.base}>{base(row)}</span>;
}
