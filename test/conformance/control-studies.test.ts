import type { ServiceContext } from '@syncline/api/services/context';
import { createStudy } from '@syncline/api/services/studies/create';
import { getStudy } from '@syncline/api/services/studies/get';
import { getStudyRun } from '@syncline/api/services/studies/get-run';
import { listStudies } from '@syncline/api/services/studies/list';
import { listStudyRuns } from '@syncline/api/services/studies/list-runs';
import { recordStudyRun } from '@syncline/api/services/studies/record-run';
import { removeStudy } from '@syncline/api/services/studies/remove';
import { updateStudy } from '@syncline/api/services/studies/update';
import { type StudyDocument, type StudyInput, studyInputSchema } from '@syncline/shared/studies';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const PERIOD = { from: '2026-08-01', to: '2026-08-31' };

const input = (change: object = {}): StudyInput =>
  studyInputSchema.parse({
    name: 'The 2013 study, again',
    question: 'Are they “more likely”?',
    tables: [
      { analysis: 'index', title: 'Index', request: { period: PERIOD, behaviours: ['follows_11'] } },
      { analysis: 'query', title: 'People', request: { period: PERIOD, metrics: ['reach'], dimensions: ['device'] } },
    ],
    ...change,
  });

const document: StudyDocument = {
  name: 'As it was called',
  question: 'As it was asked\nin two lines',
  population: '',
  timezone: 'UTC',
  currency: 'USD',
  version: 'test',
  moved: false,
  tables: [
    {
      analysis: 'query',
      title: 'People',
      request: { period: PERIOD },
      figures: { rows: [], share: 0.1 + 0.2 },
      method: 'Counted.',
      period: PERIOD,
      comparison_period: null,
      open_days: [],
      warnings: [],
      blocks: [
        {
          title: 'Figures',
          columns: [{ key: 'share', label: 'Share', unit: 'share', group: null, role: 'value' }],
          rows: [{ key: 'all', cells: [0.1 + 0.2], sentence: null }],
        },
      ],
    },
  ],
};

const record = (ctx: ServiceContext, study: string, digest: string) =>
  recordStudyRun(ctx, { study, document, digest, asOf: ctx.clock.now(), record: 7 });

onEveryControlStore((open) => {
  describe('studies', () => {
    it('are saved with the defaults of their requests, read, replaced and listed, the last changed first', async () => {
      const { ctx, clock } = await open();
      const first = await createStudy(ctx, input());
      expect(first).toMatchObject({
        id: 'the-2013-study-again',
        population: '',
        runs: 0,
        last_run: null,
        created_at: '2026-09-01T12:00:00.000Z',
      });
      expect(first.tables[0]?.request).toMatchObject({
        segment: 'mobile',
        against: 'everyone_else',
        minimum_people: 50,
      });
      clock.advance(1000);
      const second = await createStudy(ctx, input({ name: 'Another' }));
      expect((await listStudies(ctx)).map(({ id }) => id)).toEqual([second.id, first.id]);
      clock.advance(1000);
      const changed = await updateStudy(ctx, { id: first.id, study: input({ name: 'Renamed', population: 'All' }) });
      expect(changed).toMatchObject({ id: first.id, name: 'Renamed', population: 'All', created_at: first.created_at });
      expect(changed.updated_at).toBe('2026-09-01T12:00:02.000Z');
      expect(await getStudy(ctx, first.id)).toEqual(changed);
      expect(await listStudies(ctx)).toEqual([changed, second]);
    });

    it('have ids of their own where names are alike, or hold no letter of an address', async () => {
      const { ctx } = await open();
      const ids = [];
      for (const name of ['Été 2013!', 'ete 2013', '2013', '選挙', '—', 'a'.repeat(120)]) {
        ids.push((await createStudy(ctx, input({ name }))).id);
      }
      expect(ids).toEqual(['ete-2013', 'ete-2013-2', '2013', 'study', 'study-2', 'a'.repeat(48)]);
    });

    it('are not found where there are none', async () => {
      const { ctx } = await open();
      const missing = { code: 'not_found' };
      await expect(getStudy(ctx, 'x')).rejects.toMatchObject(missing);
      await expect(updateStudy(ctx, { id: 'x', study: input() })).rejects.toMatchObject(missing);
      await expect(removeStudy(ctx, 'x')).rejects.toMatchObject(missing);
      await expect(record(ctx, 'x', 'd')).rejects.toMatchObject(missing);
      const { id } = await createStudy(ctx, input());
      await expect(getStudyRun(ctx, { study: id, number: 1 })).rejects.toMatchObject(missing);
    });
  });

  describe('runs of studies', () => {
    it('are kept to the last digit under rising numbers, and name the first of the same key', async () => {
      const { ctx, clock } = await open();
      const { id } = await createStudy(ctx, input());
      const other = await createStudy(ctx, input());
      await record(ctx, other.id, 'aa');
      const first = await record(ctx, id, 'aa');
      clock.advance(1000);
      await record(ctx, id, 'bb');
      const third = await record(ctx, id, 'aa');
      expect(first).toEqual({
        study: id,
        number: 1,
        as_of: '2026-09-01T12:00:00.000Z',
        record: 7,
        digest: 'aa',
        same_as: null,
        ...document,
      });
      expect(third).toMatchObject({ number: 3, same_as: 1, as_of: '2026-09-01T12:00:01.000Z' });
      expect(await getStudyRun(ctx, { study: id, number: 1 })).toEqual(first);
      expect((await listStudyRuns(ctx, id)).map((run) => [run.number, run.digest, run.same_as])).toEqual([
        [3, 'aa', 1],
        [2, 'bb', null],
        [1, 'aa', null],
      ]);
      expect(await getStudy(ctx, id)).toMatchObject({ runs: 3, last_run: { number: 3, same_as: 1 } });
      expect(await listStudies(ctx)).toContainEqual(await getStudy(ctx, id));
    });

    it('stay as they were when the study changes, and go with it', async () => {
      const { ctx } = await open();
      const { id } = await createStudy(ctx, input());
      const run = await record(ctx, id, 'aa');
      await updateStudy(ctx, { id, study: input({ name: 'Renamed', question: 'Another?' }) });
      expect(await getStudyRun(ctx, { study: id, number: 1 })).toEqual(run);
      await removeStudy(ctx, id);
      await expect(getStudyRun(ctx, { study: id, number: 1 })).rejects.toMatchObject({ code: 'not_found' });
      expect(await ctx.db.selectFrom('study_runs').selectAll().execute()).toEqual([]);
    });

    it('get different numbers when they end at once', async () => {
      const { ctx, openAgain } = await open();
      const { id } = await createStudy(ctx, input());
      const both = [ctx, { ...ctx, db: (await openAgain()).db }];
      const runs = await Promise.all([1, 2, 3].flatMap(() => both.map((each) => record(each, id, 'aa'))));
      expect(runs.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });
});
