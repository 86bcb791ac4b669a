import { finished, Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MAX_BODY_BYTES } from '@syncline/shared/events';
import { ApiError } from '../lib/errors.ts';

const MIB = 1024 * 1024;
/** Bodies under way at the same time, in bytes after decompression. */
const MAX_BYTES_UNDER_WAY = 96 * MIB;

/** Counts the bytes of bodies under way, so that many large requests at once cannot use up the memory. */
export class BodyBudget {
  #used = 0;

  /** Runs `work` with the body of the request, read whole; the bytes count as under way until it ends. */
  async withBody<Result>(request: Request, work: (body: Buffer) => Promise<Result>): Promise<Result> {
    let taken = 0;
    const take = (bytes: number) => {
      if (this.#used > 0 && this.#used + bytes > MAX_BYTES_UNDER_WAY && taken !== this.#used) {
        throw new ApiError('too_many_requests', 'More events are under way than can be taken at once.', {
          hint: 'Send the same events again after the time in Retry-After.',
          retryAfterSeconds: 1,
        });
      }
      taken += bytes;
      this.#used += bytes;
    };
    try {
      return await work(await readBody(request, take));
    } finally {
      this.#used -= taken;
    }
  }
}

async function readBody(request: Request, take: (bytes: number) => void): Promise<Buffer> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new ApiError('unsupported_media_type', `Content-Encoding ${encoding} is not taken; send gzip or plain.`, {
      path: 'Content-Encoding',
    });
  }
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return Buffer.alloc(0);
  const plain = Readable.fromWeb(request.body);
  return collect(encoding === 'gzip' ? gunzipped(plain) : plain, take);
}

function gunzipped(source: Readable): Transform {
  const gunzip = createGunzip();
  finished(source, (error) => {
    if (error) gunzip.destroy(error);
  });
  return source.pipe(gunzip);
}

async function collect(stream: Readable, take: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      take(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('invalid_body', 'The body cannot be read: it is cut off, or not gzip as its header says.', {
      cause: error,
    });
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(): ApiError {
  return new ApiError('body_too_large', `The body is larger than ${MAX_BODY_BYTES / MIB} MiB after decompression.`, {
    hint: 'Send it in several requests.',
  });
}
