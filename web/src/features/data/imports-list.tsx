import type { Import } from '@syncline/shared/control';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { cancelImport, importsQuery, isUnderWay } from './data-questions.ts';
import { FORMAT_NAMES, stateOf } from './import-words.ts';
import styles from './imports-list.module.css';
import { canBeUndone, UndoImport } from './undo-dialog.tsx';

/** The latest imports, newest first. */
export function ImportsList({ onRefused }: { onRefused: (importId: string) => void }) {
  const { timezone } = useWorkspace();
  const client = useQueryClient();
  const imports = useQuery(importsQuery);
  const cancel = useMutation({
    mutationFn: cancelImport,
    onSettled: () => client.invalidateQueries({ queryKey: importsQuery.queryKey }),
  });
  const rows = imports.data?.imports ?? [];
  const count = (
    key: 'rows' | 'accepted' | 'duplicate',
    label: string,
    definition: string,
    wide: boolean,
  ): TableColumn<Import> => ({
    key,
    label,
    value: (row) => row[key],
    numeric: true,
    definition,
    wide,
  });
  const columns: TableColumn<Import>[] = [
    { key: 'file', label: 'File', value: (row) => row.file_name, cell: fileCell },
    { key: 'state', label: 'State', value: stateOf, cell: stateCell, wide: true },
    {
      key: 'started',
      label: 'Begun',
      value: (row) => row.started_at,
      cell: (row) => formatInstant(row.started_at, timezone),
      wide: true,
    },
    count('rows', 'Rows', 'Rows of the file read so far', true),
    count('accepted', 'Accepted', 'Rows taken in as new', false),
    count('duplicate', 'Known already', 'Rows whose id and content were known already', true),
    {
      key: 'rejected',
      label: 'Refused',
      value: (row) => row.rejected,
      cell: (row) => refusedCell(row, onRefused),
      numeric: true,
      definition: 'Rows that were not taken in, each kept with its reason',
    },
    {
      key: 'removed',
      label: 'Delete notices',
      value: (row) => row.delete_notices,
      numeric: true,
      definition: 'Notices in the file that a post was deleted',
      wide: true,
    },
    {
      key: 'cancel',
      label: '',
      value: () => null,
      cell: (row) => endCell(row, cancel.mutate),
      sortable: false,
      right: true,
    },
  ];
  return (
    <Panel
      title="Imports"
      subtitle="The latest hundred, newest first"
      query={imports}
      height={120}
      picture={false}
      table={{
        columns: ['File', 'Format', 'State', 'Begun', 'Rows', 'Accepted', 'Known already', 'Refused', 'Error'].map(
          (label) => ({ label }),
        ),
        rows: rows.map((row) => [
          row.file_name,
          row.format,
          stateOf(row),
          row.started_at,
          row.rows,
          row.accepted,
          row.duplicate,
          row.rejected,
          row.error,
        ]),
      }}
      empty={imports.data && rows.length === 0 ? { sentence: 'No file has been imported yet.' } : false}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption="Imports" />}
    </Panel>
  );
}

function fileCell(row: Import): ReactNode {
  return (
    <span className={styles.file}>
      {row.file_name}
      <small>{formatOf(row)}</small>
    </span>
  );
}

function formatOf({ format, mapping, target }: Import): string {
  if (mapping === null) return FORMAT_NAMES[format];
  return `${target === 'spend' ? 'Advertising spend' : 'CSV'}, mapping “${mapping}”`;
}

function stateCell(record: Import): ReactNode {
  const { error } = record;
  return (
    <span className={styles.state} title={error ?? undefined}>
      {stateOf(record)}
      {error ? <small>{error}</small> : null}
    </span>
  );
}

function refusedCell(row: Import, onRefused: (importId: string) => void): ReactNode {
  if (row.rejected === 0) return '0';
  return (
    <Button
      look="link"
      aria-label={`See the lines of ${row.file_name} that were refused`}
      onClick={() => onRefused(row.id)}
    >
      {row.rejected.toLocaleString('en-US')}
    </Button>
  );
}

function endCell(row: Import, cancel: (id: string) => void): ReactNode {
  if (isUnderWay(row)) {
    return (
      <Button look="link" aria-label={`Cancel the import of ${row.file_name}`} onClick={() => cancel(row.id)}>
        Cancel
      </Button>
    );
  }
  return canBeUndone(row) ? <UndoImport record={row} /> : null;
}
