import { type IMPORT_STATES, type Import, importSchema } from '@syncline/shared/control';
import type { Selectable } from 'kysely';
import { unknown } from '../catalogue/references.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import type { ImportTable } from '../../stores/sql/schema.ts';

export type ImportState = (typeof IMPORT_STATES)[number];

/** The states of an import that is not over. */
export const OPEN_STATES = ['receiving', 'running'] as const satisfies readonly ImportState[];

/** What a running import reports: totals so far, not differences. */
export type ImportProgress = Partial<
  Pick<
    Import,
    | 'format'
    | 'target'
    | 'bytes_total'
    | 'bytes_read'
    | 'rows'
    | 'accepted'
    | 'duplicate'
    | 'rejected'
    | 'replaced'
    | 'delete_notices'
    | 'removed'
    | 'skipped'
    | 'rounded'
  >
>;

/** An import as it is reported at `now`: with its rate since it began and the time left at this pace. */
export function toImport(row: Selectable<ImportTable>, now: number): Import {
  const open = row.finished_at === null;
  const seconds = Math.max((row.finished_at ?? now) - row.started_at, 0) / 1000;
  const secondsLeft =
    open && row.bytes_total !== null && row.bytes_read > 0
      ? (Math.max(row.bytes_total - row.bytes_read, 0) / row.bytes_read) * seconds
      : null;
  return importSchema.parse({
    ...row,
    skipped: JSON.parse(row.skipped),
    rows_per_second: seconds > 0 ? row.rows / seconds : 0,
    seconds_left: secondsLeft,
    started_at: isoTime(row.started_at),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
    ...undoOf(row),
    dry_run: false,
    effect: null,
  });
}

/** Spend and rates know their batch since they are imported; they may have been taken back under their own addresses, too. */
function undoOf({
  target,
  undoable,
  undo_began_at,
  undone_at,
  taken_back,
  removed,
  finished_at,
}: Selectable<ImportTable>) {
  const gone = target !== 'events' && removed > 0;
  const doneAt = undone_at ?? (gone ? finished_at : null);
  return {
    undoable: undoable === 1 || target !== 'events',
    undo_began_at: undo_began_at === null ? null : isoTime(undo_began_at),
    undone_at: doneAt === null ? null : isoTime(doneAt),
    taken_back: gone ? removed : taken_back,
  };
}

export function progressColumns({ skipped, ...counts }: ImportProgress): Partial<ImportTable> {
  return { ...counts, ...(skipped === undefined ? {} : { skipped: JSON.stringify(skipped) }) };
}

/** The row of an import; `not_found` when there is none of this id. */
export async function importRow({ db }: ServiceContext, id: string): Promise<Selectable<ImportTable>> {
  const row = await db.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('import', id);
  return row;
}
