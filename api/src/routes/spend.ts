import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { formatAmount, parseAmount } from '@syncline/shared/money';
import {
  spendBodySchema,
  type SpendInput,
  spendKeptSchema,
  type SpendLine,
  spendPageSchema,
  type StoredSpendLine,
} from '@syncline/shared/spend';
import { daySchema } from '@syncline/shared/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import { csvLine } from '@syncline/shared/csv';
import { ApiError } from '../lib/errors.ts';
import type { ServiceContext } from '../services/context.ts';
import type { SpendBook } from '../services/spend/book.ts';
import { isCursor, listSpend, streamSpend } from '../services/spend/list.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

export interface SpendDeps {
  ctx: ServiceContext;
  book: SpendBook;
}

const tag = 'Data';
const MAX_PAGE = 500;
const filterShape = {
  campaign: z.string().max(64).optional(),
  platform: z.string().max(64).optional(),
  batch: z.string().max(64).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
};
const pageSchema = z.strictObject({
  ...filterShape,
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z.string().refine(isCursor, 'must be the `next` of the page before').optional(),
});

/** `/spend`: what campaigns cost by day, and what platforms claim they did; to send, correct, read, download and take back. */
export function spendRoutes({ ctx, book }: SpendDeps) {
  return new Hono()
    .put(
      '/spend',
      describe({
        summary: 'Send advertising spend',
        description:
          'All rows or none. A row of a campaign, day, platform and item that is known takes the place of what was known; rows of one request with the same four are added up. `batch` of the answer names them, to be taken back.',
        tag,
        answers: { 200: spendKeptSchema },
        errors: ['invalid_body'],
      }),
      jsonBody(spendBodySchema),
      async (context) => {
        const lines = context.req.valid('json').rows.map((row, index) => lineOf(row, index, book.currency));
        return context.json(await book.keep(randomUUID(), lines), 200);
      },
    )
    .get(
      '/spend',
      describe({
        summary: 'Advertising spend by campaign and day, the latest days first',
        tag,
        answers: { 200: spendPageSchema },
        errors: ['bad_request'],
      }),
      queryString(pageSchema),
      async (context) => {
        const { limit, cursor, ...filter } = context.req.valid('query');
        return context.json(await listSpend(ctx, { filter, limit, cursor }), 200);
      },
    )
    .get(
      '/spend/download',
      describe({
        summary: 'Advertising spend as a file',
        description: 'CSV whose cells no spreadsheet runs as formulas; amounts as decimals of their currency.',
        tag,
        answers: { 200: null },
        errors: ['bad_request'],
      }),
      queryString(z.strictObject(filterShape)),
      (context) => {
        context.header('Content-Type', 'text/csv; charset=utf-8');
        context.header('Content-Disposition', 'attachment; filename="spend.csv"');
        const file = Readable.from(csvFile(streamSpend(ctx, context.req.valid('query'))), { objectMode: false });
        // A failure midway breaks the download off, where an error in its text could pass for a whole file.
        return context.body(Readable.toWeb(file) as ReadableStream);
      },
    )
    .delete(
      '/spend/batches/:batch',
      describe({
        summary: 'Take back the spend that an import or a request brought',
        description: 'What it had taken the place of counts again.',
        tag,
        answers: { 200: z.object({ removed: z.int() }) },
        errors: ['not_found'],
      }),
      pathParameters(z.object({ batch: z.string() })),
      async (context) => context.json({ removed: await book.takeBack(context.req.valid('param').batch) }, 200),
    );
}

function lineOf({ amount, currency, ...row }: SpendInput, index: number, own: string): SpendLine {
  const refuse = (field: string, message: string) => {
    const path = `rows[${index}].${field}`;
    return new ApiError('invalid_body', `The body is not as expected: ${path}: ${message}`, { path });
  };
  if (currency !== undefined && currency !== own) {
    throw refuse('currency', `spend in another currency than the workspace's ${own} cannot be counted`);
  }
  if (amount === null) return { ...row, amount_minor: null, currency: own };
  const parsed = parseAmount(amount, own);
  if (!parsed.ok) throw refuse('amount', parsed.message);
  return { ...row, amount_minor: parsed.minor, currency: own };
}

const COLUMNS = [
  'campaign',
  'day',
  'platform',
  'item',
  'amount',
  'currency',
  'impressions',
  'clicks',
  'conversions',
  'batch',
  'received_at',
] as const;

async function* csvFile(lines: AsyncIterable<StoredSpendLine>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const line of lines) {
    const amount = line.amount_minor === null ? null : formatAmount(line.amount_minor, line.currency);
    yield csvLine(COLUMNS.map((column) => (column === 'amount' ? amount : line[column])));
  }
}
