import type { ServiceContext } from '../context.ts';
import { OPEN_STATES } from './import.ts';

const REASON =
  'Syncline was stopped while this import ran; import the file again: rows already stored are counted as duplicates';

/** Called once at start, before any import runs: those of the process before are over. Answers how many there were. */
export async function failInterruptedImports({ db, clock }: ServiceContext): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('imports')
    .set({ state: 'failed', error: REASON, finished_at: clock.now() })
    .where('state', 'in', OPEN_STATES)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
