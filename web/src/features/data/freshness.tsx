import type { DataStatus } from '@syncline/shared/control';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount, formatInstant } from '@syncline/shared/format';
import { dataStatusQuery } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { formatAge } from './units.ts';

type KindRow = DataStatus['kinds'][number];

const KIND_NAMES: Record<KindRow['kind'], string> = {
  impression: 'Impressions',
  engagement: 'Engagements',
  follow: 'Follows',
  unfollow: 'Unfollows',
  activity: 'Other activity',
  purchase: 'Purchase stages',
};

/** How recent each kind of event is. */
export function Freshness() {
  const { timezone } = useWorkspace();
  const status = useQuery(dataStatusQuery);
  const { data } = status;
  const asOf = data?.as_of ?? '';
  const columns: TableColumn<KindRow>[] = [
    { key: 'kind', label: 'Kind', value: (row) => row.kind, cell: ({ kind }) => KIND_NAMES[kind], footer: 'All' },
    {
      key: 'events',
      label: 'Events',
      value: (row) => row.events,
      footer: data ? formatCount(data.events) : null,
      numeric: true,
      definition: 'Events stored of this kind, each id once',
    },
    {
      key: 'first',
      label: 'First',
      value: (row) => row.first_at,
      cell: (row) => formatInstant(row.first_at, timezone),
      numeric: true,
      definition: 'When the earliest event of this kind happened',
      wide: true,
    },
    {
      key: 'last',
      label: 'Last',
      value: (row) => row.last_at,
      cell: (row) => formatInstant(row.last_at, timezone),
      numeric: true,
      definition: 'When the latest event of this kind happened',
      wide: true,
    },
    {
      key: 'age',
      label: 'Fresh as of',
      value: (row) => row.last_at,
      cell: (row): ReactNode => formatAge(row.last_at, asOf),
      numeric: true,
      definition: 'Time since the latest event of this kind happened',
    },
  ];
  return (
    <Panel
      title="Freshness by kind"
      subtitle="When the first and the last event of each kind happened"
      query={status}
      height={262}
      picture={false}
      table={{
        columns: [{ label: 'Kind' }, { label: 'Events' }, { label: 'First' }, { label: 'Last' }],
        rows: (data?.kinds ?? []).map((row) => [row.kind, row.events, row.first_at, row.last_at]),
      }}
      empty={data && data.kinds.length === 0 ? { sentence: 'Nothing is stored yet.' } : false}
    >
      {() => (
        <DataTable columns={columns} rows={data?.kinds ?? []} rowKey={(row) => row.kind} caption="Freshness by kind" />
      )}
    </Panel>
  );
}
