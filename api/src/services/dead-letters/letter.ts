import type { DeadLetter } from '@syncline/shared/control';
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Database, DeadLetterTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

/** Which refused lines are meant; without a field, all of them. */
export interface LetterFilter {
  importId?: string | undefined;
  code?: string | undefined;
  ids?: readonly string[] | undefined;
}

export function toLetter({ id, replayable, received_at, ...row }: Selectable<DeadLetterTable>): DeadLetter {
  return { ...row, id: String(id), replayable: replayable === 1, received_at: isoTime(received_at) };
}

/** The filter as a condition on `dead_letters`. */
export function matching({ importId, code, ids }: LetterFilter) {
  return (on: ExpressionBuilder<Database, 'dead_letters'>) =>
    on.and([
      ...(importId === undefined ? [] : [on('import_id', '=', importId)]),
      ...(code === undefined ? [] : [on('code', '=', code)]),
      ...(ids === undefined ? [] : [on('id', 'in', ids.map(rowId))]),
    ]);
}

/** The row number of a letter's id; -1, which no row has, for anything that is no such id. */
export function rowId(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}
