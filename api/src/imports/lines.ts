import { isUtf8 } from 'node:buffer';
import type { RejectCode } from '@syncline/shared/events';

/** A line of a file, numbered from 1; or why it cannot be read as text. */
export type Line = { line: number; text: string } | { line: number; code: RejectCode; message: string };

const NEWLINE = 10;
/** A page of posts can be several MiB; nothing longer is held in memory. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Cuts a stream of bytes into its lines that are not empty, decoded as UTF-8 with a leading byte order mark dropped. A line
 * that is not UTF-8 or longer than `longest` bytes is told as such and passed over, whatever its length.
 */
export async function* readLines(source: AsyncIterable<Uint8Array>, longest = LONGEST_LINE): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let line = 1;
  const finish = (last: Uint8Array): Line | null => {
    const length = held + last.length;
    const number = line;
    const bytes = length > longest ? null : Buffer.concat([...parts, last], length);
    parts = [];
    held = 0;
    line += 1;
    if (bytes === null) {
      return { line: number, code: 'line_too_long', message: `the line is longer than ${longest} bytes` };
    }
    if (!isUtf8(bytes)) return { line: number, code: 'invalid_utf8', message: 'the line is not UTF-8' };
    const text = bytes.toString('utf8');
    const clean = number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
    return clean.trim() === '' ? null : { line: number, text: clean };
  };
  for await (const chunk of source) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      const done = finish(chunk.subarray(from, to));
      if (done) yield done;
      from = to + 1;
    }
    const rest = chunk.subarray(from);
    if (held <= longest) parts.push(rest);
    else parts = [];
    held += rest.length;
  }
  const last = finish(new Uint8Array());
  if (last) yield last;
}
