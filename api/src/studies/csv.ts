import { formatAmount, minorDigits } from '@syncline/shared/money';
import {
  type AnsweredTable,
  type CitedStudyRun,
  STUDY_ANALYSIS_NAMES,
  type StudyAnalysis,
} from '@syncline/shared/studies';
import type { FigureBlock, FigureUnit, FigureValue } from '@syncline/shared/study-figures';
import { csvLine, csvNote } from '@syncline/shared/csv';

/**
 * A run as CSV. The head says what was asked, by which method and of which data; then each table with its method, its rows
 * under a head of columns. Shares and intervals are plain numbers, money is in the currency's main unit. `only` is the place
 * of one table, from 1.
 */
export function runCsv(run: CitedStudyRun, only?: number): string {
  const tables = [...run.tables.entries()].filter(([place]) => only === undefined || place === only - 1);
  const head = [
    run.name,
    `Question: ${run.question}`,
    ...(run.population === '' ? [] : [`Population: ${run.population}`]),
    `Run ${run.number}, ${run.as_of}; days of ${run.timezone}; data to journal record ${run.record}`,
    ...(run.moved ? [MOVED] : []),
    `Re-run key (SHA-256): ${run.digest}`,
    `Cite as: ${run.citation}`,
  ];
  return [...head.map(csvNote), ...tables.map(([place, table]) => tableCsv(table, place + 1, run.currency))].join('');
}

/** What is said of a run whose tables may count different events. */
const MOVED = 'Events came in while it was answered: its tables may count different ones';

function tableCsv(table: AnsweredTable, place: number, currency: string): string {
  const { analysis, title, method, warnings, blocks } = table;
  const name = STUDY_ANALYSIS_NAMES[analysis as StudyAnalysis] ?? analysis;
  return [
    '\r\n',
    csvNote(`Table ${place}: ${title} (${name})`),
    csvNote(`Method: ${method}`),
    ...warnings.map(({ message }) => csvNote(`Note: ${message}`)),
    ...blocks.map((block) => blockCsv(block, currency)),
  ].join('');
}

function blockCsv({ title, columns, rows }: FigureBlock, currency: string): string {
  const worded = rows.some(({ sentence }) => sentence !== null);
  const heads = columns.map(({ label, unit }) => (unit === 'money' ? `${label}, ${currency}` : label));
  return [
    csvNote(title),
    csvLine(worded ? [...heads, 'In words'] : heads),
    ...rows.map(({ cells, sentence }) => {
      const values = cells.map((cell, index) => plain(cell, columns[index]?.unit ?? 'text', currency));
      return csvLine(worded ? [...values, sentence] : values);
    }),
  ].join('');
}

function plain(cell: FigureValue, unit: FigureUnit, currency: string): FigureValue {
  if (unit !== 'money' || typeof cell !== 'number') return cell;
  return Number.isInteger(cell) ? Number(formatAmount(cell, currency)) : cell / 10 ** minorDigits(currency);
}
