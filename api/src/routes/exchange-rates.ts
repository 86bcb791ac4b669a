import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type ExchangeRate,
  rateLayerSchema,
  ratesBodySchema,
  ratesKeptSchema,
  ratesPageSchema,
} from '@syncline/shared/exchange-rates';
import { currencySchema, daySchema } from '@syncline/shared/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import { csvLine } from '@syncline/shared/csv';
import type { ServiceContext } from '../services/context.ts';
import type { RateBook } from '../services/exchange-rates/book.ts';
import { listRateLayers } from '../services/exchange-rates/list-layers.ts';
import { currenciesOf, isCursor, listRates, streamRates } from '../services/exchange-rates/list.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';

export interface RateDeps {
  ctx: ServiceContext;
  book: RateBook;
}

const tag = 'Exchange rates';
const MAX_PAGE = 1000;
const filterShape = {
  currency: currencySchema.optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
};
const pageSchema = z.strictObject({
  ...filterShape,
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z.string().refine(isCursor, 'must be the `next` of the page before').optional(),
});
const fileSchema = z.strictObject({ ...filterShape, layout: z.enum(['list', 'ecb']).default('list') });

/** `/exchange-rates`: what one euro was in other currencies, by day; to send, correct, read, download and take back. */
export function exchangeRateRoutes({ ctx, book }: RateDeps) {
  return new Hono()
    .put(
      '/exchange-rates',
      describe({
        summary: 'Enter exchange rates by hand',
        description:
          'All rates or none. `rate` is what one euro is in `currency` on `day`. A rate by hand stands above those of files, whenever these come, until it is taken back; `batch` of the answer names what was sent.',
        tag,
        answers: { 200: ratesKeptSchema },
        errors: ['invalid_body'],
      }),
      jsonBody(ratesBodySchema),
      async (context) => {
        const { rates } = context.req.valid('json');
        return context.json(await book.keep({ batch: randomUUID(), source: 'hand', rates }), 200);
      },
    )
    .get(
      '/exchange-rates',
      describe({
        summary: 'Exchange rates by day and currency, the latest days first',
        tag,
        answers: { 200: ratesPageSchema },
        errors: ['bad_request'],
      }),
      queryString(pageSchema),
      async (context) => {
        const { limit, cursor, ...filter } = context.req.valid('query');
        return context.json(await listRates(ctx, { filter, limit, cursor }), 200);
      },
    )
    .get(
      '/exchange-rates/trail',
      describe({
        summary: 'All that was ever kept as the rate of a currency on a day, newest first',
        tag,
        answers: { 200: z.object({ items: z.array(rateLayerSchema) }) },
        errors: ['bad_request'],
      }),
      queryString(z.strictObject({ currency: currencySchema, day: daySchema })),
      async (context) => context.json({ items: await listRateLayers(ctx, context.req.valid('query')) }, 200),
    )
    .get(
      '/exchange-rates/download',
      describe({
        summary: 'Exchange rates as a file',
        description:
          'CSV. `layout=ecb` is that of the European Central Bank’s `eurofxref-hist.csv`, which can be imported again; `list` has a row a rate, with where it comes from.',
        tag,
        answers: { 200: null },
        errors: ['bad_request'],
      }),
      queryString(fileSchema),
      async (context) => {
        const { layout, ...filter } = context.req.valid('query');
        const rates = streamRates(ctx, filter);
        const lines = layout === 'list' ? listFile(rates) : ecbFile(rates, await currenciesOf(ctx, filter));
        context.header('Content-Type', 'text/csv; charset=utf-8');
        context.header('Content-Disposition', 'attachment; filename="exchange-rates.csv"');
        // A failure midway breaks the download off, where an error in its text could pass for a whole file.
        return context.body(Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream);
      },
    )
    .delete(
      '/exchange-rates/batches/:batch',
      describe({
        summary: 'Take back the exchange rates that an import or a request brought',
        description: 'What they stood above counts again; they stay in the trail.',
        tag,
        answers: { 200: z.object({ removed: z.int() }) },
        errors: ['not_found'],
      }),
      pathParameters(z.object({ batch: z.string() })),
      async (context) => context.json({ removed: await book.takeBack(context.req.valid('param').batch) }, 200),
    );
}

const COLUMNS = ['day', 'currency', 'rate', 'source', 'note', 'batch', 'received_at'] as const;

async function* listFile(rates: AsyncIterable<ExchangeRate>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const rate of rates) yield csvLine(COLUMNS.map((column) => rate[column]));
}

/** Rates come day by day. */
async function* ecbFile(rates: AsyncIterable<ExchangeRate>, currencies: readonly string[]): AsyncGenerator<string> {
  const line = (cells: readonly string[]) => csvLine([...cells, '']);
  yield line(['Date', ...currencies]);
  let day = '';
  let known = new Map<string, string>();
  const row = () => line([day, ...currencies.map((currency) => known.get(currency) ?? 'N/A')]);
  for await (const { day: next, currency, rate } of rates) {
    if (next !== day && day !== '') yield row();
    if (next !== day) known = new Map();
    day = next;
    known.set(currency, rate);
  }
  if (day !== '') yield row();
}
