import { EVENT_COLUMN_NAMES, EVENT_COLUMNS, type EventColumn } from '../stores/clickhouse/events-table.ts';
import { fixedColumn, nativeBlock, type NativeColumn, textColumn, wordColumn } from '../stores/clickhouse/native.ts';
import { Words } from './words.ts';

/** Columns of texts that repeat, kept as numbers of `Words`. */
const WORD_COLUMNS = ['brand', 'campaign', 'offer', 'network', 'client', 'currency', 'origin'] as const;
const TEXT_COLUMNS = ['post', 'properties'] as const;
type WordColumn = (typeof WORD_COLUMNS)[number];
type TextColumn = (typeof TEXT_COLUMNS)[number];
/** Columns that are known once the event has its place in the journal. */
type PlaceColumn = 'uid' | 'seq' | 'row';
/** `user_key` is what the person's number stands for; it is stored beside the number, in the table of people. */
type NumberColumn = Exclude<EventColumn, WordColumn | TextColumn | PlaceColumn> | 'user_key';

/** Column → how many array elements a value takes: those of 64 bits are two halves, the low one first. */
const NUMBER_COLUMNS = {
  day: [Uint16Array, 1],
  at: [Uint32Array, 2],
  kind: [Uint8Array, 1],
  user_key: [Uint32Array, 2],
  device: [Uint8Array, 1],
  action: [Uint8Array, 1],
  stage: [Uint8Array, 1],
  arm: [Uint8Array, 1],
  order_key: [Uint32Array, 2],
  amount: [Uint32Array, 2],
  quantity: [Uint32Array, 1],
  viewable: [Uint8Array, 1],
  id_hash: [Uint32Array, 2],
  content_hash: [Uint32Array, 1],
} as const satisfies Record<NumberColumn, readonly [unknown, 1 | 2]>;

type NumberColumns = {
  [Name in NumberColumn]: (typeof NUMBER_COLUMNS)[Name][0] extends typeof Uint8Array
    ? Uint8Array<ArrayBuffer>
    : (typeof NUMBER_COLUMNS)[Name][0] extends typeof Uint16Array
      ? Uint16Array<ArrayBuffer>
      : Uint32Array<ArrayBuffer>;
};

const TWO_32 = 2 ** 32;
const LONGEST_VARINT = 5;
/** `Date` counts days from 1970-01-01. */
const TYPES = Object.fromEntries(
  Object.entries(EVENT_COLUMNS).map(([name, type]) => [name, type.replace(/ CODEC\(.*\)$/, '')]),
) as Record<EventColumn, string>;

/** Events as they will be stored, but for what their place in the journal says, column by column: millions of objects would be the larger part of what the garbage collector moves about. */
export class EventBatch {
  size = 0;
  /** Of each event the number of its line in the source. */
  readonly lines: Uint32Array<ArrayBuffer>;
  readonly numbers: NumberColumns;
  readonly words: Words;
  readonly wordNumbers: Record<WordColumn, Uint32Array<ArrayBuffer>>;
  readonly texts: Record<TextColumn, TextList>;

  constructor(capacity: number, words: Words, packed?: PackedBatch) {
    this.words = words;
    this.lines = packed?.lines ?? new Uint32Array(capacity);
    this.numbers = packed?.numbers ?? numberColumns(capacity);
    this.wordNumbers = packed?.wordNumbers ?? recordOf(WORD_COLUMNS, () => new Uint32Array(capacity));
    this.texts = recordOf(TEXT_COLUMNS, (name) => new TextList(capacity, packed?.texts[name]));
    this.size = packed?.size ?? 0;
  }

  /** The batch that another thread packed. */
  static unpack(packed: PackedBatch): EventBatch {
    return new EventBatch(packed.size, new Words(packed.words), packed);
  }

  /** The batch as plain data, to be handed to another thread; it must not be added to afterwards. */
  pack(): PackedBatch {
    const { size, lines, numbers, wordNumbers, words } = this;
    const texts = recordOf(TEXT_COLUMNS, (name) => this.texts[name].pack());
    return { size, lines, numbers, wordNumbers, words: [...words.texts], texts };
  }
}

interface PackedTexts {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of each text the place behind its last byte. */
  ends: Uint32Array<ArrayBuffer>;
}

/** A batch as one thread hands it to another. */
export interface PackedBatch {
  size: number;
  lines: Uint32Array<ArrayBuffer>;
  numbers: NumberColumns;
  wordNumbers: Record<WordColumn, Uint32Array<ArrayBuffer>>;
  /** The texts that `wordNumbers` stand for. */
  words: readonly string[];
  texts: Record<TextColumn, PackedTexts>;
}

/** The memory of the columns, which need not be copied to get to another thread. */
export function memoryOf({ lines, numbers, wordNumbers, texts }: PackedBatch): ArrayBuffer[] {
  const packed = Object.values(texts).flatMap(({ bytes, ends }) => [bytes, ends]);
  return [lines, ...Object.values(numbers), ...Object.values(wordNumbers), ...packed].map(({ buffer }) => buffer);
}

function recordOf<Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
}

function numberColumns(capacity: number): NumberColumns {
  return Object.fromEntries(
    Object.entries(NUMBER_COLUMNS).map(([name, [Values, perValue]]) => [name, new Values(capacity * perValue)]),
  ) as NumberColumns;
}

/** Texts one after the other, each behind its length as a varint; most are empty. */
class TextList {
  readonly #ends: Uint32Array<ArrayBuffer>;
  #bytes: Buffer;
  #length: number;
  #count: number;

