import { isUtf8 } from 'node:buffer';
import type { IMPORT_FORMATS } from '@syncline/shared/control';
import { parse } from 'csv-parse/sync';
import { BRAND_POST_COLUMNS } from './csv/brand-posts.ts';
import { isEventTable } from './csv/events.ts';
import { listed } from './csv/heading.ts';
import { isRateTable } from './csv/rates.ts';
import { COMMENT, type Delimiter, isTitle, LONGEST_TITLE } from './csv/table.ts';
import { UnusableFileError } from './unusable-file.ts';
import { isObject } from '../posts/x/post.ts';
import { readPosts } from '../posts/x/read.ts';

export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** How a file is to be read. A `document` is one JSON value over many lines. */
export type Detected =
  | { format: 'x-posts' | 'events-ndjson'; document: boolean }
  | { format: 'brand-posts-csv' | 'events-csv' | 'ecb-rates' | 'csv'; delimiter: Delimiter; columns: string[] };

const SUPPORTED =
  'Syncline reads X posts (v1.1 or v2, one JSON object or page a line), tables of posts about a brand, events as NDJSON or CSV, exchange rates as the European Central Bank publishes them, and any CSV with a column mapping; plain or gzip, in UTF-8.';

const MAGIC: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive or an Excel workbook: unpack it, or save the sheet as CSV UTF-8'],
  ['50415231', 'a Parquet file, which is not supported: export it as CSV or NDJSON'],
  ['28b52ffd', 'compressed with Zstandard: use gzip or unpack it'],
  ['425a68', 'compressed with bzip2: use gzip or unpack it'],
  ['fd377a585a', 'compressed with xz: use gzip or unpack it'],
  ['25504446', 'a PDF document'],
  ['53514c6974652066', 'an SQLite database'],
  ['fffe', 'in UTF-16: save it as UTF-8'],
  ['feff', 'in UTF-16: save it as UTF-8'],
];
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Decides how a file is read, from the format that was asked for and its first bytes (already unpacked). `complete` says
 * that the head is the whole file. Throws UnusableFileError where nothing fits, saying what is supported.
 */
export function detect(asked: ImportFormat, head: Buffer, complete: boolean): Detected {
  const text = textOf(head);
  if (text.trim() === '') throw new UnusableFileError('The file is empty.');
  if (asked === 'x-posts' || asked === 'events-ndjson') return { format: asked, document: isDocument(text) };
  if (asked !== 'auto') return { format: asked, ...tableOf(text) };
  if (/^\s*[[{]/u.test(text)) return detectJson(text, complete);
  return detectTable(text);
}

/** The first rows of a table, for choosing a mapping; the last, which may be cut, is left out unless the head is the whole file. */
export function sampleTable(head: Buffer, complete: boolean, delimiter: Delimiter, rows: number): string[][] {
  const text = textOf(head);
  const whole = complete ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
  const read: string[][] = parse(whole, { ...options, to: rows + LONGEST_TITLE });
  const heading = read.findIndex((cells) => !isTitle(cells));
  return read.slice(Math.max(heading, 0)).slice(0, rows);
}

function textOf(head: Buffer): string {
  const hex = head.subarray(0, 8).toString('hex');
  const known = MAGIC.find(([magic]) => hex.startsWith(magic));
  if (known) throw new UnusableFileError(`The file is ${known[1]}. ${SUPPORTED}`);
  const whole = head.subarray(0, endOfLastCharacter(head));
  const firstLine = whole.subarray(0, lineEnd(whole));
  if (firstLine.includes(0) || !isUtf8(firstLine)) {
    throw new UnusableFileError(`The file is not text in UTF-8. ${SUPPORTED}`);
  }
  return whole.toString('utf8').replace(/^\uFEFF/u, '');
}

function detectJson(text: string, complete: boolean): Detected {
  const document = isDocument(text);
  if (document)
    return { format: /"kind"\s*:\s*"/u.test(text) && /"at"\s*:/u.test(text) ? 'events-ndjson' : 'x-posts', document };
  const lines = text.split('\n');
  const whole = complete ? lines : lines.slice(0, -1);
  // A first line longer than the head can only be a page of posts.
  if (whole.length === 0) return { format: 'x-posts', document };
  for (const line of whole.filter((each) => each.trim() !== '').slice(0, 50)) {
    const format = formatOfLine(line);
    if (format !== null) return { format, document };
  }
  throw new UnusableFileError(`The file holds JSON, but neither X posts nor events. ${SUPPORTED}`);
}

function formatOfLine(line: string): 'x-posts' | 'events-ndjson' | null {
  try {
    const value: unknown = JSON.parse(line);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (isObject(first) && 'kind' in first && ('user' in first || 'at' in first)) return 'events-ndjson';
  } catch {
    return null;
  }
  const unknown = ['unknown_format', 'not_an_object'];
  return readPosts(line).every((found) => found.kind === 'refused' && unknown.includes(found.refusal.code))
    ? null
    : 'x-posts';
}

/** One JSON value written over several lines: its first line alone is not JSON, and is only an opening. */
function isDocument(text: string): boolean {
  const first = text.trimStart().split('\n', 2);
  return first.length > 1 && /^[[{][\s[{]*(?:"[^"]*"\s*:\s*[[{]?\s*)?$/u.test(first[0] ?? '');
}

function detectTable(text: string): Detected {
  const table = tableOf(text);
  const { columns } = table;
  if (BRAND_POST_COLUMNS.every((name) => columns.includes(name))) return { format: 'brand-posts-csv', ...table };
  if (isEventTable(columns)) return { format: 'events-csv', ...table };
  if (isRateTable(columns)) return { format: 'ecb-rates', ...table };
  if (columns.length < 2) throw new UnusableFileError(`The file is neither JSON nor a table. ${SUPPORTED}`);
  throw new UnusableFileError(
    `The file is a table with the columns ${listed(columns)}. Choose or make a column mapping that says what its rows are.`,
  );
}

function tableOf(text: string): { delimiter: Delimiter; columns: string[] } {
  const table = text.slice(headingAt(text));
  const bare = bareLine(table.split('\n', 1)[0] ?? '');
  const count = (delimiter: Delimiter) => bare.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best), ',' as Delimiter);
  const rows: string[][] = parse(table, { delimiter, relax_column_count: true, relax_quotes: true, to: 1 });
  return { delimiter, columns: (rows[0] ?? []).map((name) => name.trim()) };
}

/** Where the heading begins: at the first line of more than one cell that is no comment, else at the first line. */
function headingAt(text: string): number {
  const first = text.length - text.trimStart().length;
  let at = first;
  for (const line of text.slice(first).split('\n', LONGEST_TITLE)) {
    if (!COMMENT.test(line) && DELIMITERS.some((delimiter) => bareLine(line).includes(delimiter))) return at;
    at += line.length + 1;
  }
  return first;
}

/** A line without what stands in quotes. */
function bareLine(line: string): string {
  return line.replace(/"[^"]*"/gu, '');
}

function lineEnd(bytes: Buffer): number {
  const end = bytes.indexOf(10);
  return end === -1 ? bytes.length : end;
}

/** Where the last whole UTF-8 character ends. */
function endOfLastCharacter(bytes: Buffer): number {
  let start = bytes.length - 1;
  while (start > 0 && start > bytes.length - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  const lead = bytes[start] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? start : bytes.length;
}
