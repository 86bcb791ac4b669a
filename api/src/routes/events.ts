import { createHash } from 'node:crypto';
import { type IngestAnswer, ingestAnswerSchema } from '@syncline/shared/events';
import { Hono } from 'hono';
import { readEventBody } from '../ingest/body.ts';
import { holdsCardNumber } from '../ingest/card-number.ts';
import type { BatchOutcome, StreamingIngest } from '../ingest/port.ts';
import { ApiError } from '../lib/errors.ts';
import { describe } from './http.ts';
import { BodyBudget } from './request-bytes.ts';

const ERRORS_LISTED = 100;
const NDJSON_TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
]);
const LONGEST_KEY = 255;

/** Remembers the answers given under an `Idempotency-Key`. */
interface Idempotency {
  /** The answer given before under this key to this body, or null; throws `idempotency_mismatch` for another body. */
  recall(key: string, bodyHash: string): Promise<string | null>;
  /** Keeps an answer; resolves with the one that counts. */
  remember(key: string, bodyHash: string, answer: string): Promise<string>;
}

export interface EventsDeps {
  ingest: Pick<StreamingIngest, 'submit'>;
  idempotency: Idempotency;
}

/** `POST /events`: events in, durable before the answer, each line by itself. */
export function eventsRoutes({ ingest, idempotency }: EventsDeps) {
  const budget = new BodyBudget();
  return new Hono().post(
    '/events',
    describe({
      summary: 'Send events',
      description:
        'NDJSON, a JSON array or one object, plain or gzip, up to 32 MiB after decompression. Each line stands alone; an answer of 200 means that what was accepted is durable.',
      tag: 'Events',
      answers: { 200: ingestAnswerSchema },
      errors: [
        'invalid_body',
        'bad_request',
        'idempotency_mismatch',
        'body_too_large',
        'unsupported_media_type',
        'too_many_requests',
        'unavailable',
      ],
    }),
    async (context) => {
      const isNdjson = isNdjsonType(context.req.header('content-type'));
      const key = keyOf(context.req.header('idempotency-key'));
      const answer = await budget.withBody(context.req.raw, async (body) => {
        const submit = async () =>
          answerOf(await ingest.submit({ lines: await readEventBody(body, isNdjson), source: 'http', origin: '' }));
        if (key === null) return submit();
        const bodyHash = createHash('sha256').update(body).digest('hex');
        const known =
          (await idempotency.recall(key, bodyHash)) ??
          (await idempotency.remember(key, bodyHash, JSON.stringify(await submit())));
        return ingestAnswerSchema.parse(JSON.parse(known));
      });
      return context.json(answer);
    },
  );
}

function isNdjsonType(header: string | undefined): boolean {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (NDJSON_TYPES.has(type)) return true;
  if (type === 'application/json') return false;
  throw new ApiError('unsupported_media_type', `Content-Type ${type === '' ? 'is missing' : `${type} is not taken`}.`, {
    path: 'Content-Type',
    hint: 'Send application/x-ndjson or application/json.',
  });
}

function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (holdsCardNumber(header, Number.NaN, 'other')) {
    throw new ApiError('bad_request', 'Idempotency-Key: holds a payment card number. Use a random key.', {
      path: 'Idempotency-Key',
    });
  }
  if (header.length > 0 && header.length <= LONGEST_KEY) return header;
  throw new ApiError('bad_request', `Idempotency-Key: must be 1-${LONGEST_KEY} characters.`, {
    path: 'Idempotency-Key',
  });
}

function answerOf({ accepted, duplicate, rejected, rejects }: BatchOutcome): IngestAnswer {
  return { accepted, duplicate, rejected, errors: rejects.slice(0, ERRORS_LISTED) };
}
