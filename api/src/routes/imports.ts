import {
  deadLetterSchema,
  IMPORT_FORMATS,
  importPreviewSchema,
  importSchema,
  type MappingInput,
  mappingInputSchema,
} from '@syncline/shared/control';
import { importUndoSchema } from '@syncline/shared/imports';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { stream, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Imports } from '../imports/imports.ts';
import { isFinal } from '../imports/live.ts';
import type { RefusedLines } from '../imports/port.ts';
import { previewFile } from '../imports/preview.ts';
import { ApiError } from '../lib/errors.ts';
import { describe, queryString } from './http.ts';

export interface ImportsDeps {
  imports: Imports;
  refused: RefusedLines;
  /** The calendar day of the workspace. */
  today: () => string;
}

const PREVIEW_BYTES = 1024 * 1024;
const REFUSED_COLUMNS = ['line', 'event_id', 'code', 'path', 'message'] as const;

const receiveQuery = z.object({
  name: z.string().trim().min(1).max(255).default('upload'),
  format: z.enum(IMPORT_FORMATS).default('auto'),
  mapping: z.string().min(1).max(120).optional(),
  mapping_json: z.string().max(65_536).optional(),
  deletes: z.enum(['earlier', 'all']).default('earlier'),
  dry_run: z.enum(['true', 'false']).default('false'),
});
const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });
const previewQuery = z.object({ complete: z.enum(['true', 'false']).default('false') });
const refusedQuery = z.object({ format: z.enum(['ndjson', 'csv']).default('ndjson') });
const listSchema = z.object({ imports: z.array(importSchema) });

