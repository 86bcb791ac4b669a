import { type Study, type StudyDraft, studyInputSchema, type StudyTableInput } from '@syncline/shared/studies';
import { newStudyTable, type TemplateScope } from '@syncline/shared/study-templates';

/** A study while it is written; each table under a key of its own, as titles change and tables move. */
export interface Draft {
  name: string;
  question: string;
  population: string;
  tables: readonly KeyedTable[];
}

export interface KeyedTable {
  key: number;
  table: StudyTableInput;
}

/** What is wrong, by the path of its field: "name", "tables.0.title", "tables.1". */
export type Faults = ReadonlyMap<string, string>;

export function draftOf({ name, question, population = '', tables }: Study | StudyDraft): Draft {
  return { name, question, population, tables: tables.map((table, key) => ({ key, table })) };
}

/** The study that the draft stands for, or what is wrong with it. */
export function readDraft(draft: Draft): { study: StudyDraft | null; faults: Faults } {
  const study = { ...draft, tables: draft.tables.map(({ table }) => table) };
  const read = studyInputSchema.safeParse(study);
  if (read.success) return { study, faults: new Map() };
  return {
    study: null,
    faults: new Map(read.error.issues.map(({ path, message }) => [fieldOf(path), wordsOf(path, message)])),
  };
}

/** Titles have a field of their own; whatever else is wrong with a table is said of the whole of it. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [first, place, field] = path.map(String);
  if (first !== 'tables' || place === undefined) return first ?? '';
  return field === 'title' ? `tables.${place}.title` : `tables.${place}`;
}

function wordsOf(path: readonly PropertyKey[], message: string): string {
  const last = path.at(-1);
  if (last === 'name' || last === 'question' || last === 'title') return 'is needed';
  if (path[0] === 'tables' && path.length > 2) return `${String(last)}: ${message}`;
  return path.length === 1 && last === 'tables' && message.startsWith('must')
    ? 'Tables must have titles of their own.'
    : message;
}

/** The draft with one more table about the scope, under a title that no other has. */
export function withNewTable(draft: Draft, scope: TemplateScope): Draft {
  const titles = new Set(draft.tables.map(({ table }) => table.title));
  let place = draft.tables.length + 1;
  while (titles.has(`Table ${place}`)) place += 1;
  const key = Math.max(-1, ...draft.tables.map((each) => each.key)) + 1;
  return { ...draft, tables: [...draft.tables, { key, table: newStudyTable('index', `Table ${place}`, scope) }] };
}

/** The draft with a table changed in its place. */
export function withTable(draft: Draft, key: number, table: StudyTableInput): Draft {
  return { ...draft, tables: draft.tables.map((each) => (each.key === key ? { key, table } : each)) };
}

export function withoutTable(draft: Draft, key: number): Draft {
  return { ...draft, tables: draft.tables.filter((each) => each.key !== key) };
}

/** The draft with a table one place further up. */
export function movedUp(draft: Draft, key: number): Draft {
  const place = draft.tables.findIndex((each) => each.key === key);
  const [before, table] = [draft.tables[place - 1], draft.tables[place]];
  if (!before || !table) return draft;
  return { ...draft, tables: [...draft.tables.slice(0, place - 1), table, before, ...draft.tables.slice(place + 1)] };
}
