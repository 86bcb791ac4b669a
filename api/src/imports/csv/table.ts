import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UnusableFileError } from '../unusable-file.ts';

export interface Row {
  /** The line of the file on which the row begins, from 1. */
  line: number;
  cells: string[];
}

export type Delimiter = ',' | ';' | '\t' | '|';

const LONGEST_ROW = 4 * 1024 * 1024;
/** The most rows above a heading. */
export const LONGEST_TITLE = 20;

/** A line that is a comment; "#" alone can be the heading of a column. */
export const COMMENT = /^#[\s-]/;

/** Whether a row above the heading is a title or a comment, as reports begin with. */
export function isTitle(cells: readonly string[]): boolean {
  return cells.length < 2 || COMMENT.test(cells[0] ?? '');
}

/**
 * Reads a delimited table row by row (RFC 4180; quotes and line breaks inside cells), the heading first, what stands above it
 * and rows of nothing left out.
 * Throws UnusableFileError where the table breaks off or is not UTF-8.
 */
export async function* readRows(source: AsyncIterable<Uint8Array>, delimiter: Delimiter): AsyncGenerator<Row> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  // Errors reach the loop below, because the pipeline destroys the parser with them.
  pipeline(Readable.from(decode(source)), parser, () => undefined);
  let line = 1;
  // Given back where no heading follows: then it is a table of one column.
  let title: Row[] | null = [];
  try {
    for await (const each of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const row = { line, cells: each.record };
      line = each.info.lines + 1;
      if (title !== null && isTitle(row.cells) && title.length < LONGEST_TITLE) {
        title.push(row);
        continue;
      }
      if (title !== null && isTitle(row.cells)) yield* title;
      title = null;
      yield row;
    }
    yield* title ?? [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnusableFileError(`The table cannot be read from line ${line} on: ${faultOf(error)}.`, { cause: error });
  }
}

async function* decode(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnusableFileError('The table is not UTF-8 throughout: save it as "CSV UTF-8" and import it again.', {
      cause: error,
    });
  }
}

function faultOf(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a cell opens with a quote that is never closed';
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `a row is longer than ${LONGEST_ROW} bytes, or a quote is never closed`;
  return 'its quotes do not match';
}