/** `POST /imports` takes a file of any size as its body; the rest tells how its reading goes. */
export function importsRoutes({ imports, refused, today }: ImportsDeps) {
  return new Hono()
    .post(
      '/imports',
      describe({
        summary: 'Import a file',
        description:
          'The body is the file itself, plain or gzip. `mapping` names a saved column mapping; `mapping_json` holds one for this import alone. `deletes` says which posts delete notices remove: `earlier` those that the file itself does not hold, `all` every one. `dry_run=true` reads and decides all of it in the same way and keeps nothing: the counts are those that the import would have, `effect` says what would change; it is in no list, and the last twenty are remembered until the server stops. Answers once the file is received whole; reading goes on.',
        tag: 'Imports',
        answers: { 202: importSchema },
        errors: ['bad_request', 'invalid_body', 'not_found', 'unavailable'],
      }),
      queryString(receiveQuery),
      async (context) => {
        const { name, format, mapping, mapping_json, deletes, dry_run } = context.req.valid('query');
        const body = context.req.raw.body;
        if (body === null) throw new ApiError('invalid_body', 'The body is empty: send the file as the body.');
        const inline = mapping_json === undefined ? null : parseMapping(mapping_json);
        const length = Number(context.req.header('content-length') ?? Number.NaN);
        const size = Number.isSafeInteger(length) ? length : null;
        const dryRun = dry_run === 'true';
        const meta = { fileName: name, format, mapping: inline ?? mapping ?? null, size, deletes, dryRun };
        const record = await imports.receive(body, meta);
        context.header('Location', `/api/v1/imports/${record.id}`);
        return context.json(record, 202);
      },
    )
    .post(
      '/imports/preview',
      describe({
        summary: 'Look at the head of a file',
        description:
          'The body is the first bytes of a file, at most 1 MiB; `complete=true` says that it is the whole file.',
        tag: 'Imports',
        answers: { 200: importPreviewSchema },
        errors: ['bad_request', 'body_too_large'],
      }),
      queryString(previewQuery),
      bodyLimit({
        maxSize: PREVIEW_BYTES,
        onError: () => {
          throw new ApiError('body_too_large', `Send the first ${PREVIEW_BYTES} bytes of the file, not more.`);
        },
      }),
      async (context) => {
        const head = new Uint8Array(await context.req.arrayBuffer());
        return context.json(await previewFile(head, context.req.valid('query').complete === 'true', today()), 200);
      },
    )
    .get(
      '/imports',
      describe({
        summary: 'Imports, the newest first',
        tag: 'Imports',
        answers: { 200: listSchema },
        errors: ['bad_request'],
      }),
      queryString(listQuery),
      async (context) => context.json({ imports: await imports.list(context.req.valid('query').limit) }, 200),
    )
    .get(
      '/imports/:id',
      describe({
        summary: 'How far an import is',
        tag: 'Imports',
        answers: { 200: importSchema },
        errors: ['not_found'],
      }),
      async (context) => context.json(await imports.get(context.req.param('id')), 200),
    )
    .get(
      '/imports/:id/stream',
      describe({
        summary: 'Follow an import',
        description:
          'Server-sent events: `progress` with the import as it changes, then one `end` with its final state.',
        tag: 'Imports',
        answers: { 200: null },
        events: importSchema,
        errors: ['not_found'],
      }),
      async (context) => {
        const { id } = await imports.get(context.req.param('id'));
        return streamSSE(context, async (events) => {
          const left = new AbortController();
          events.onAbort(() => left.abort());
          for await (const record of imports.watch(id, left.signal)) {
            await events.writeSSE({ event: isFinal(record) ? 'end' : 'progress', data: JSON.stringify(record) });
          }
        });
      },
    )
    .get(
      '/imports/:id/rejected',
      describe({
        summary: 'Refused lines of an import',
        description:
          'Every refused line with its reason, as NDJSON or CSV; identifiers are hashed and card numbers masked.',
        tag: 'Imports',
        answers: { 200: deadLetterSchema },
        errors: ['bad_request', 'not_found'],
      }),
      queryString(refusedQuery),
      async (context) => {
        const { id } = await imports.get(context.req.param('id'));
        const { format } = context.req.valid('query');
        context.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
        context.header('Content-Disposition', `attachment; filename="refused-${id}.${format}"`);
        return stream(context, async (output) => {
          if (format === 'csv') await output.write(`${REFUSED_COLUMNS.join(',')}\r\n`);
          for await (const letter of refused.ofImport(id)) {
            if (output.aborted) return;
            const cells = REFUSED_COLUMNS.map((column) => csvCell(letter[column]));
            await output.write(format === 'csv' ? `${cells.join(',')}\r\n` : `${JSON.stringify(letter)}\n`);
          }
        });
      },
    )
    .get(
      '/imports/:id/undo',
      describe({
        summary: 'What taking an import back would do',
        description:
          'The events it added and that would go, with their days, kinds and money; what hangs on them; and what stays. Nothing is changed.',
        tag: 'Imports',
        answers: { 200: importUndoSchema },
        errors: ['not_found', 'unavailable'],
      }),
      async (context) => context.json(await imports.undoPlan(context.req.param('id')), 200),
    )
    .post(
      '/imports/:id/undo',
      describe({
        summary: 'Take an import back',
        description:
          'Removes exactly what the import added, durably and once: events, or rows of spend or rates, after which what they had corrected counts again. Events it found stored already stay. Importing the file again brings all of it back. Answers once no figure counts it any more; an import that is taken back already is answered as it is.',
        tag: 'Imports',
        answers: { 200: importSchema },
        errors: ['not_found', 'conflict', 'unavailable', 'too_many_requests'],
      }),
      async (context) => context.json(await imports.undo(context.req.param('id')), 200),
    )
    .delete(
      '/imports/:id',
      describe({
        summary: 'Cancel an import',
        description: 'What was stored before stays. An import that has ended is answered as it is.',
        tag: 'Imports',
        answers: { 200: importSchema },
        errors: ['not_found'],
      }),
      async (context) => context.json(await imports.cancel(context.req.param('id')), 200),
    );
}

function parseMapping(text: string): MappingInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ApiError('bad_request', 'mapping_json is not JSON.', { path: 'mapping_json', cause: error });
  }
  const parsed = mappingInputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ['mapping_json', ...(issue?.path ?? [])].join('.');
  throw new ApiError('bad_request', `The mapping is not as expected: ${path}: ${issue?.message ?? 'unreadable'}`, {
    path,
  });
}

/** A cell of RFC 4180 that no spreadsheet takes for a formula. */
function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
