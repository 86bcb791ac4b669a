import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  FILE_HEADER_BYTES,
  fileHeader,
  type JournalRecord,
  readFileHeader,
  readRecord,
  type RecordType,
  recordHeader,
  wasDurable,
} from './journal-format.ts';
import { diskStorage, type JournalStorage, type SegmentFile } from './journal-storage.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
const SUFFIX = '.journal';

export interface JournalOptions {
  folder: string;
  /** Newest record that is known to have been durable; a journal that ends before it is damaged. */
  mustReach?: number;
  segmentBytes?: number;
  storage?: JournalStorage;
}

interface Segment {
  path: string;
  firstSeq: number;
  lastSeq: number;
  bytes: number;
}

interface Waiting {
  record: JournalRecord;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** The journal cannot take records now, most likely because its disk is full; nothing of the record is kept. */
export class JournalWriteError extends Error {
  override name = 'JournalWriteError';
}

/**
 * An append-only log of numbered records in segment files. Waiting records are written together and share one fdatasync;
 * a record is durable before its promise resolves, and none of it is left when the promise rejects.
 */
export class Journal {
  readonly #folder: string;
  readonly #storage: JournalStorage;
  readonly #segmentBytes: number;
  readonly #segments: Segment[];
  #file: SegmentFile | null = null;
  #needsRepair = false;
  #lastAppended: number;
  #lastDurable: number;
  #waiting: Waiting[] = [];
  #draining: Promise<void> | null = null;
  #newest: Promise<void> = Promise.resolve();
  #failed: (fromSeq: number) => void = () => undefined;

  private constructor(options: JournalOptions, segments: Segment[], lastSeq: number) {
    this.#folder = options.folder;
    this.#storage = options.storage ?? diskStorage;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#segments = segments;
    this.#lastAppended = lastSeq;
    this.#lastDurable = lastSeq;
  }

