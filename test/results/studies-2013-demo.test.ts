import { setTimeout as sleep } from 'node:timers/promises';
import type { Workspace } from '@syncline/shared/control';
import { queryAnswerSchema } from '@syncline/shared/query';
import { citedStudyRunSchema, type CitedStudyRun, studySchema } from '@syncline/shared/studies';
import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { addDays, type Period } from '@syncline/shared/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { COMPARED_WITH, expectReadAsIndex, indexBlock } from './studies/reading.ts';

const LOADING_SECONDS = 300;

describe('the study of 2013, made again on the demo world', () => {
  let server: TestServer;
  let period: Period;
  let study: CitedStudyRun;
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${server.url}/api/v1/${path}`, body === undefined ? {} : sent);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  beforeAll(
    async () => {
      server = await startTestServer({ env: { SYNCLINE_DEMO: 'on' } });
      const deadline = performance.now() + LOADING_SECONDS * 1000;
      for (;;) {
        const { demo, today } = (await call('workspace')) as Workspace;
        period = { from: addDays(today, -89), to: addDays(today, -1) };
        if (demo.state === 'loaded') break;
        if (performance.now() > deadline) throw new Error(`The demo world was not there in ${LOADING_SECONDS} s.`);
        await sleep(250);
      }
      const draft = STUDY_TEMPLATES['mobile-2013'].draft({ period, filters: [] });
      const { id } = studySchema.parse(await call('studies', draft));
      study = citedStudyRunSchema.parse(await call(`studies/${id}/runs`, {}));
    },
    (LOADING_SECONDS + 60) * 1000,
  );
  afterAll(() => server.stop());

  it('has base, interval and comparison group in every row, and no index that can be read as a share', () => {
    for (const [place, whom] of COMPARED_WITH.entries()) {
      const index = indexBlock(study, place);
      expectReadAsIndex(index, whom);
      for (const row of index.rows) {
        const cell = (column: string) => Number(row.cells[index.columns.findIndex(({ key }) => key === column)] ?? NaN);
        const figures = ['segment', 'comparison', 'difference', 'ratio'].map((figure) => ({
          row: row.key,
          figure,
          holds: cell(`${figure}.low`) <= cell(`${figure}.value`) && cell(`${figure}.value`) <= cell(`${figure}.high`),
        }));
        const bases = ['segment', 'comparison'].map((side) => ({
          row: row.key,
          figure: `${side}.base`,
          holds: cell(`${side}.base`) > 0,
        }));
        expect([...figures, ...bases].filter(({ holds }) => !holds)).toEqual([]);
      }
    }
  });

  it('counts the people and buyers that a question of metrics counts', async () => {
    const answer = queryAnswerSchema.parse(
      await call('query', { period, metrics: ['active_users', 'buyers'], dimensions: ['primary_device'], tier: 'raw' }),
    );
    const counted = new Map(answer.rows.map(({ dimensions, metrics }) => [dimensions.primary_device, metrics]));
    const { columns, rows } = indexBlock(study, 0);
    const pays = rows.find(({ key }) => key === 'pays')?.cells ?? [];
    const cell = (column: string) => pays[columns.findIndex((one) => one.key === column)];
    const others = [counted.get('desktop'), counted.get('mixed')];
    const sum = (metric: string) => others.reduce((total, metrics) => total + Number(metrics?.[metric]), 0);
    expect([cell('segment.numerator'), cell('segment.base')]).toEqual([
      counted.get('mobile')?.buyers,
      counted.get('mobile')?.active_users,
    ]);
    expect([cell('comparison.numerator'), cell('comparison.base')]).toEqual([sum('buyers'), sum('active_users')]);
  });

  it('finds what the demo retells: primary mobile people follow and do more', () => {
    const { columns, rows } = indexBlock(study, 0);
    const low = columns.findIndex(({ key }) => key === 'ratio.low');
    const ratio = (key: string) => Number(rows.find((row) => row.key === key)?.cells[low]);
    for (const behaviour of ['engages', 'follows_11', 'active_7_days']) expect(ratio(behaviour)).toBeGreaterThan(1);
  });
});
