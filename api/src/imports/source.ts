import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnusableFileError } from './unusable-file.ts';

const CHUNK = 256 * 1024;
const HEAD = 256 * 1024;

/** A file being read: its first bytes, unpacked, and the whole of it from the start. */
export interface OpenSource {
  head: Buffer;
  /** Whether `head` is all there is. */
  complete: boolean;
  content: AsyncIterable<Uint8Array>;
}

/** Opens a file, plain or gzip by its first bytes, and reads its head; `onBytes` is told how many bytes of the file itself were read. */
export async function openSource(
  path: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<OpenSource> {
  return openContent(counted(createReadStream(path, { highWaterMark: CHUNK, signal }), onBytes));
}

/** The same over bytes from anywhere. */
export async function openContent(bytes: AsyncIterable<Uint8Array>): Promise<OpenSource> {
  const packed = await peek(bytes, 2);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  return peek(isGzip ? unpack(packed.content) : packed.content, HEAD);
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* unpack(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // Errors reach the loop below, because the pipeline destroys the unpacking stream with them.
  pipeline(Readable.from(bytes), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'Z_DATA_ERROR' && code !== 'Z_BUF_ERROR') throw error;
    throw new UnusableFileError('The gzip file is damaged or breaks off; what came before the damage was imported.', {
      cause: error,
    });
  }
}

/** Reads at least `wanted` bytes ahead, and gives them back with the rest behind them. */
async function peek(bytes: AsyncIterable<Uint8Array>, wanted: number): Promise<OpenSource> {
  const iterator = bytes[Symbol.asyncIterator]();
  const ahead: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  while (length < wanted && !complete) {
    const next = await iterator.next();
    if (next.done) complete = true;
    else {
      ahead.push(next.value);
      length += next.value.length;
    }
  }
  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      yield* ahead;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(ahead), complete, content: content() };
}
