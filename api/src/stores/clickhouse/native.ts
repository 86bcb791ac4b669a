/**
 * ClickHouse's format Native as one block: columns one after the other, each with its name and type, so that the engine
 * takes them in without parsing rows. https://clickhouse.com/docs/interfaces/formats/Native
 */

/** A column of a block and its values as they stand there, in pieces; made by `fixedColumn`, `wordColumn`, `textColumn`. */
export interface NativeColumn {
  name: string;
  type: string;
  parts: readonly Uint8Array[];
}

type Fixed = Uint8Array | Uint16Array | Uint32Array;

const WORD_TYPE = 'LowCardinality(String)';
const TEXT_TYPE = 'String';
/** Keys come with the block and no dictionary is shared between blocks; the lowest bits say how wide the indices are. */
const KEYS_WITH_BLOCK = 1n;
const HAS_OWN_KEYS = 1n << 9n;
const WORD_HEADER_BYTES = 16;
const COUNT_BYTES = 8;

/** A column of numbers of fixed width in the byte order of the machine, which is little-endian wherever the engine runs. */
export function fixedColumn(name: string, type: string, values: Fixed): NativeColumn {
  return { name, type, parts: [bytesOf(values)] };
}

/** A column LowCardinality(String): each distinct text once, and for each row its index among them. */
export function wordColumn(name: string, words: readonly string[], indices: Uint32Array): NativeColumn {
  const narrow = words.length <= 0x100 ? Uint8Array.from(indices) : indices;
  const header = Buffer.alloc(WORD_HEADER_BYTES + COUNT_BYTES);
  header.writeBigUInt64LE(KEYS_WITH_BLOCK, 0);
  header.writeBigUInt64LE(HAS_OWN_KEYS | (narrow.BYTES_PER_ELEMENT === 1 ? 0n : 2n), 8);
  header.writeBigUInt64LE(BigInt(words.length), WORD_HEADER_BYTES);
  const count = Buffer.alloc(COUNT_BYTES);
  count.writeBigUInt64LE(BigInt(indices.length));
  return { name, type: WORD_TYPE, parts: [header, ...words.map(text), count, bytesOf(narrow)] };
}

/** A column String from texts that stand one after the other, each behind its length as a varint. */
export function textColumn(name: string, texts: Uint8Array): NativeColumn {
  return { name, type: TEXT_TYPE, parts: [texts] };
}

/** The block of the columns, which all hold `rows` values. */
export function nativeBlock(rows: number, columns: readonly NativeColumn[]): Buffer {
  const parts = columns.flatMap(({ name, type, parts: values }) => [text(name), text(type), ...values]);
  return Buffer.concat([varint(columns.length), varint(rows), ...parts]);
}

function bytesOf(values: Fixed): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Unsigned LEB128. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/^(U?Int8|Bool|Enum8)\b/, 1],
  [/^(U?Int16|Date$)/, 2],
  [/^U?Int32$/, 4],
  [/^(U?Int64|DateTime64)\b/, 8],
];

interface Extent {
  type: string;
  start: number;
  end: number;
}

/** A block read back: single values, and a smaller block of some of its rows. */
export class NativeBlock {
  readonly rows: number;
  readonly #bytes: Buffer;
  readonly #columns = new Map<string, Extent>();
  #at = 0;

  /** Throws a RangeError when the bytes end early or hold a type that is not known here. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const columns = this.#varint();
    this.rows = this.#varint();
    for (let column = 0; column < columns; column += 1) {
      const name = this.#text();
      const type = this.#text();
      const start = this.#at;
      this.#skip(type);
      this.#columns.set(name, { type, start, end: this.#at });
    }
  }

  /** An unsigned number of a column of fixed width. */
  number(column: string, row: number): bigint {
    const { type, start } = this.#column(column);
    const width = widthOf(type);
    const bytes = this.#bytes.subarray(start + row * width, start + (row + 1) * width);
    return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  }

  /** A text of a column LowCardinality(String). */
  word(column: string, row: number): string {
    const { start } = this.#column(column);
    const { width, count } = this.#wordHeader(start);
    this.#at = start + WORD_HEADER_BYTES + COUNT_BYTES;
    const words = Array.from({ length: count }, () => this.#text());
    const index = this.#bytes.readUIntLE(this.#at + COUNT_BYTES + row * width, width);
    return words[index] ?? '';
  }

  /** A block of the rows named, in that order. */
  select(rows: readonly number[]): Buffer {
    const columns: NativeColumn[] = [];
    for (const [name, { type, start, end }] of this.#columns) {
      if (type === TEXT_TYPE) {
        columns.push({ name, type, parts: this.#texts(start, rows) });
      } else if (type === WORD_TYPE) {
        const { width } = this.#wordHeader(start);
        const indices = end - this.rows * width;
        const count = Buffer.alloc(COUNT_BYTES);
        count.writeBigUInt64LE(BigInt(rows.length));
        const keys = this.#bytes.subarray(start, indices - COUNT_BYTES);
        columns.push({ name, type, parts: [keys, count, ...this.#fixed(indices, width, rows)] });
      } else {
        columns.push({ name, type, parts: this.#fixed(start, widthOf(type), rows) });
      }
    }
    return nativeBlock(rows.length, columns);
  }

  #fixed(start: number, width: number, rows: readonly number[]): Buffer[] {
    return rows.map((row) => this.#bytes.subarray(start + row * width, start + (row + 1) * width));
  }

  #texts(start: number, rows: readonly number[]): Buffer[] {
    const ends: number[] = [start];
    this.#at = start;
    for (let row = 0; row < this.rows; row += 1) {
      this.#skipText();
      ends.push(this.#at);
    }
    return rows.map((row) => this.#bytes.subarray(ends[row], ends[row + 1]));
  }

  #column(name: string): Extent {
    const column = this.#columns.get(name);
    if (!column) throw new RangeError(`the block has no column ${name}`);
    return column;
  }

  #wordHeader(start: number): { width: number; count: number } {
    const flags = this.#bytes.readBigUInt64LE(start + 8);
    return {
      width: 1 << Number(flags & 0xffn),
      count: Number(this.#bytes.readBigUInt64LE(start + WORD_HEADER_BYTES)),
    };
  }

  #skip(type: string): void {
    if (type === WORD_TYPE) {
      const { width, count } = this.#wordHeader(this.#at);
      this.#at += WORD_HEADER_BYTES + COUNT_BYTES;
      for (let word = 0; word < count; word += 1) this.#skipText();
      this.#at += COUNT_BYTES + this.rows * width;
    } else if (type === TEXT_TYPE) {
      for (let row = 0; row < this.rows; row += 1) this.#skipText();
    } else {
      this.#at += this.rows * widthOf(type);
    }
    if (this.#at > this.#bytes.length) throw new RangeError('the block ends early');
  }

  #skipText(): void {
    const length = this.#varint();
    this.#at += length;
  }

  #text(): string {
    const length = this.#varint();
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.#at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}

function widthOf(type: string): number {
  const width = WIDTHS.find(([pattern]) => pattern.test(type))?.[1];
  if (width === undefined) throw new RangeError(`the width of ${type} is not known`);
  return width;
}
