import { StringDecoder } from 'node:string_decoder';

/** No message of the stream is nearly as long; a longer one is not kept in memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Cuts what comes in pieces into lines, all that a piece completes at once; empty ones, the keep-alives, are left out. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #held = '';

  /** The lines that this piece completes; throws an Error for a line that does not end. */
  push(chunk: Uint8Array): string[] {
    const lines = (this.#held + this.#decoder.write(chunk)).split('\n');
    this.#held = lines.pop() ?? '';
    if (this.#held.length > LONGEST_LINE) throw new Error('A line of the stream does not end.');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }
}
