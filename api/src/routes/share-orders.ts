import { Readable } from 'node:stream';
import { formatAmount } from '@syncline/shared/money';
import {
  type ShareOrdersAnswer,
  shareOrdersAnswerSchema,
  shareOrdersFileSchema,
  shareOrdersRequestSchema,
} from '@syncline/shared/revenue-share-orders';
import { Hono } from 'hono';
import { csvLine } from '../lib/csv.ts';
import { answerShareOrders } from '../query/analysis/revenue-share-orders.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';
import type { RevenueShareDeps } from './revenue-share.ts';
import { sharesHangOn } from './shares-question.ts';

const tag = 'Questions';
const ALL = { limit: Number.MAX_SAFE_INTEGER, offset: 0 };

/** `POST /analysis/revenue-share/orders`: the orders under a figure of the shares, as a page and as a file. */
export function shareOrderRoutes({ answers, ctx }: RevenueShareDeps) {
  const errors: Parameters<typeof describe>[0]['errors'] = [...QUESTION_ERRORS];
  return new Hono()
    .post(
      '/analysis/revenue-share/orders',
      describe({
        summary: 'The orders under a figure of the shares of revenue, with what each movement gives whom',
        description: 'Their amounts and the minimums add up to the figure, to the minor unit.',
        tag,
        answers: { 200: shareOrdersAnswerSchema },
        errors,
      }),
      questionBody(shareOrdersRequestSchema),
      async ({ req, json }) => {
        const question = { ...req.valid('json'), ...(await sharesHangOn(ctx, {})) };
        return json(await answers.ask('revenue-share-orders', answerShareOrders, question, req.raw.signal));
      },
    )
    .post(
      '/analysis/revenue-share/orders/download',
      describe({
        summary: 'All orders under a figure of the shares of revenue as a file',
        description:
          'CSV with a line for each movement and party, whose cells no spreadsheet runs as formulas; amounts as decimals of their currency.',
        tag,
        answers: { 200: null },
        errors,
      }),
      questionBody(shareOrdersFileSchema),
      async (context) => {
        const { req } = context;
        const question = { ...req.valid('json'), ...(await sharesHangOn(ctx, {})), ...ALL };
        const answer = await answers.ask('revenue-share-orders', answerShareOrders, question, req.raw.signal);
        context.header('Content-Type', 'text/csv; charset=utf-8');
        context.header('Content-Disposition', 'attachment; filename="orders.csv"');
        return context.body(Readable.toWeb(Readable.from(file(answer), { objectMode: false })) as ReadableStream);
      },
    );
}

const COLUMNS = [
  'order',
  'at',
  'day',
  'movement',
  'brand',
  'campaign',
  'offer',
  'agreement',
  'version',
  'to',
  'amount',
  'currency',
];

/** A line for everybody who has something of a movement: they add up to it. */
function* file({ orders, meta: { currency } }: ShareOrdersAnswer): Generator<string> {
  yield csvLine(COLUMNS);
  for (const { order, movements } of orders) {
    for (const { at, day, kind, brand, campaign, offer, under, parties, tax, unallocated, reason } of movements) {
      const common = [order, at, day, kind, brand, campaign, offer, under?.agreement ?? null, under?.version ?? null];
      const line = (to: string, minor: number) =>
        csvLine([...common, to, Number(formatAmount(minor, currency)), currency]);
      for (const { name, amount } of parties) if (amount !== 0) yield line(name, amount);
      if (tax !== 0) yield line('tax', tax);
      if (reason !== null) yield line(reason, unallocated);
    }
  }
}
