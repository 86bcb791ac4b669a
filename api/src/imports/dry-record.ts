import { randomUUID } from 'node:crypto';
import type { Import } from '@syncline/shared/control';
import type { NewImport } from './port.ts';

/** The record of a dry run that begins now, as the registry would make that of an import; it enters no registry. */
export function dryRecord(entry: NewImport, now: number): Import {
  return {
    ...entry,
    id: randomUUID(),
    state: 'receiving',
    error: null,
    bytes_read: 0,
    rows: 0,
    accepted: 0,
    duplicate: 0,
    rejected: 0,
    replaced: 0,
    delete_notices: 0,
    removed: 0,
    rounded: 0,
    skipped: {},
    rows_per_second: 0,
    seconds_left: null,
    started_at: new Date(now).toISOString(),
    finished_at: null,
    undoable: false,
    undo_began_at: null,
    undone_at: null,
    taken_back: 0,
    dry_run: true,
    effect: null,
  };
}
