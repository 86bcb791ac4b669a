import type { AnswerMeta } from '@syncline/shared/query';
import { type Study, studyInputSchema } from '@syncline/shared/studies';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../lib/errors.ts';
import { type StudyData, StudyRunner } from './run.ts';

const PERIOD = { from: '2026-08-01', to: '2026-08-31' };
const META: AnswerMeta & { method: string } = {
  exact: true,
  as_of: '2026-09-01T00:00:00.000Z',
  timezone: 'UTC',
  currency: 'USD',
  period: PERIOD,
  comparison_period: null,
  open_days: [],
  tier: 'raw',
  cached: false,
  elapsed_ms: 1,
  warnings: [],
  method: 'As counted.',
};

const study: Pick<Study, 'id' | 'name' | 'question' | 'population' | 'tables'> = {
  id: 'study',
  ...studyInputSchema.parse({
    name: 'Study',
    question: 'What?',
    tables: ['One', 'Two'].map((title) => ({ analysis: 'funnel', title, request: { period: PERIOD } })),
  }),
};

/** What every table is answered with here; which type it is to be of, `ask` is told by who asks. */
const answered = (answer: object) => answer as never;

/** A store in which the n-th answer counts `people(n)`, and whose data is called `version(n)` after n answers. */
function store({
  people,
  version = () => 'v',
  backlog = () => 0,
}: {
  people: (asked: number) => number;
  version?: (asked: number) => string;
  backlog?: () => number;
}) {
  let asked = 0;
  const data: StudyData = {
    answers: {
      ask: async () => {
        asked += 1;
        const answer = { stages: [{ stage: 'exposed', people: people(asked) }], breakdown: [], meta: META };
        return answered(answer);
      },
      version: () => version(asked),
    },
    clock: { now: () => 7 },
    timezone: 'UTC',
    currency: 'USD',
    version: 'test',
    settle: () => Promise.resolve(100 + asked),
    backlogEvents: backlog,
  };
  return { runner: new StudyRunner(data), asked: () => asked };
}

describe('running a study', () => {
  it('asks each table once where nothing comes in', async () => {
    const { runner, asked } = store({ people: () => 5 });
    const run = await runner.run(study);
    expect(asked()).toBe(2);
    expect(run).toMatchObject({ record: 100, asOf: 7, document: { moved: false, timezone: 'UTC', version: 'test' } });
    expect(run.document.tables.map(({ title, figures }) => [title, figures.stages])).toEqual([
      ['One', [{ stage: 'exposed', people: 5 }]],
      ['Two', [{ stage: 'exposed', people: 5 }]],
    ]);
  });

  it('asks all again when events came in between, and tells the record of the last time', async () => {
    const { runner, asked } = store({
      people: (asked) => (asked < 2 ? 5 : 6),
      version: (asked) => (asked < 2 ? 'a' : 'b'),
    });
    const run = await runner.run(study);
    expect(asked()).toBe(4);
    expect(run).toMatchObject({ record: 102, document: { moved: false } });
    expect(run.document.tables.map(({ blocks }) => blocks[0]?.rows[0]?.cells)).toEqual([
      ['exposed', 6],
      ['exposed', 6],
    ]);
  });

  it('is content with the same figures twice while events go on coming in', async () => {
    const { runner, asked } = store({ people: () => 5, version: String });
    expect(await runner.run(study)).toMatchObject({ document: { moved: false } });
    expect(asked()).toBe(4);
  });

  it('says that the data moved when the figures never came to rest', async () => {
    const { runner, asked } = store({ people: (asked) => asked, version: String });
    expect(await runner.run(study)).toMatchObject({ document: { moved: true } });
    expect(asked()).toBe(6);
  });

  it('does not take a queue of events that queries cannot see yet for rest', async () => {
    const { runner } = store({ people: (asked) => asked, backlog: () => 3 });
    expect(await runner.run(study)).toMatchObject({ document: { moved: true } });
  });

  it('gives one key to what was asked and answered alike, whatever it is called', async () => {
    const key = async (change: Partial<typeof study>, people = 5) =>
      (await store({ people: () => people }).runner.run({ ...study, ...change })).digest;
    const [table] = study.tables;
    if (table?.analysis !== 'funnel') throw new Error('the study has a funnel');
    const other = { ...table, request: { ...table.request, primary_device_threshold: 0.7 } };
    const keys = [
      await key({}),
      await key({
        name: 'Another',
        question: 'Why?',
        tables: study.tables.map((one) => ({ ...one, title: `${one.title}!` })),
      }),
      await key({}, 6),
      await key({ tables: [other, table] }),
    ];
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it('tells how far it is, and is not begun twice', async () => {
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const slow = new StudyRunner({
      answers: {
        ask: async () => {
          await waiting;
          return answered({ stages: [], breakdown: [], meta: META });
        },
        version: () => 'v',
      },
      clock: { now: () => 7 },
      timezone: 'UTC',
      currency: 'USD',
      version: 'test',
      settle: () => Promise.resolve(1),
      backlogEvents: () => 0,
    });
    const run = slow.run(study);
    expect(slow.progress('study')).toEqual({ answered: 0, tables: 2 });
    await expect(slow.run(study)).rejects.toMatchObject({ code: 'conflict' });
    answer();
    await run;
    expect(slow.progress('study')).toBeNull();
  });

  it('names the table that is refused, and can be begun again', async () => {
    let refuses = true;
    const { runner } = store({
      people: () => {
        if (refuses) throw new ApiError('query_too_heavy', 'Too much.', { path: 'period', hint: 'Ask for less.' });
        return 5;
      },
    });
    await expect(runner.run(study)).rejects.toMatchObject({
      code: 'query_too_heavy',
      message: 'Table 1: Too much.',
      path: 'tables[0].request.period',
      hint: 'Ask for less.',
    });
    refuses = false;
    expect(await runner.run(study)).toMatchObject({ record: 101 });
  });
});
