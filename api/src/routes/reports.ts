import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { slugSchema } from '@syncline/shared/fields';
import {
  KEPT_REPORT_FILES,
  type ReportInput,
  reportInputSchema,
  reportListSchema,
  reportRunSchema,
  reportSchema,
} from '@syncline/shared/reports';
import type { Period } from '@syncline/shared/time';
import { Hono } from 'hono';
import { z } from 'zod';
import { ApiError } from '../lib/errors.ts';
import type { MailKeeper } from '../mail/keeper.ts';
import type { ReportFolder } from '../reports/folder.ts';
import type { ReportKeeper } from '../reports/keeper.ts';
import { makeReport, type ReportData } from '../reports/make.ts';
import type { ServiceContext } from '../services/context.ts';
import { listReports } from '../services/reports/list.ts';
import { getReport } from '../services/reports/report.ts';
import { getReportRun, listReportRuns } from '../services/reports/runs.ts';
import { createReport, removeReport, restoreReport, updateReport } from '../services/reports/save.ts';
import { noCardNumbers } from './card-numbers.ts';
import { fileBody } from './file-body.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';
import { QUESTION_ERRORS } from './question-body.ts';

const tag = 'Reports';
const PDF = 'application/pdf';
const byId = pathParameters(z.object({ id: slugSchema }));

const byRun = pathParameters(z.object({ run: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }));
const runsQuery = z.object({
  report: slugSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export interface ReportRoutesDeps {
  ctx: ServiceContext;
  data: ReportData;
  keeper: Pick<ReportKeeper, 'run' | 'next' | 'mail'>;
  mails: Pick<MailKeeper, 'hasMailer' | 'look'>;
  folder: ReportFolder;
}

/** `/reports`: documents made of chosen sections over a period, as PDF; `/report-runs`: those that were made. */
export function reportRoutes({ ctx, data, keeper, mails, folder }: ReportRoutesDeps) {
  return new Hono()
    .get(
      '/reports',
      describe({
        summary: 'All reports, the last changed first, and the folder that they are written to',
        tag,
        answers: { 200: reportListSchema },
      }),
      async (context) =>
        context.json({ items: await listReports(ctx), folder: folder.path, mail: mails.hasMailer }, 200),
    )
    .post(
      '/reports',
      describe({
        summary: 'Keep a report',
        description:
          'Its sections are printed in the order given; definitions and methods follow by themselves. A `moving` period is that of the day on which the report is made, and always over. With a `schedule` it is made by itself on the hour of the workspace zone and written to the folder of reports; times that pass while nothing runs are made up for once.',
        tag,
        answers: { 201: reportSchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(reportInputSchema),
      async (context) => {
        const report = context.req.valid('json');
        return context.json(await createReport(ctx, { report, nextRunAt: keeper.next(report) }), 201);
      },
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
        const report = context.req.valid('json');
        const change = { id: context.req.valid('param').id, report, nextRunAt: keeper.next(report) };
        return context.json(await updateReport(ctx, change), 200);
      },
    )
    .delete(
      '/reports/:id',
      describe({
        summary: 'Remove a report; its files stay in the folder',
        tag,
        answers: { 204: null },
        errors: ['not_found'],
      }),
      byId,
      async (context) => {
        await removeReport(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    )
    .post(
      '/reports/:id/restore',
      describe({ summary: 'Bring back a removed report', tag, answers: { 200: reportSchema }, errors: ['not_found'] }),
      byId,
      async (context) => {
        const restored = { id: context.req.valid('param').id, next: (report: ReportInput) => keeper.next(report) };
        return context.json(await restoreReport(ctx, restored), 200);
      },
    )
    .post(
      '/reports/:id/runs',
      describe({
        summary: 'Make a report now and write it to the folder, whatever its schedule',
        description: 'The answer says whether that came about: a run of state `failed` says why.',
        tag,
        answers: { 201: reportRunSchema },
        errors: ['not_found'],
      }),
      byId,
      async (context) => context.json(await keeper.run(context.req.valid('param').id), 201),
    )
    .get(
      '/report-runs',
      describe({
        summary: 'Every making of reports, the last first',
        description: `Of each report the ${KEPT_REPORT_FILES} newest files stay in the folder; what became of older ones stays here.`,
        tag,
        answers: { 200: z.object({ items: z.array(reportRunSchema) }) },
        errors: ['bad_request'],
      }),
      queryString(runsQuery),
      async (context) => context.json({ items: await listReportRuns(ctx, context.req.valid('query')) }, 200),
    )
    .post(
      '/report-runs/:run/mail',
      describe({
        summary: 'Mail a report that was made to the addresses it has now',
        description:
          'It is handed to the SMTP server of the settings at once, and again later where that does not take it.',
        tag,
        answers: { 200: reportRunSchema },
        errors: ['bad_request', 'not_found', 'conflict'],
      }),
      byRun,
      async (context) => {
        const { run } = context.req.valid('param');
        await keeper.mail(run);
        await mails.look();
        return context.json(await getReportRun(ctx, run), 200);
      },
    )
    .get(
      '/report-runs/:run/report.pdf',
      describe({
        summary: 'A report as it was made then',
        tag,
        answers: { 200: null },
        errors: ['bad_request', 'not_found'],
      }),
      byRun,
      async (context) => {
        const { file } = await getReportRun(ctx, context.req.valid('param').run);
        if (file === null) throw new ApiError('not_found', 'There is no file of this run.');
        const path = folder.pathOf(file.name);
        try {
          await access(path);
        } catch (cause) {
          throw new ApiError('not_found', `${file.name} is no longer in ${folder.path}.`, { cause });
        }
        context.header('Content-Length', String(file.bytes));
        return fileBody(context, { name: file.name, type: PDF, inline: true }, createReadStream(path));
      },
    );
}

function fileName(id: string, { from, to }: Period): string {
  return `${id}-${from}${from === to ? '' : `-to-${to}`}.pdf`;
}
