import type { AnsweredTable, StudyRun, StudyRunSummary } from '@syncline/shared/studies';
import type { StudyChange, StudyComparison } from '@syncline/shared/study-comparison';
import type { FigureColumn, FigureValue } from '@syncline/shared/study-figures';
import { canonicalJson } from '../lib/canonical-json.ts';

interface Cell {
  block: string;
  row: string;
  column: FigureColumn;
  value: FigureValue;
}

/** Two runs cell by cell. Tables are the same by analysis and title, rows by key, columns by key. */
export function compareRuns(from: StudyRun, to: StudyRun): StudyComparison {
  const names = new Map([...from.tables, ...to.tables].map((table) => [nameOf(table), table]));
  const find = (run: StudyRun, name: string) => run.tables.find((table) => nameOf(table) === name);
  const tables = [...names].map(([name, { title, analysis }]) => {
    const [before, after] = [find(from, name), find(to, name)];
    const found = before && after ? ('both' as const) : before ? ('from' as const) : ('to' as const);
    const differs = (key: 'request' | 'method') =>
      found === 'both' && canonicalJson(before?.[key]) !== canonicalJson(after?.[key]);
    return {
      title,
      analysis,
      found,
      request_changed: differs('request'),
      method_changed: differs('method'),
      ...compareCells(cellsOf(before), cellsOf(after)),
    };
  });
  return {
    from: summaryOf(from),
    to: summaryOf(to),
    currency: to.currency,
    same: from.digest === to.digest,
    data_changed: from.record !== to.record,
    cells: tables.reduce((sum, { cells }) => sum + cells, 0),
    changed: tables.reduce((sum, { changes }) => sum + changes.length, 0),
    tables,
  };
}

function nameOf({ analysis, title }: Pick<AnsweredTable, 'analysis' | 'title'>): string {
  return `${analysis} ${title}`;
}

function summaryOf({ number, as_of, record, digest, same_as }: StudyRun): StudyRunSummary {
  return { number, as_of, record, digest, same_as };
}

function cellsOf(table: AnsweredTable | undefined): Map<string, Cell> {
  const cells = (table?.blocks ?? []).flatMap(({ title, columns, rows }) =>
    rows.flatMap(({ key, cells }) => {
      const row = rowName(columns, cells, key);
      return columns.map((column, place): [string, Cell] => [
        JSON.stringify([title, key, column.key]),
        { block: title, row, column, value: cells[place] ?? null },
      ]);
    }),
  );
  return new Map(cells);
}

/** How a row is called: by the text it begins with, or else its key. */
function rowName(columns: readonly FigureColumn[], cells: readonly FigureValue[], key: string): string {
  const numbers = columns.findIndex(({ unit }) => unit !== 'text');
  const names = cells.slice(0, numbers === -1 ? cells.length : numbers).filter((cell) => cell !== null);
  return names.length > 0 ? names.join(', ') : key;
}

function compareCells(before: Map<string, Cell>, after: Map<string, Cell>): { cells: number; changes: StudyChange[] } {
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changes = [...keys].flatMap((key): StudyChange[] => {
    const [from, to] = [before.get(key), after.get(key)];
    const cell = to ?? from;
    if (!cell || (from && to && from.value === to.value)) return [];
    return [
      {
        block: cell.block,
        row: cell.row,
        column: cell.column.label,
        unit: cell.column.unit,
        only: from && to ? null : from ? 'from' : 'to',
        from: from?.value ?? null,
        to: to?.value ?? null,
      },
    ];
  });
  return { cells: keys.size, changes };
}
