import { Readable } from 'node:stream';
import { type DeadLetter, deadLetterPageSchema, replayAnswerSchema } from '@syncline/shared/control';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Ingest } from '../ingest/port.ts';
import { csvLine } from '@syncline/shared/csv';
import type { ServiceContext } from '../services/context.ts';
import { listDeadLetters } from '../services/dead-letters/list.ts';
import { removeDeadLetters } from '../services/dead-letters/remove.ts';
import { replayDeadLetters } from '../services/dead-letters/replay.ts';
import { streamDeadLetters } from '../services/dead-letters/stream.ts';
import { describe, jsonBody, queryString } from './http.ts';

export interface DeadLetterDeps {
  ctx: ServiceContext;
  ingest: Pick<Ingest, 'submit'>;
}

const tag = 'Data';
const MAX_PAGE = 500;
const MAX_IDS = 1000;
const filterShape = { import_id: z.string().max(64).optional(), code: z.string().max(64).optional() };

const pageSchema = z.strictObject({
  ...filterShape,
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `next` of the page before')
    .optional(),
});
const downloadSchema = z.strictObject({ ...filterShape, format: z.enum(['ndjson', 'csv']).default('ndjson') });
const removeSchema = z
  .strictObject({ ...filterShape, all: z.literal('true').optional() })
  .refine(
    ({ import_id, code, all }) => import_id !== undefined || code !== undefined || all !== undefined,
    'names an import_id or a code, or says all=true',
  );
const replaySchema = z.strictObject({ ...filterShape, ids: z.array(z.string().max(15)).max(MAX_IDS).optional() });

/** `/dead-letters`: the lines that ingest refused, with their reasons; to read, download, send again or remove. */
export function deadLetterRoutes({ ctx, ingest }: DeadLetterDeps) {
  return new Hono()
    .get(
      '/dead-letters',
      describe({
        summary: 'Refused lines, newest first',
        tag,
        answers: { 200: deadLetterPageSchema },
        errors: ['bad_request'],
      }),
      queryString(pageSchema),
      async (context) => {
        const { import_id: importId, code, limit, cursor } = context.req.valid('query');
        return context.json(await listDeadLetters(ctx, { filter: { importId, code }, limit, cursor }));
      },
    )
    .get(
      '/dead-letters/download',
      describe({
        summary: 'Refused lines as a file, in the order they came',
        description: 'NDJSON, or CSV whose cells no spreadsheet runs as formulas.',
        tag,
        answers: { 200: null },
        errors: ['bad_request'],
      }),
      queryString(downloadSchema),
      (context) => {
        const { import_id: importId, code, format } = context.req.valid('query');
        const { type, file } = FILES[format];
        context.header('Content-Type', type);
        context.header('Content-Disposition', `attachment; filename="refused-lines.${format}"`);
        // A failure midway breaks the download off, where an error in its text could pass for a whole file.
        return context.body(toWeb(file(streamDeadLetters(ctx, { importId, code }))));
      },
    )
    .post(
      '/dead-letters/replay',
      describe({
        summary: 'Send refused lines again',
        description:
          'All that can be sent, or those of an import, a code or a list of ids. Lines accepted or known by now are removed; the others keep their new reason.',
        tag,
        answers: { 200: replayAnswerSchema },
        errors: ['invalid_body', 'too_many_requests', 'unavailable'],
      }),
      jsonBody(replaySchema),
      async (context) => {
        const { import_id: importId, code, ids } = context.req.valid('json');
        return context.json(await replayDeadLetters(ctx, { filter: { importId, code, ids }, ingest }));
      },
    )
    .delete(
      '/dead-letters',
      describe({
        summary: 'Remove refused lines',
        description: 'Those of an import or a code; `all=true` removes every one.',
        tag,
        answers: { 200: z.object({ removed: z.int() }) },
        errors: ['bad_request'],
      }),
      queryString(removeSchema),
      async (context) => {
        const { import_id: importId, code } = context.req.valid('query');
        return context.json({ removed: await removeDeadLetters(ctx, { importId, code }) });
      },
    );
}

const FILES = {
  ndjson: { type: 'application/x-ndjson; charset=utf-8', file: ndjsonFile },
  csv: { type: 'text/csv; charset=utf-8', file: csvFile },
};

async function* ndjsonFile(letters: AsyncIterable<DeadLetter>): AsyncGenerator<string> {
  for await (const letter of letters) yield `${JSON.stringify(letter)}\n`;
}

const COLUMNS = [
  'id',
  'source',
  'import_id',
  'line',
  'event_id',
  'code',
  'path',
  'message',
  'payload',
  'replayable',
  'received_at',
] as const satisfies readonly (keyof DeadLetter)[];

async function* csvFile(letters: AsyncIterable<DeadLetter>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const letter of letters) yield csvLine(COLUMNS.map((column) => letter[column]));
}

function toWeb(chunks: AsyncIterable<string>): ReadableStream {
  return Readable.toWeb(Readable.from(chunks, { objectMode: false })) as ReadableStream;
}