  constructor(capacity: number, packed?: PackedTexts) {
    this.#ends = packed?.ends ?? new Uint32Array(capacity);
    this.#bytes = packed ? Buffer.from(packed.bytes.buffer) : Buffer.alloc(0);
    this.#length = this.#bytes.length;
    this.#count = packed ? capacity : 0;
  }

  pack(): PackedTexts {
    return { bytes: Uint8Array.from(this.#bytes.subarray(0, this.#length)), ends: this.#ends };
  }

  push(text: string): void {
    const bytes = text === '' ? 0 : Buffer.byteLength(text);
    if (this.#length + bytes + LONGEST_VARINT > this.#bytes.length) this.#grow(bytes);
    let rest = bytes;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
    if (bytes > 0) this.#length += this.#bytes.write(text, this.#length);
    this.#ends[this.#count] = this.#length;
    this.#count += 1;
  }

  #grow(bytes: number): void {
    const room = Math.max(this.#bytes.length * 2, this.#length + bytes + LONGEST_VARINT, this.#ends.length * 2);
    const larger = Buffer.allocUnsafe(room);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  at(index: number): Uint8Array {
    return this.#bytes.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  text(index: number): string {
    let from = index === 0 ? 0 : (this.#ends[index - 1] as number);
    while ((this.#bytes[from] as number) > 0x7f) from += 1;
    return this.#bytes.toString('utf8', from + 1, this.#ends[index]);
  }

  bytesOf(index: number): number {
    return (this.#ends[index] as number) - (index === 0 ? 0 : (this.#ends[index - 1] as number));
  }
}

/** Some rows of a batch, in the order they are stored in. */
export interface Selection {
  batch: EventBatch;
  rows: number[];
  /** Whether each row but the first follows the one before it in the batch. */
  isRun: boolean;
}

export interface Place {
  seq: number;
  /** Row of the first event in the record. */
  firstRow: number;
  /** Numbers of the people, event by event. */
  uids: Uint32Array;
}

/** The selected events as one block of the table `events`. */
export function eventBlock(selections: readonly Selection[], { seq, firstRow, uids }: Place): Buffer {
  const count = uids.length;
  const seqs = new Uint32Array(count * 2);
  const rows = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    seqs[index * 2] = seq % TWO_32;
    seqs[index * 2 + 1] = Math.floor(seq / TWO_32);
    rows[index] = firstRow + index;
  }
  const place: Record<PlaceColumn, Uint32Array> = { uid: uids, seq: seqs, row: rows };
  const columns = EVENT_COLUMN_NAMES.map((name): NativeColumn => {
    if (isOneOf(WORD_COLUMNS, name)) return selectWords(selections, name, count);
    if (isOneOf(TEXT_COLUMNS, name)) return selectTexts(selections, name);
    if (name === 'uid' || name === 'seq' || name === 'row') return fixedColumn(name, TYPES[name], place[name]);
    return fixedColumn(name, TYPES[name], selectNumbers(selections, name, count));
  });
  return nativeBlock(count, columns);
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

function selectNumbers(selections: readonly Selection[], name: NumberColumn, count: number) {
  const [Values, perValue] = NUMBER_COLUMNS[name];
  const selected = new Values(count * perValue);
  let at = 0;
  for (const { batch, rows, isRun } of selections) {
    const values = batch.numbers[name];
    if (isRun) {
      const from = (rows[0] as number) * perValue;
      selected.set(values.subarray(from, from + rows.length * perValue), at);
      at += rows.length * perValue;
    } else if (perValue === 1) {
      for (let index = 0; index < rows.length; index += 1) selected[at++] = values[rows[index] as number] as number;
    } else {
      for (let index = 0; index < rows.length; index += 1) {
        const from = (rows[index] as number) * 2;
        selected[at++] = values[from] as number;
        selected[at++] = values[from + 1] as number;
      }
    }
  }
  return selected;
}

function selectWords(selections: readonly Selection[], name: WordColumn, count: number): NativeColumn {
  const indices = new Uint32Array(count);
  const texts: string[] = [];
  const byText = new Map<string, number>();
  let at = 0;
  for (const { batch, rows } of selections) {
    const numbers = batch.wordNumbers[name];
    // Number of the word → its index in the block, from 1.
    const known = new Uint32Array(batch.words.size);
    for (let index = 0; index < rows.length; index += 1) {
      const number = numbers[rows[index] as number] as number;
      let place = known[number] as number;
      if (place === 0) {
        const text = batch.words.text(number);
        place = byText.get(text) ?? texts.push(text);
        byText.set(text, place);
        known[number] = place;
      }
      indices[at++] = place - 1;
    }
  }
  return wordColumn(name, texts, indices);
}

function selectTexts(selections: readonly Selection[], name: TextColumn): NativeColumn {
  let bytes = 0;
  for (const { batch, rows } of selections) {
    for (let index = 0; index < rows.length; index += 1) bytes += batch.texts[name].bytesOf(rows[index] as number);
  }
  const texts = new Uint8Array(bytes);
  let at = 0;
  for (const { batch, rows } of selections) {
    const list = batch.texts[name];
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as number;
      const length = list.bytesOf(row);
      // An empty text is a single zero, and the array holds zeros already.
      if (length > 1) texts.set(list.at(row), at);
      at += length;
    }
  }
  return textColumn(name, texts);
}
