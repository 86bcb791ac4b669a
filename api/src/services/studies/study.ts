import { type Study, type StudyInput, type StudyRunSummary, studySchema } from '@syncline/shared/studies';
import type { Insertable, Selectable } from 'kysely';
import type { StudyRunTable, StudyTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export function toStudy(row: Selectable<StudyTable>, lastRun: StudyRunSummary | null): Study {
  const { origin: _, ...rest } = row;
  return studySchema.parse({
    ...rest,
    tables: JSON.parse(row.tables),
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
    last_run: lastRun,
  });
}

export function studyColumns({
  name,
  question,
  population,
  tables,
}: StudyInput): Pick<Insertable<StudyTable>, 'name' | 'question' | 'population' | 'tables'> {
  return { name, question, population, tables: JSON.stringify(tables) };
}

type SummaryRow = Pick<Selectable<StudyRunTable>, 'number' | 'as_of' | 'record' | 'digest'>;

/** A run in one line; `runs` are all of its study, among which the first with the same key is looked for. */
export function summaryOf({ number, as_of, record, digest }: SummaryRow, runs: readonly SummaryRow[]): StudyRunSummary {
  const first = Math.min(...runs.filter((run) => run.digest === digest).map((run) => run.number));
  return { number, as_of: isoTime(as_of), record, digest, same_as: first < number ? first : null };
}
