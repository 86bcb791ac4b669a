import type { MappingInput } from '@syncline/shared/control';
import { readBrandPosts } from './csv/brand-posts.ts';
import { readEventTable } from './csv/events.ts';
import { type MappedTerms, readMapped } from './csv/mapping.ts';
import type { Detected } from './detect.ts';
import { type Entry, type Item, refusedEntry } from './item.ts';
import { jsonFault } from '../lib/json-fault.ts';
import { readLines } from './lines.ts';
import { UnusableFileError } from './unusable-file.ts';
import { readPosts } from '../posts/x/read.ts';

/** A JSON document over many lines is held in memory whole. */
const LONGEST_DOCUMENT = 64 * 1024 * 1024;

/** The entries of a file, read as they are asked for. Throws UnusableFileError where the file as a whole cannot be read. */
export function readEntries(
  source: AsyncIterable<Uint8Array>,
  detected: Detected,
  mapping: MappingInput | null,
  terms: MappedTerms,
): AsyncIterable<Entry> {
  switch (detected.format) {
    case 'x-posts':
      return readJson(source, detected.document, readPostLine);
    case 'events-ndjson':
      return readJson(source, detected.document, readEventLine);
    case 'brand-posts-csv':
      return readBrandPosts(source, detected.delimiter);
    case 'events-csv':
      return readEventTable(source, detected.delimiter);
    case 'ecb-rates':
      throw new Error('Exchange rates are no events');
    default:
      if (mapping === null) throw new UnusableFileError('The format csv needs a column mapping: choose or make one.');
      return readMapped(source, mapping, terms);
  }
}

/** The posts that the delete notices of a file of X posts name. Lines that cannot hold a notice are not parsed. */
export async function* readDeleteNotices(source: AsyncIterable<Uint8Array>, document: boolean): AsyncGenerator<string> {
  const notices = readJson(source, document, (line, text) =>
    text.includes('"delete"') ? readPostLine(line, text) : [],
  );
  for await (const { items } of notices) {
    for (const item of items) if (item.kind === 'delete') yield item.id;
  }
}

type LineReader = (line: number, text: string) => Entry[];

async function* readJson(
  source: AsyncIterable<Uint8Array>,
  document: boolean,
  read: LineReader,
): AsyncGenerator<Entry> {
  if (document) {
    yield* read(1, await readWhole(source));
    return;
  }
  for await (const each of readLines(source)) {
    if ('text' in each) yield* read(each.line, each.text);
    else yield refusedEntry(each.line, { id: null, code: each.code, path: '', message: each.message });
  }
}

/** A line of posts gives one entry a post: a page holds many. */
function readPostLine(line: number, text: string): Entry[] {
  return readPosts(text).map((found) => ({ line, items: [{ line, ...found }] }));
}

function readEventLine(line: number, text: string): Entry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [refusedEntry(line, { id: null, code: 'invalid_json', path: '', message: jsonFault(error, text) })];
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each): Entry => {
    const item: Item = { line, kind: 'event', value: each };
    return { line, items: [item] };
  });
}

async function readWhole(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > LONGEST_DOCUMENT) {
      throw new UnusableFileError(
        `The file is one JSON value longer than ${LONGEST_DOCUMENT} bytes: write one object a line, and any length can be read.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/u, '');
}
