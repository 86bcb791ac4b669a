import { crc32 } from 'node:zlib';

/**
 * A segment is a file header (magic, first sequence) and records one after the other. A record is a header (body length,
 * CRC-32 of the rest of it and the body, sequence, newest sequence known durable when it was written, type) and a body.
 */
const MAGIC = Buffer.from('SYNCJNL1');
export const FILE_HEADER_BYTES = 16;
export const RECORD_HEADER_BYTES = 25;
export const MAX_RECORD_BYTES = 256 * 1024 * 1024;

const RECORD_TYPES = ['events', 'retraction', 'purge'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export interface JournalRecord {
  seq: number;
  type: RecordType;
  body: Buffer;
}

export function fileHeader(firstSeq: number): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeBigUInt64BE(BigInt(firstSeq), 8);
  return header;
}

/** The first sequence of a segment, or null when its header is not whole. */
export function readFileHeader(content: Buffer): number | null {
  if (content.length < FILE_HEADER_BYTES || !content.subarray(0, 8).equals(MAGIC)) return null;
  return Number(content.readBigUInt64BE(8));
}

export function recordHeader({ seq, type, body }: JournalRecord, durable: number): Buffer {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt32BE(body.length, 0);
  header.writeBigUInt64BE(BigInt(seq), 8);
  header.writeBigUInt64BE(BigInt(durable), 16);
  header.writeUInt8(RECORD_TYPES.indexOf(type), 24);
  header.writeUInt32BE(checksum(header, body), 4);
  return header;
}

function checksum(header: Buffer, body: Buffer): number {
  return crc32(body, crc32(header.subarray(8), crc32(header.subarray(0, 4))));
}

interface ReadRecord {
  record: JournalRecord;
  durable: number;
  end: number;
}

/** The record at the offset, or null when there is no whole and undamaged one. */
export function readRecord(content: Buffer, offset: number): ReadRecord | null {
  if (offset + RECORD_HEADER_BYTES > content.length) return null;
  const header = content.subarray(offset, offset + RECORD_HEADER_BYTES);
  const length = header.readUInt32BE(0);
  const end = offset + RECORD_HEADER_BYTES + length;
  const type = RECORD_TYPES[header.readUInt8(24)];
  if (length > MAX_RECORD_BYTES || end > content.length || type === undefined) return null;
  const body = content.subarray(offset + RECORD_HEADER_BYTES, end);
  if (checksum(header, body) !== header.readUInt32BE(4)) return null;
  return {
    record: { seq: Number(header.readBigUInt64BE(8)), type, body },
    durable: Number(header.readBigUInt64BE(16)),
    end,
  };
}

/**
 * Whether anything after the offset proves that record `seq` was once durable: a later whole record that says so. Then
 * what stands at the offset is damage and not the end of a write that was cut off.
 */
export function wasDurable(content: Buffer, offset: number, seq: number): boolean {
  for (let at = offset + 1; at + RECORD_HEADER_BYTES <= content.length; at++) {
    // A sequence this close has zeros in its upper half: nearly every offset ends here.
    if (content.readUInt16BE(at + 8) !== 0) continue;
    const candidate = Number(content.readBigUInt64BE(at + 8));
    if (candidate <= seq || candidate > seq + 1_000_000) continue;
    const later = readRecord(content, at);
    if (later && later.durable >= seq) return true;
  }
  return false;
}
