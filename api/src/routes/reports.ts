import { slugSchema } from '@syncline/shared/events';
import { reportInputSchema, reportSchema } from '@syncline/shared/reports';
import type { Period } from '@syncline/shared/time';
import { Hono } from 'hono';
import { z } from 'zod';
import { makeReport, type ReportData } from '../reports/make.ts';
import type { ServiceContext } from '../services/context.ts';
import { listReports } from '../services/reports/list.ts';
import { getReport } from '../services/reports/report.ts';
import { createReport, setReportRemoved, updateReport } from '../services/reports/save.ts';
import { noCardNumbers } from './card-numbers.ts';
import { fileBody } from './file-body.ts';
import { describe, jsonBody, pathParameters } from './http.ts';
import { QUESTION_ERRORS } from './question-body.ts';

const tag = 'Reports';
const PDF = 'application/pdf';
const byId = pathParameters(z.object({ id: slugSchema }));

export interface ReportRoutesDeps {
  ctx: ServiceContext;
  data: ReportData;
}

/** `/reports`: documents made of chosen sections over a period, as PDF. */
export function reportRoutes({ ctx, data }: ReportRoutesDeps) {
  return new Hono()
    .get(
      '/reports',
      describe({
        summary: 'All reports, the last changed first',
        tag,
        answers: { 200: z.object({ items: z.array(reportSchema) }) },
      }),
      async (context) => context.json({ items: await listReports(ctx) }, 200),
    )
    .post(
      '/reports',
      describe({
        summary: 'Keep a report',
        description:
          'Its sections are printed in the order given; definitions and methods follow by themselves. A `moving` period is that of the day on which the report is made, and always over.',
        tag,
        answers: { 201: reportSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(reportInputSchema),
      async (context) => context.json(await createReport(ctx, context.req.valid('json')), 201),
    )
    .post(
      '/reports/preview',
      describe({
        summary: 'A report as PDF without keeping it',
        tag,
        answers: { 200: null },
        errors: ['invalid_body', ...QUESTION_ERRORS],
      }),
      jsonBody(reportInputSchema),
      async (context) => {
        const { period, pdf } = await makeReport(data, context.req.valid('json'), context.req.raw.signal);
        return fileBody(context, { name: fileName('report', period), type: PDF }, pdf);
      },
    )
    .get(
      '/reports/:id',
      describe({ summary: 'One report', tag, answers: { 200: reportSchema }, errors: ['not_found'] }),
      byId,
      async (context) => context.json(await getReport(ctx, context.req.valid('param').id), 200),
    )
    .get(
      '/reports/:id/report.pdf',
      describe({
        summary: 'A report as PDF, as it is now; nothing is kept of it',
        description:
          'Every figure is that of its own endpoint for the same question, and all of them see the same events. The download breaks off where a page cannot be drawn.',
        tag,
        answers: { 200: null },
        errors: ['not_found', ...QUESTION_ERRORS],
      }),
      byId,
      async (context) => {
        const { id } = context.req.valid('param');
        const { period, pdf } = await makeReport(data, await getReport(ctx, id), context.req.raw.signal);
        return fileBody(context, { name: fileName(id, period), type: PDF, inline: true }, pdf);
      },
    )
    .put(
      '/reports/:id',
      describe({
        summary: 'Replace what a report is made of',
        tag,
        answers: { 200: reportSchema },
        errors: ['invalid_body', 'not_found'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(reportInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, report: context.req.valid('json') };
        return context.json(await updateReport(ctx, change), 200);
      },
    )
    .delete(
      '/reports/:id',
      describe({ summary: 'Remove a report', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await setReportRemoved(ctx, { id: context.req.valid('param').id, removed: true });
        return context.body(null, 204);
      },
    )
    .post(
      '/reports/:id/restore',
      describe({ summary: 'Bring back a removed report', tag, answers: { 200: reportSchema }, errors: ['not_found'] }),
      byId,
      async (context) => {
        const { id } = context.req.valid('param');
        await setReportRemoved(ctx, { id, removed: false });
        return context.json(await getReport(ctx, id), 200);
      },
    );
}

function fileName(id: string, { from, to }: Period): string {
  return `${id}-${from}${from === to ? '' : `-to-${to}`}.pdf`;
}