  /**
   * Opens or creates the journal. A record whose write was cut off at the very end is removed; damage anywhere else
   * throws an Error that names the file and the offset, since going on would lose acknowledged events.
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const storage = options.storage ?? diskStorage;
    await mkdir(options.folder, { recursive: true });
    await storage.syncFolder(dirname(options.folder));
    const names = readdirSync(options.folder)
      .filter((name) => name.endsWith(SUFFIX))
      .sort();
    const segments: Segment[] = [];
    for (const [index, name] of names.entries()) {
      const path = join(options.folder, name);
      const last = index === names.length - 1;
      const segment = scan(path, readFileSync(path), segments.at(-1), last);
      if (segment === null) {
        await storage.remove(path);
        await storage.syncFolder(options.folder);
      } else {
        segments.push(segment);
      }
    }
    const lastSeq = segments.at(-1)?.lastSeq ?? 0;
    const mustReach = options.mustReach ?? 0;
    if (lastSeq < mustReach && segments.length > 0) {
      throw new Error(
        `The journal in ${options.folder} ends at record ${lastSeq}, but record ${mustReach} was acknowledged: files are missing or damaged. Restore the folder from a backup.`,
      );
    }
    const journal = new Journal(options, segments, Math.max(lastSeq, mustReach));
    await journal.#openLast();
    return journal;
  }

  /** Goes on numbering after `seq`: the event log holds rows of a journal that is gone. Throws when this journal is not empty. */
  async continueAfter(seq: number): Promise<void> {
    if (this.#segments.some(({ firstSeq, lastSeq }) => lastSeq >= firstSeq)) {
      throw new Error(
        `The journal in ${this.#folder} ends at record ${this.#lastDurable}, but the event log holds rows of record ${seq}: they do not belong together. Restore both from one backup.`,
      );
    }
    for (const { path } of this.#segments.splice(0)) await this.#storage.remove(path);
    this.#lastAppended = seq;
    this.#lastDurable = seq;
    await this.#rotate(seq + 1);
  }

  /** Called with the first sequence that could not be written; that record and all after it are gone. */
  onFailure(listener: (fromSeq: number) => void): void {
    this.#failed = listener;
  }

  get lastAppended(): number {
    return this.#lastAppended;
  }

  get lastDurable(): number {
    return this.#lastDurable;
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Appends a record under the next sequence. `durable` resolves once it and all before it survive a power cut. */
  append(type: RecordType, body: Buffer): { seq: number; body: Buffer; durable: Promise<void> } {
    const seq = this.#lastAppended + 1;
    this.#lastAppended = seq;
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ record: { seq, type, body }, resolve, reject });
    });
    this.#newest = durable;
    this.#draining ??= this.#drain();
    return { seq, body, durable };
  }

  /** Resolves once everything appended so far is durable; rejects when it could not be written. */
  settled(): Promise<void> {
    return this.#lastAppended === this.#lastDurable ? Promise.resolve() : this.#newest;
  }

  async #drain(): Promise<void> {
    // Requests that arrive in the same turn share the write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group.map(({ record }) => record));
      } catch (error) {
        this.#giveUp(group, error);
        continue;
      }
      this.#lastDurable = group.at(-1)?.record.seq ?? this.#lastDurable;
      for (const { resolve } of group) resolve();
    }
    this.#draining = null;
  }

  async #write(records: readonly JournalRecord[]): Promise<void> {
    if (this.#needsRepair) await this.#repair();
    const first = records[0];
    if (first && this.#isFull(this.#current())) await this.#rotate(first.seq);
    const segment = this.#current();
    const file = this.#file;
    if (!file) throw new Error('The journal is closed.');
    this.#needsRepair = true;
    let position = segment.bytes;
    for (const record of records) {
      const header = recordHeader(record, this.#lastDurable);
      await file.write(header, position);
      await file.write(record.body, position + header.length);
      position += header.length + record.body.length;
    }
    await file.sync();
    this.#needsRepair = false;
    segment.bytes = position;
    segment.lastSeq = records.at(-1)?.seq ?? segment.lastSeq;
  }

  #isFull({ bytes, firstSeq, lastSeq }: Segment): boolean {
    return bytes >= this.#segmentBytes && lastSeq >= firstSeq;
  }

  /** Cuts off what a failed write may have left, so that the next record follows the last durable one. */
  async #repair(): Promise<void> {
    const segment = this.#current();
    await this.#file?.close().catch(() => undefined);
    this.#file = await this.#storage.open(segment.path, 'append');
    await this.#file.truncate(segment.bytes);
    await this.#file.sync();
    this.#needsRepair = false;
  }

  /** What waits behind a failed record was numbered after it and goes with it. */
  #giveUp(group: readonly Waiting[], cause: unknown): void {
    const all = [...group, ...this.#waiting];
    this.#waiting = [];
    const fromSeq = this.#lastDurable + 1;
    this.#lastAppended = this.#lastDurable;
    this.#failed(fromSeq);
    const error = new JournalWriteError('The journal cannot be written.', { cause });
    for (const { reject } of all) reject(error);
  }

  #current(): Segment {
    const segment = this.#segments.at(-1);
    if (!segment) throw new Error('The journal has no segment.');
    return segment;
  }

  async #openLast(): Promise<void> {
    const last = this.#segments.at(-1);
    if (!last) return this.#rotate(this.#lastAppended + 1);
    this.#file = await this.#storage.open(last.path, 'append');
    await this.#file.truncate(last.bytes);
    await this.#file.sync();
  }

  async #rotate(firstSeq: number): Promise<void> {
    const path = join(this.#folder, `${String(firstSeq).padStart(16, '0')}${SUFFIX}`);
    const file = await this.#storage.open(path, 'create');
    try {
      await file.write(fileHeader(firstSeq), 0);
      await file.sync();
      await this.#storage.syncFolder(this.#folder);
    } catch (error) {
      await file.close().catch(() => undefined);
      await this.#storage.remove(path).catch(() => undefined);
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#segments.push({ path, firstSeq, lastSeq: firstSeq - 1, bytes: FILE_HEADER_BYTES });
  }

  /** Every durable record with a sequence above `after`, in order, read one segment at a time. */
  async *read(after: number): AsyncGenerator<JournalRecord> {
    const upTo = this.#lastDurable;
    for (const segment of this.#segments.slice()) {
      if (segment.lastSeq <= after || !this.#segments.includes(segment)) continue;
      const content = (await readFile(segment.path)).subarray(0, segment.bytes);
      let offset = FILE_HEADER_BYTES;
      while (offset < content.length) {
        const read = readRecord(content, offset);
        if (!read) throw damaged(segment.path, offset);
        if (read.record.seq > after && read.record.seq <= upTo) yield read.record;
        offset = read.end;
      }
    }
  }

  /** The first sequence still held. */
  get firstHeld(): number {
    return this.#segments[0]?.firstSeq ?? this.#lastAppended + 1;
  }

  /** Removes closed segments whose records are all at or below `seq`, but for the newest `keep` of them. */
  async drop(seq: number, keep: number): Promise<void> {
    const covered = this.#segments.slice(0, -1).filter((segment) => segment.lastSeq <= seq);
    for (const segment of covered.slice(0, Math.max(0, covered.length - keep))) {
      await this.#storage.remove(segment.path);
      this.#segments.splice(this.#segments.indexOf(segment), 1);
    }
  }

  async close(): Promise<void> {
    await this.#draining;
    await this.#file?.close();
    this.#file = null;
  }
}

function damaged(path: string, offset: number): Error {
  return new Error(
    `The journal file ${path} is damaged at byte ${offset}. Acknowledged events may be in it: restore the file from a backup, or move it away to start without them.`,
  );
}

/** Reads a segment's extent; null when it is a last file whose header was never finished. */
function scan(path: string, content: Buffer, before: Segment | undefined, last: boolean): Segment | null {
  const firstSeq = readFileHeader(content);
  if (firstSeq === null) {
    if (last && content.length <= FILE_HEADER_BYTES) return null;
    throw damaged(path, 0);
  }
  if (before && firstSeq !== before.lastSeq + 1) {
    throw new Error(
      `A journal file is missing: ${path} begins with record ${firstSeq}, but the one before it ends with ${before.lastSeq}. Restore the folder from a backup.`,
    );
  }
  let offset = FILE_HEADER_BYTES;
  let seq = firstSeq - 1;
  while (offset < content.length) {
    const read = readRecord(content, offset);
    if (!read || read.record.seq !== seq + 1) {
      if (last && !wasDurable(content, offset, seq + 1)) break;
      throw damaged(path, offset);
    }
    seq = read.record.seq;
    offset = read.end;
  }
  return { path, firstSeq, lastSeq: seq, bytes: offset };
}
