import { randomUUID } from 'node:crypto';
import type { Import } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toImport } from './import.ts';

interface NewImport {
  file_name: string;
  format: Import['format'];
  /** Name of the saved column mapping, if one is used. */
  mapping: string | null;
  target: Import['target'];
  /** Null when the sender did not tell. */
  bytes_total: number | null;
}

/** Enters an import in the registry, in the state `receiving`. */
export async function createImport({ db, clock }: ServiceContext, input: NewImport): Promise<Import> {
  const now = clock.now();
  const row = await db
    .insertInto('imports')
    .values({
      ...input,
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
      skipped: '{}',
      started_at: now,
      finished_at: null,
      undoable: 1,
      undo_began_at: null,
      undone_at: null,
      taken_back: 0,
      undo_forgets: '{}',
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toImport(row, now);
}
