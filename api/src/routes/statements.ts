import {
  closeMonthSchema,
  monthSchema,
  monthStatementsSchema,
  statementMonthsSchema,
  statementSchema,
} from '@syncline/shared/statements';
import { Hono } from 'hono';
import { z } from 'zod';
import type { StatementDesk } from '../statements/desk.ts';
import { describe, jsonBody, pathParameters } from './http.ts';
import { QUESTION_ERRORS } from './question-body.ts';

export interface StatementDeps {
  desk: StatementDesk;
}

const tag = 'Statements';
const byMonth = pathParameters(z.object({ month: monthSchema }));
const byParty = pathParameters(
  z.object({ month: monthSchema, party: z.string().max(120), currency: z.string().max(3) }),
);

/** `/statements`: what each party comes to in each month, as closed or as it would be now; months are closed here. */
export function statementRoutes({ desk }: StatementDeps) {
  return new Hono()
    .get(
      '/statements',
      describe({
        summary: 'The months with statements, the newest first, and which is closed next',
        tag,
        answers: { 200: statementMonthsSchema },
        errors: ['too_many_requests', 'unavailable'],
      }),
      async (context) => context.json(await desk.months(context.req.raw.signal), 200),
    )
    .post(
      '/statements/close',
      describe({
        summary: 'Close a month: number the statements of all parties and keep them as they are',
        description:
          'All that was acknowledged before is in them, and what closed months have come to since, as adjustments. Nothing changes or removes a closed statement. A month that is closed already is answered as it is; `conflict` for one that is not over, or not the next in order.',
        tag,
        answers: { 200: monthStatementsSchema },
        errors: ['conflict', ...QUESTION_ERRORS],
      }),
      jsonBody(closeMonthSchema),
      async (context) => {
        const { month } = context.req.valid('json');
        return context.json(await desk.close(month, context.req.raw.signal), 200);
      },
    )
    .get(
      '/statements/:month',
      describe({
        summary: 'The statements of a month in one line each',
        description:
          'Of a month that is not closed they are what they would be now, without a number. An open month opens with what the open ones before it would leave.',
        tag,
        answers: { 200: monthStatementsSchema },
        errors: ['not_found', ...QUESTION_ERRORS],
      }),
      byMonth,
      async (context) => {
        const { month } = context.req.valid('param');
        return context.json(await desk.month(month, context.req.raw.signal), 200);
      },
    )
    .get(
      '/statements/:month/:party/:currency',
      describe({
        summary: 'The statement of a party for a month and currency',
        tag,
        answers: { 200: statementSchema },
        errors: ['not_found', ...QUESTION_ERRORS],
      }),
      byParty,
      async (context) => context.json(await desk.statement(context.req.valid('param'), context.req.raw.signal), 200),
    );
}
