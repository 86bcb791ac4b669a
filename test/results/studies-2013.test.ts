import type { CitedStudyRun } from '@syncline/shared/studies';
import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARED_WITH, expectReadAsIndex, indexBlock } from './studies/reading.ts';
import { startStudyServer, type StudyServer } from './studies/server.ts';
import { eventsOf, PERIOD, type Person, people } from './studies/world.ts';

const everyone = people();

describe('the study of 2013, made again', () => {
  let server: StudyServer;
  let study: CitedStudyRun;
  beforeAll(async () => {
    server = await startStudyServer();
    await server.ingest(eventsOf(everyone));
    const draft = STUDY_TEMPLATES['mobile-2013'].draft({ period: PERIOD, filters: [] });
    study = await server.run(await server.save(draft));
  });
  afterAll(() => server.stop());

  it('has in each row both shares with their bases, intervals, and the group compared with, as counted by hand', () => {
    const block = indexBlock(study, 0);
    for (const [key, does] of Object.entries(BEHAVIOURS)) {
      const row = block.rows.find((one) => one.key === key);
      const cell = (column: string) => row?.cells[block.columns.findIndex((one) => one.key === column)];
      const own = countOf(({ home }) => home === 'mobile', does);
      const rest = countOf(({ home }) => home !== 'mobile', does);
      expect([cell('segment.numerator'), cell('segment.base')]).toEqual(own);
      expect([cell('comparison.numerator'), cell('comparison.base')]).toEqual(rest);
      expect(cell('ratio.value')).toBeCloseTo((own[0] / own[1] / rest[0]) * rest[1], 10);
      for (const figure of ['segment', 'comparison', 'difference', 'ratio']) {
        const [low, value, high] = ['low', 'value', 'high'].map((end) => Number(cell(`${figure}.${end}`)));
        expect(low).toBeLessThan(Number(value));
        expect(high).toBeGreaterThan(Number(value));
      }
      expect(row?.sentence).toContain('everyone else');
    }
  });

  it('compares with all people, the segment among them, where it says so', () => {
    const block = indexBlock(study, 1);
    const row = block.rows.find(({ key }) => key === 'follows_11');
    const base = row?.cells[block.columns.findIndex(({ key }) => key === 'comparison.base')];
    expect(base).toBe(everyone.length);
    expect(row?.sentence).toContain('than all people, themselves included');
    expect(block.title).toContain('against all people, themselves included');
  });

  it('cannot be read as a share where it is an index', async () => {
    for (const [place, whom] of COMPARED_WITH.entries()) expectReadAsIndex(indexBlock(study, place), whom);
    const csv = await (await server.send(`studies/${study.study}/runs/1.csv`)).text();
    const heads = csv.split('\r\n').find((line) => line.includes('Times as likely')) ?? '';
    expect(heads).toContain('Times as likely as everyone else: ratio, 1 is equal');
  });
});

const BEHAVIOURS: Record<string, (person: Person) => boolean> = {
  engages: ({ engages }) => engages,
  follows_5: ({ follows }) => follows >= 5,
  follows_11: ({ follows }) => follows >= 11,
  pays: ({ pays }) => pays,
};

function countOf(among: (person: Person) => boolean, does: (person: Person) => boolean): [number, number] {
  const group = everyone.filter(among);
  return [group.filter(does).length, group.length];
}
