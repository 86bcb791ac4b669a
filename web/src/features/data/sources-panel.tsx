import type { DataStatus } from '@syncline/shared/control';
import { useQuery } from '@tanstack/react-query';
import { dataStatusQuery } from '../../lib/questions.ts';
import { formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';

type SourceRow = DataStatus['sources'][number];

const ORIGINS: Record<string, string> = { '': 'Sent', import: 'Imported', demo: 'Demo world' };

/** Where the stored events come from. */
export function SourcesPanel() {
  const { timezone } = useWorkspace();
  const status = useQuery(dataStatusQuery);
  const sources = status.data?.sources ?? [];
  const columns: TableColumn<SourceRow>[] = [
    {
      key: 'origin',
      label: 'Source',
      value: (row) => row.origin,
      cell: ({ origin }) => ORIGINS[origin] ?? origin,
    },
    {
      key: 'events',
      label: 'Events',
      value: (row) => row.events,
      numeric: true,
      definition: 'Events stored that came with this source, each id once',
    },
    {
      key: 'last',
      label: 'Last event',
      value: (row) => row.last_at,
      cell: (row) => formatInstant(row.last_at, timezone),
      numeric: true,
      definition: 'When the latest event of this source happened',
    },
  ];
  return (
    <Panel
      title="Sources"
      subtitle="Events by where they come from"
      query={status}
      height={57}
      picture={false}
      empty={status.data && sources.length === 0 ? { sentence: 'Nothing is stored yet.' } : false}
      source={journalText(status.data, timezone)}
    >
      {() => <DataTable columns={columns} rows={sources} rowKey={(row) => row.origin} caption="Sources" />}
    </Panel>
  );
}

function journalText(status: DataStatus | undefined, timezone: string): string | null {
  if (!status) return null;
  const { reconciled_at } = status.journal;
  return reconciled_at === null
    ? 'The journal has not been held against the log yet.'
    : `Journal and log were found to agree on ${formatInstant(reconciled_at, timezone)}.`;
}
