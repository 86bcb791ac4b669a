/** A column of a block: numbers in flat memory. */
export type NativeColumn = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Some rows of an answer, column by column. */
export interface NativeBlock {
  rows: number;
  columns: ReadonlyMap<string, NativeColumn>;
}

const READERS: Readonly<Record<string, { bytes: number; view: (memory: ArrayBuffer) => NativeColumn }>> = {
  UInt8: { bytes: 1, view: (memory) => new Uint8Array(memory) },
  UInt16: { bytes: 2, view: (memory) => new Uint16Array(memory) },
  UInt32: { bytes: 4, view: (memory) => new Uint32Array(memory) },
  Float64: { bytes: 8, view: (memory) => new Float64Array(memory) },
};

/**
 * Reads an answer in ClickHouse's Native format (column by column, little-endian): columns of unsigned 8, 16 and 32-bit
 * integers and Float64 only. Throws an Error for any other type and for an answer that is cut short.
 * Format: clickhouse.com/docs/interfaces/formats/Native.
 */
export function* readNative(bytes: Uint8Array): Generator<NativeBlock> {
  const cursor = new Cursor(bytes);
  while (!cursor.isAtEnd) {
    const count = cursor.number();
    const rows = cursor.number();
    const columns = new Map<string, NativeColumn>();
    for (let column = 0; column < count; column += 1) {
      const name = cursor.text();
      const type = cursor.text();
      const reader = READERS[type];
      if (!reader) throw new Error(`Column ${name} is of type ${type}, which is not read in columns.`);
      columns.set(name, reader.view(cursor.take(rows * reader.bytes)));
    }
    yield { rows, columns };
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** An unsigned LEB128 number. */
  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('The answer of the analytics engine is cut short.');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.number();
    return new TextDecoder().decode(this.take(length));
  }

  /** A copy, so that it stands aligned. */
  take(length: number): ArrayBuffer {
    if (this.#at + length > this.#bytes.length) throw new Error('The answer of the analytics engine is cut short.');
    const memory = new ArrayBuffer(length);
    new Uint8Array(memory).set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return memory;
  }
}
