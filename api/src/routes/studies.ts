import {
  citedStudyRunSchema,
  type StudyRun,
  studyInputSchema,
  studyRunSummarySchema,
  studySchema,
  studyStateSchema,
} from '@syncline/shared/studies';
import { citationOf } from '@syncline/shared/study-citation';
import { studyComparisonSchema } from '@syncline/shared/study-comparison';
import { Hono } from 'hono';
import { z } from 'zod';
import type { ServiceContext } from '../services/context.ts';
import { createStudy } from '../services/studies/create.ts';
import { getStudyRun } from '../services/studies/get-run.ts';
import { getStudy } from '../services/studies/get.ts';
import { listStudyRuns } from '../services/studies/list-runs.ts';
import { listStudies } from '../services/studies/list.ts';
import { recordStudyRun } from '../services/studies/record-run.ts';
import { removeStudy } from '../services/studies/remove.ts';
import { updateStudy } from '../services/studies/update.ts';

import { compareRuns } from '../studies/compare.ts';
import { runCsv } from '../studies/csv.ts';
import type { StudyRunner } from '../studies/run.ts';
import { noCardNumbers } from './card-numbers.ts';
import { describe, jsonBody, pathParameters, queryString } from './http.ts';
import { QUESTION_ERRORS } from './question-body.ts';

export interface StudyDeps {
  ctx: ServiceContext;
  runner: StudyRunner;
}

const tag = 'Studies';
const MAX_NUMBER = 2 ** 31 - 1;
const number = z.coerce.number().int().min(1).max(MAX_NUMBER);
const byId = pathParameters(z.object({ id: z.string().max(64) }));
const byNumber = pathParameters(z.object({ id: z.string().max(64), number }));
const byFile = pathParameters(
  z.object({
    id: z.string().max(64),
    file: z
      .string()
      .transform((name) => Number.parseInt(name, 10))
      .pipe(z.int().min(1).max(MAX_NUMBER)),
  }),
);

/** `/studies`: saved sets of tables, and what each run of them answered. */
export function studyRoutes({ ctx, runner }: StudyDeps) {
  const cited = (run: StudyRun, url: string) => ({ ...run, citation: citationOf(run, new URL(url).origin) });
  return new Hono()
    .get(
      '/studies',
      describe({
        summary: 'All studies, the last changed first',
        tag,
        answers: { 200: z.object({ items: z.array(studySchema) }) },
      }),
      async (context) => context.json({ items: await listStudies(ctx) }, 200),
    )
    .post(
      '/studies',
      describe({
        summary: 'Save a study',
        description: 'Each table is a question as its own endpoint takes it, under a title of its own.',
        tag,
        answers: { 201: studySchema },
        errors: ['invalid_body'],
      }),
      noCardNumbers(),
      jsonBody(studyInputSchema),
      async (context) => context.json(await createStudy(ctx, context.req.valid('json')), 201),
    )
    .get(
      '/studies/:id',
      describe({
        summary: 'One study, with how far a run that is under way is',
        tag,
        answers: { 200: studyStateSchema },
        errors: ['not_found'],
      }),
      byId,
      async (context) => {
        const study = await getStudy(ctx, context.req.valid('param').id);
        return context.json({ ...study, running: runner.progress(study.id) }, 200);
      },
    )
    .put(
      '/studies/:id',
      describe({
        summary: 'Replace a study; its runs stay as they are',
        tag,
        answers: { 200: studySchema },
        errors: ['invalid_body', 'not_found'],
      }),
      byId,
      noCardNumbers(),
      jsonBody(studyInputSchema),
      async (context) => {
        const change = { id: context.req.valid('param').id, study: context.req.valid('json') };
        return context.json(await updateStudy(ctx, change), 200);
      },
    )
    .delete(
      '/studies/:id',
      describe({ summary: 'Remove a study and its runs', tag, answers: { 204: null }, errors: ['not_found'] }),
      byId,
      async (context) => {
        await removeStudy(ctx, context.req.valid('param').id);
        return context.body(null, 204);
      },
    )
    .post(
      '/studies/:id/runs',
      describe({
        summary: 'Run a study: answer all of its tables against the same data, and keep the answers',
        description:
          'All that was acknowledged before is counted. `digest` is the re-run key; `same_as` names the first run with the same one: the same questions, rules and figures. `moved` says that events kept coming in between the tables.',
        tag,
        answers: { 201: citedStudyRunSchema },
        errors: ['not_found', 'conflict', ...QUESTION_ERRORS],
      }),
      byId,
      async (context) => {
        const study = await getStudy(ctx, context.req.valid('param').id);
        const answered = await runner.run(study, context.req.raw.signal);
        const run = await recordStudyRun(ctx, { study: study.id, ...answered });
        return context.json(cited(run, context.req.url), 201);
      },
    )
    .get(
      '/studies/:id/runs',
      describe({
        summary: 'The runs of a study, the newest first',
        tag,
        answers: { 200: z.object({ items: z.array(studyRunSummarySchema) }) },
        errors: ['not_found'],
      }),
      byId,
      async (context) => {
        const { id } = await getStudy(ctx, context.req.valid('param').id);
        return context.json({ items: await listStudyRuns(ctx, id) }, 200);
      },
    )
    .get(
      '/studies/:id/runs/:file{[0-9]+\\.csv}',
      describe({
        summary: 'A run as CSV, with question, method and citation in its head',
        description: '`table` gives one table alone, by its place from 1.',
        tag,
        answers: { 200: null },
        errors: ['bad_request', 'not_found'],
      }),
      byFile,
      queryString(z.strictObject({ table: number.optional() })),
      async (context) => {
        const { id, file } = context.req.valid('param');
        const { table } = context.req.valid('query');
        const run = await getStudyRun(ctx, { study: id, number: file });
        context.header('Content-Type', 'text/csv; charset=utf-8');
        context.header('Content-Disposition', `attachment; filename="${id}-run-${file}.csv"`);
        return context.body(runCsv(cited(run, context.req.url), table), 200);
      },
    )
    .get(
      '/studies/:id/runs/:number',
      describe({
        summary: 'One run as it was answered',
        tag,
        answers: { 200: citedStudyRunSchema },
        errors: ['bad_request', 'not_found'],
      }),
      byNumber,
      async (context) => {
        const { id, number } = context.req.valid('param');
        return context.json(cited(await getStudyRun(ctx, { study: id, number }), context.req.url), 200);
      },
    )
    .get(
      '/studies/:id/compare',
      describe({
        summary: 'Two runs of a study, cell by cell',
        tag,
        answers: { 200: studyComparisonSchema },
        errors: ['bad_request', 'not_found'],
      }),
      byId,
      queryString(z.strictObject({ from: number, to: number })),
      async (context) => {
        const { id } = context.req.valid('param');
        const { from, to } = context.req.valid('query');
        const [before, after] = await Promise.all([
          getStudyRun(ctx, { study: id, number: from }),
          getStudyRun(ctx, { study: id, number: to }),
        ]);
        return context.json(compareRuns(before, after), 200);
      },
    );
}
