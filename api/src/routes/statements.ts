import {
  closeMonthSchema,
  FILES_HEADER,
  monthSchema,
  monthStatementsSchema,
  type Statement,
  statementMonthsSchema,
  statementSchema,
} from '@syncline/shared/statements';
import { Hono } from 'hono';
import { z } from 'zod';
import { statementsCsv } from '../statements/csv.ts';
import type { StatementDesk } from '../statements/desk.ts';
import { statementPdf } from '../statements/pdf.ts';
import { zipped } from '../statements/zip.ts';
import { CSV, fileBody } from './file-body.ts';
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

const byFile = pathParameters(
  z.object({
    month: monthSchema,
    party: z.string().max(120),
    file: z.string().regex(/^[A-Z]{3}\.(?:csv|pdf)$/, 'must be a currency and csv or pdf, such as USD.pdf'),
  }),
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
      '/statements/:month/all.csv',
      describe({
        summary: 'The statements of a month as one CSV',
        description:
          'Of each its opening balance, lines, adjustments, payouts and closing balance, in amounts that add up.',
        tag,
        answers: { 200: null },
        errors: ['not_found', ...QUESTION_ERRORS],
      }),
      byMonth,
      async (context) => {
        const { month } = context.req.valid('param');
        const { statements } = await desk.statements(month, context.req.raw.signal);
        return fileBody(context, { name: `statements-${month}.csv`, type: CSV }, statementsCsv(statements));
      },
    )
    .get(
      '/statements/:month/all.zip',
      describe({
        summary: 'The statements of a month as PDFs in one ZIP',
        description: `It is sent as it is drawn, page by page; the header \`${FILES_HEADER}\` says how many files are to come. A download that breaks off has failed, and is no whole file.`,
        tag,
        answers: { 200: null },
        errors: ['not_found', ...QUESTION_ERRORS],
      }),
      byMonth,
      async (context) => {
        const { month } = context.req.valid('param');
        const { statements } = await desk.statements(month, context.req.raw.signal);
        const files = statements.map((statement) => ({
          name: nameOf(statement, 'pdf'),
          // As in the document, so that the file of a closed month is the same to the byte.
          at: new Date(statement.closed_at ?? `${month}-01T00:00:00Z`),
          open: () => statementPdf(statement),
        }));
        context.header(FILES_HEADER, String(files.length));
        return fileBody(context, { name: `statements-${month}.zip`, type: 'application/zip' }, zipped(files));
      },
    )
    .get(
      '/statements/:month/:party/:file{[A-Z]+\\.[a-z]+}',
      describe({
        summary: 'A statement as CSV or PDF: its currency and `.csv` or `.pdf`',
        tag,
        answers: { 200: null },
        errors: ['bad_request', 'not_found', ...QUESTION_ERRORS],
      }),
      byFile,
      async (context) => {
        const { month, party, file } = context.req.valid('param');
        const [currency = '', kind] = file.split('.');
        const statement = await desk.statement({ month, party, currency }, context.req.raw.signal);
        if (kind !== 'pdf')
          return fileBody(context, { name: nameOf(statement, 'csv'), type: CSV }, statementsCsv([statement]));
        return fileBody(context, { name: nameOf(statement, 'pdf'), type: 'application/pdf' }, statementPdf(statement));
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

function nameOf({ number, month, party, currency }: Statement, kind: 'csv' | 'pdf'): string {
  return `${number ?? `${month}-draft`}-${party}-${currency}.${kind}`;
}
