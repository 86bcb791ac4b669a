import { isUtf8 } from 'node:buffer';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { RejectCode } from '@syncline/shared/events';
import { ApiError } from '../lib/errors.ts';
import { safeExcerpt } from './dead-letter.ts';
import type { EventLine, UnreadableLine } from './port.ts';

/** The longest line that can be an event. */
export const MAX_LINE_BYTES = 64 * 1024;

const BYTES_PER_TURN = 512 * 1024;
const NEWLINE = 0x0a;
const EXCERPT_BYTES = 1024;

type Line = EventLine | UnreadableLine;

/**
 * Reads a body of events: a JSON array, one object, or lines of JSON (NDJSON); blank lines are passed over but counted in
 * line numbers. The lines are parsed as they are gone through, each time anew. A line that is not JSON is handed on as
 * unreadable; an array or object that is not JSON rejects with an ApiError `invalid_body`, since nothing can be told
 * apart in it.
 */
export async function readEventBody(body: Buffer, isNdjson: boolean): Promise<Iterable<Line>> {
  const bytes = withoutByteOrderMark(body);
  const first = bytes.toString('latin1', 0, 1024).trimStart().charAt(0);
  if (first === '[' && !(isNdjson && firstLineIsWhole(bytes))) {
    await checkArray(bytes);
    return { [Symbol.iterator]: () => arrayLines(bytes) };
  }
  if (!isNdjson && !firstLineIsWhole(bytes)) return [{ line: 1, value: parseWhole(bytes) }];
  const isValid = isUtf8(bytes);
  return { [Symbol.iterator]: () => ndjsonLines(bytes, isValid) };
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? bytes.subarray(3) : bytes;
}

/** Whether the first line is JSON by itself and others follow it. */
function firstLineIsWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0 || end > MAX_LINE_BYTES) return false;
  return parse(bytes.toString('utf8', 0, end)) !== undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parseWhole(bytes: Buffer): unknown {
  const value = isUtf8(bytes) ? parse(bytes.toString()) : undefined;
  if (value === undefined) throw unreadable('The body is not valid JSON in UTF-8.');
  return value;
}

function unreadable(message: string): ApiError {
  return new ApiError('invalid_body', message, {
    hint: 'Send NDJSON (one event a line, application/x-ndjson) to have good lines taken beside bad ones.',
  });
}

/** Many lines are made text at once: a line by itself would cost half as much again. */
function* ndjsonLines(bytes: Buffer, isValid: boolean): Generator<Line> {
  let line = 0;
  let start = 0;
  while (start < bytes.length) {
    const end = isValid ? endOfLines(bytes, start) : endOfLine(bytes, start);
    if (end - start > MAX_LINE_BYTES || !isValid) {
      line += 1;
      const read = readLine(bytes.subarray(start, bytes[end - 1] === NEWLINE ? end - 1 : end), line, isValid);
      if (read) yield read;
    } else {
      const text = bytes.toString('utf8', start, end);
      for (let at = 0; at < text.length; ) {
        const newline = text.indexOf('\n', at);
        const next = newline < 0 ? text.length : newline;
        line += 1;
        const read = readText(text.slice(at, next), line);
        if (read) yield read;
        at = next + 1;
      }
    }
    start = end;
  }
}

/** Where the last whole line ends that can be had in one piece of a line's greatest length; else where the first one does. */
function endOfLines(bytes: Buffer, start: number): number {
  const most = start + MAX_LINE_BYTES;
  if (most >= bytes.length) return bytes.length;
  const last = bytes.subarray(start, most).lastIndexOf(NEWLINE);
  return last < 0 ? endOfLine(bytes, most) : start + last + 1;
}

function endOfLine(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline < 0 ? bytes.length : newline + 1;
}

function refuse(line: number, code: RejectCode, message: string, payload: string | null): UnreadableLine {
  return { line, reject: { line, id: null, code, path: '', message }, payload };
}

function readLine(bytes: Buffer, line: number, isValid: boolean): Line | undefined {
  if (bytes.length > MAX_LINE_BYTES) {
    const excerpt = safeExcerpt(bytes.toString('utf8', 0, EXCERPT_BYTES));
    return refuse(
      line,
      'line_too_long',
      `The line is longer than ${MAX_LINE_BYTES} bytes; an event never is.`,
      excerpt,
    );
  }
  if (!isValid && !isUtf8(bytes)) {
    const excerpt = safeExcerpt(bytes.toString('utf8', 0, EXCERPT_BYTES));
    return refuse(line, 'invalid_utf8', 'The line is not valid UTF-8.', excerpt);
  }
  return readText(bytes.toString(), line);
}

function readText(text: string, line: number): Line | undefined {
  const value = parse(text);
  if (value !== undefined) return { line, value };
  if (text.trim() === '') return undefined;
  const message = 'The line is not valid JSON. Send one JSON object a line.';
  return refuse(line, 'invalid_json', message, safeExcerpt(text));
}

/** Looks through the array before any of it is taken, letting other requests through. */
async function checkArray(bytes: Buffer): Promise<void> {
  if (!isUtf8(bytes)) throw unreadable('The body is not valid UTF-8.');
  let checked = 0;
  let element = 0;
  for (const [start, end] of elements(bytes)) {
    element += 1;
    if (end - start <= MAX_LINE_BYTES && parse(bytes.toString('utf8', start, end)) === undefined) {
      throw unreadable(`The body is not valid JSON: element ${element} of the array.`);
    }
    if (end - checked > BYTES_PER_TURN) {
      checked = end;
      await otherWork();
    }
  }
}

function* arrayLines(bytes: Buffer): Generator<Line> {
  let line = 0;
  for (const [start, end] of elements(bytes)) {
    line += 1;
    if (end - start > MAX_LINE_BYTES) yield tooLongElement(line, bytes.toString('utf8', start, start + EXCERPT_BYTES));
    else yield { line, value: parse(bytes.toString('utf8', start, end)) };
  }
}

function tooLongElement(line: number, text: string): UnreadableLine {
  const message = `The event is longer than ${MAX_LINE_BYTES} bytes; an event never is.`;
  return refuse(line, 'line_too_long', message, safeExcerpt(text));
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const END_OF_ARRAY = 0x5d;
const CLOSING = new Set([END_OF_ARRAY, 0x7d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Extents of the elements of the array in the bytes; throws when it does not end, or something follows it. */
function* elements(bytes: Buffer): Generator<readonly [start: number, end: number]> {
  let depth = 0;
  let start = 0;
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth > 0) continue;
      if (byte !== END_OF_ARRAY) throw unreadable('The array in the body does not end as one.');
      if (!isBlank(bytes, at + 1, bytes.length)) throw unreadable('Something follows the array in the body.');
      if (count > 0 || !isBlank(bytes, start, at)) yield [start, at];
      return;
    } else if (byte === COMMA && depth === 1) {
      count += 1;
      yield [start, at];
      start = at + 1;
    }
  }
  throw unreadable('The array in the body does not end.');
}

function endOfString(bytes: Buffer, opening: number): number {
  for (let at = opening + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  throw unreadable('A string in the body does not end.');
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!BLANK.has(bytes[at] ?? 0)) return false;
  return true;
}
