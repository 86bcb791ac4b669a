import { formatAmount } from '@syncline/shared/money';
import {
  shareOrdersAnswerSchema,
  shareOrdersFileSchema,
  shareOrdersRequestSchema,
} from '@syncline/shared/revenue-share-orders';
import { Hono } from 'hono';
import { csvLine } from '@syncline/shared/csv';
import { answerShareOrders } from '../query/analysis/revenue-share-orders.ts';
import { type FiledMovement, openShareOrders, type ShareOrdersStream } from '../query/analysis/share-orders-file.ts';
import { CSV, fileBody } from './file-body.ts';
import { describe } from './http.ts';
import { QUESTION_ERRORS, questionBody } from './question-body.ts';
import type { RevenueShareDeps } from './revenue-share.ts';
import { sharesHangOn } from './shares-question.ts';

const tag = 'Questions';

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
        summary: 'All orders under a figure of the shares of revenue as a file, however many',
        description:
          'CSV with a line for each movement and party, in the order in time, and at the end one for each minimum and party; cells no spreadsheet runs as formulas, amounts as decimals of their currency. It is sent as it is made, as of the moment of the request: how far it is, the instants in its second column tell. A download that breaks off has failed, and is no whole file.',
        tag,
        answers: { 200: null },
        errors,
      }),
      questionBody(shareOrdersFileSchema),
      async (context) => {
        const { req } = context;
        const question = { ...req.valid('json'), ...(await sharesHangOn(ctx, {})) };
        const { signal } = req.raw;
        const stream = await openShareOrders(answers.context, question, {
          read: (ask) => answers.part('revenue-share-orders-file', ask, signal),
        });
        return fileBody(context, { name: 'orders.csv', type: CSV }, file(stream, answers.context.currency));
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
async function* file(stream: ShareOrdersStream, currency: string): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const movements of stream.read()) yield movements.map((movement) => linesOf(movement, currency)).join('');
}

function linesOf(filed: FiledMovement, currency: string): string {
  const { day, kind, under, parties } = filed;
  const { agreement = null, version = null } = under ?? {};
  const about =
    filed.kind === 'minimum'
      ? [null, null, day, kind, null, null, null]
      : [filed.order, filed.at, day, kind, filed.brand, filed.campaign, filed.offer];
  const line = (to: string, minor: number) =>
    csvLine([...about, agreement, version, to, Number(formatAmount(minor, currency)), currency]);
  let lines = '';
  for (const { name, amount } of parties) if (amount !== 0) lines += line(name, amount);
  if (filed.kind === 'minimum') return lines;
  if (filed.tax !== 0) lines += line('tax', filed.tax);
  if (filed.reason !== null) lines += line(filed.reason, filed.unallocated);
  return lines;
}
