import { createHash } from 'node:crypto';
import { type CitedStudyRun, citedStudyRunSchema, type StudyDraft, studyStateSchema } from '@syncline/shared/studies';
import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStudyServer, type StudyServer } from './studies/server.ts';
import { eventsOf, PERIOD, people } from './studies/world.ts';

const scope = { period: PERIOD, filters: [] };
const everyone = people();

/** One table of every analysis. */
const EVERYTHING: StudyDraft = {
  name: 'Everything',
  question: 'Does every analysis fit into a study?',
  population: '=HYPERLINK("x")\nin two lines',
  tables: [
    { analysis: 'index', title: 'Index', request: scope },
    {
      analysis: 'query',
      title: 'Query',
      request: {
        ...scope,
        metrics: ['reach', 'buyers', 'conversion_per_reach', 'gross_revenue', 'frequency'],
        dimensions: ['campaign'],
        compare: 'previous_period',
      },
    },
    { analysis: 'frequency', title: 'Frequency', request: scope },
    { analysis: 'reach-curve', title: 'Reach curve', request: { ...scope, compare: 'previous_period' } },
    { analysis: 'funnel', title: 'Funnel', request: { ...scope, breakdown: 'device' } },
    { analysis: 'overlap', title: 'Overlap', request: scope },
    { analysis: 'attribution', title: 'Attribution', request: scope },
    { analysis: 'time-to-purchase', title: 'Time to purchase', request: scope },
    { analysis: 'lift', title: 'Lift', request: { ...scope, expected: { exposed: 0.5, control: 0.5 } } },
    { analysis: 'devices', title: 'Devices', request: scope },
    { analysis: 'device-paths', title: 'Device paths', request: scope },
    { analysis: 'intensity', title: 'Intensity', request: scope },
    { analysis: 'brand-follows', title: 'Brand follows', request: scope },
    { analysis: 'follower-overlap', title: 'Follower overlap', request: scope },
    { analysis: 'next-follows', title: 'Next follows', request: scope },
    { analysis: 'follower-value', title: 'Follower value', request: scope },
  ],
};

let server: StudyServer;

beforeAll(async () => {
  server = await startStudyServer();
  await server.ingest(eventsOf(everyone));
});
afterAll(() => server.stop());

describe('a study run again', () => {
  it('gives the same figures byte by byte on the same data, also after a restart', async () => {
    const id = await server.save(EVERYTHING);
    const first = await server.run(id);
    const second = await server.run(id);
    await server.restart();
    const third = await server.run(id);
    const bytes = ({ tables }: CitedStudyRun) => JSON.stringify(tables.map(({ figures, blocks }) => [figures, blocks]));
    expect(bytes(second)).toBe(bytes(first));
    expect(bytes(third)).toBe(bytes(first));
    expect(
      [first, second, third].map(({ number, digest, same_as, record, moved }) => [
        number,
        digest,
        same_as,
        record,
        moved,
      ]),
    ).toEqual([
      [1, first.digest, null, first.record, false],
      [2, first.digest, 1, first.record, false],
      [3, first.digest, 1, first.record, false],
    ]);
    expect(await server.compare(id, 1, 3)).toMatchObject({ same: true, data_changed: false, changed: 0 });
    expect(citedStudyRunSchema.parse(await server.call(`studies/${id}/runs/2`))).toEqual(second);
  });

  it('differs when an event comes in, and the comparison names the cells', async () => {
    const id = await server.save(STUDY_TEMPLATES['mobile-2013'].draft(scope));
    const before = await server.run(id);
    const engaged = everyone.filter(({ home, engages }) => home === 'mobile' && engages).length;
    const quiet = everyone.find(({ home, engages }) => home === 'mobile' && !engages);
    if (!quiet) throw new Error('everybody engages');
    const click = {
      kind: 'engagement',
      action: 'click',
      user: quiet.user,
      device: 'unknown',
      brand: 'brand-0',
    } as const;
    await server.ingest([{ id: 'late', at: '2026-08-20T10:00:00Z', ...click }]);
    quiet.engages = true;
    const after = await server.run(id);
    expect(after).toMatchObject({ number: 2, same_as: null });
    expect(after.record).toBeGreaterThan(before.record);
    expect(after.digest).not.toBe(before.digest);
    const { tables, ...whole } = await server.compare(id, 1, 2);
    expect(whole).toMatchObject({ same: false, data_changed: true });
    const counts = tables[0]?.changes.filter(({ column }) => column.endsWith(': people'));
    expect(counts).toEqual([
      {
        block: 'How likely primary mobile people are to do what, against everyone else',
        row: 'Engage',
        column: 'Primary mobile people who do it: people',
        unit: 'count',
        only: null,
        from: engaged,
        to: engaged + 1,
      },
    ]);
    expect(
      tables.every(
        ({ found, request_changed, method_changed }) => found === 'both' && !request_changed && !method_changed,
      ),
    ).toBe(true);
    expect(whole.changed).toBe(tables.reduce((sum, { changes }) => sum + changes.length, 0));
    expect(whole.changed).toBeLessThan(whole.cells / 2);
  });

  it('differs at once when something comes in that was long before, and on which standing hangs', async () => {
    const id = await server.save({ ...STUDY_TEMPLATES['mobile-2013'].draft(scope), name: 'Long before' });
    await server.run(id);
    const few = everyone.find(({ home, follows }) => home === 'mobile' && follows === 10);
    if (!few) throw new Error('nobody follows ten brands');
    const follow = { kind: 'follow', user: few.user, device: 'unknown', brand: 'brand-10' } as const;
    await server.ingest([{ id: 'long-before', at: '2020-01-01T10:00:00Z', ...follow }]);
    few.follows += 1;
    expect(await server.run(id)).toMatchObject({ same_as: null, moved: false });
    const { tables } = await server.compare(id, 1, 2);
    const rows = new Set(tables[0]?.changes.map(({ row }) => row));
    expect([...rows]).toEqual(['Follow 11 or more brands', 'Brands followed per person']);
  });

  it('has the same key when events come in that its figures do not count', async () => {
    const id = await server.save(STUDY_TEMPLATES['campaign-added'].draft(scope));
    const before = await server.run(id);
    await server.ingest([
      {
        id: 'other',
        at: '2026-07-01T10:00:00Z',
        kind: 'impression',
        user: 'somebody',
        device: 'mobile',
        brand: 'brand-0',
      },
    ]);
    const after = await server.run(id);
    expect(after).toMatchObject({ digest: before.digest, same_as: 1 });
    expect(await server.compare(id, 1, 2)).toMatchObject({ same: true, data_changed: true, changed: 0 });
  });

  it('is told from an earlier run when it asks something else', async () => {
    const draft = STUDY_TEMPLATES['mobile-2013'].draft(scope);
    const id = await server.save(draft);
    const { digest } = await server.run(id);
    await server.send(`studies/${id}`, { ...draft, name: 'Renamed' }, 'PUT');
    expect(await server.run(id)).toMatchObject({ digest, same_as: 1, name: 'Renamed' });
    const [first, ...rest] = draft.tables;
    const changed = { ...first, request: { ...first?.request, minimum_people: 60 } };
    await server.send(`studies/${id}`, { ...draft, tables: [changed, rest[1]] }, 'PUT');
    expect(await server.run(id)).toMatchObject({ same_as: null });
    const { tables } = await server.compare(id, 1, 3);
    expect(
      tables.map(({ found, request_changed, method_changed }) => [found, request_changed, method_changed]),
    ).toEqual([
      ['both', true, true],
      ['from', false, false],
      ['both', false, false],
    ]);
    expect(tables[1]?.changes.every(({ only, to }) => only === 'from' && to === null)).toBe(true);
  });
});

describe('a run of a study', () => {
  it('has a key that anybody can work out again from what is handed out', async () => {
    const { digest, timezone, currency, tables } = await server.run(await server.save(EVERYTHING));
    const keyed = tables.map(({ analysis, figures, method, request }) => ({ analysis, figures, method, request }));
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sorted(one)]),
      );
    };
    const text = JSON.stringify(sorted({ timezone, tables: keyed, currency }));
    expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
  });

  it('lays every figure of every answer out in a cell', async () => {
    const { tables } = await server.run(await server.save(EVERYTHING));
    expect(tables).toHaveLength(EVERYTHING.tables.length);
    for (const { analysis, figures, blocks } of tables) {
      const told = new Set(blocks.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells)));
      const left = numbersOf({ ...figures, rule: null }).filter((number) => !told.has(number));
      expect([analysis, left]).toEqual([analysis, []]);
      for (const { columns, rows } of blocks) {
        expect(rows.every(({ cells }) => cells.length === columns.length)).toBe(true);
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        expect(new Set(columns.map(({ label }) => label)).size).toBe(columns.length);
      }
    }
  });

  it('says of every table whose events were counted, and by which method', async () => {
    const { tables, citation, digest } = await server.run(await server.save(EVERYTHING));
    for (const { method } of tables) {
      expect(method).toMatch(
        /^Counted from every event of 2026-08-01 to 2026-08-31 \(whole days of UTC\), none sampled/,
      );
    }
    const of = (analysis: string) => tables.find((table) => table.analysis === analysis)?.method;
    expect(of('query')).toContain('Compared with 2026-07-01 to 2026-07-31. No filter. Reach: distinct people');
    expect(of('query')).toContain(
      'Reach, Buyers: each person once in the period under the filter; window: the period.',
    );
    expect(of('query')).toContain('Money in USD.');
    expect(of('lift')).toContain('Newcombe');
    expect(of('index')).toContain('Benjamini');
    expect(citation).toMatch(
      /^“Everything”, run 1, 2026-09-01\. Syncline test; days 2026-08-01 to 2026-08-31 \(UTC\), data to journal record \d+\. /,
    );
    expect(citation).toContain(` SHA-256 ${digest}. http://ads.example/studies/everything`);
  });

  it('names the filters in its method, in words', async () => {
    const filters = [
      { dimension: 'campaign' as const, op: 'is' as const, values: ['summer', 'autumn'] },
      { dimension: 'offer' as const, op: 'is_not' as const, values: [''] },
    ];
    const { tables } = await server.run(
      await server.save({
        ...EVERYTHING,
        name: 'Filters',
        tables: [{ analysis: 'funnel', title: 'Funnel', request: { ...scope, filters } }],
      }),
    );
    expect(tables[0]?.method).toContain('Only events whose campaign is “summer” or “autumn”; whose offer is not none.');
  });
});

describe('the CSV of a run', () => {
  it('has question, method, key and citation in its head, and the figures of every table', async () => {
    const done = await server.run(await server.save(EVERYTHING));
    const answer = await server.send(`studies/${done.study}/runs/${done.number}.csv`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${done.study}-run-1.csv"`);
    const text = await answer.text();
    const told = text.split('\r\n').flatMap((line) => (line.startsWith('# ') ? [line.slice(2)] : []));
    const rows = parse(text, {
      comment: '#',
      comment_no_infix: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    expect(told.slice(0, 5)).toEqual([
      'Everything',
      'Question: Does every analysis fit into a study?',
      'Population: =HYPERLINK("x")',
      'in two lines',
      `Run 1, ${done.as_of}; days of UTC; data to journal record ${done.record}`,
    ]);
    expect(told).toContain(`Re-run key (SHA-256): ${done.digest}`);
    expect(told).toContain(`Cite as: ${done.citation}`);
    for (const { method, title } of done.tables) {
      expect(told).toContain(`Method: ${method}`);
      expect(told.some((line) => line.includes(`: ${title} (`))).toBe(true);
    }
    expect(rows.some(([first]) => /^[=+@-]/.test(first ?? ''))).toBe(false);
    expect(rows.some((row) => row.includes('Gross revenue, USD'))).toBe(true);
    const paid = everyone.filter(({ pays }) => pays).length;
    expect(rows.some((row) => row.includes(String((paid * 1999) / 100)))).toBe(true);
  });

  it('can be of one table alone, under the same head', async () => {
    const done = await server.run(await server.save(EVERYTHING));
    const text = await (await server.send(`studies/${done.study}/runs/1.csv?table=3`)).text();
    expect(text).toContain('# Table 3: Frequency');
    expect(text).not.toContain('# Table 2:');
    expect(text).toContain(done.digest);
  });

  it('runs nothing in a spreadsheet, whatever names events bring along', async () => {
    await server.ingest([
      {
        id: 'formula',
        at: '2026-08-20T10:00:00Z',
        kind: 'activity',
        user: 'x',
        client: '=cmd|calc!A1',
        device: 'unknown',
      },
    ]);
    const table = {
      analysis: 'query' as const,
      title: 'Clients',
      request: { ...scope, metrics: ['people' as const], dimensions: ['client' as const] },
    };
    const done = await server.run(await server.save({ name: 'Clients', question: 'Which?', tables: [table] }));
    const text = await (await server.send(`studies/${done.study}/runs/1.csv`)).text();
    expect(text).toContain("\r\n'=cmd|calc!A1,1");
  });
});

describe('what cannot be', () => {
  it('is refused with its place', async () => {
    const refused = async (answer: Response) => {
      const { error } = (await answer.json()) as { error: { code: string; path?: string } };
      return [answer.status, error.code, error.path];
    };
    const table = { analysis: 'funnel', title: 'Funnel', request: scope };
    const draft = (tables: unknown[]) => ({ name: 'Refused', question: 'What?', tables });
    expect(await refused(await server.send('studies', draft([])))).toEqual([400, 'invalid_body', 'tables']);
    expect(await refused(await server.send('studies', draft([table, table])))).toEqual([400, 'invalid_body', 'tables']);
    expect(await refused(await server.send('studies', draft([{ ...table, analysis: 'guess' }])))).toEqual([
      400,
      'invalid_body',
      'tables[0].analysis',
    ]);
    expect(
      await refused(await server.send('studies', draft([{ ...table, request: { period: PERIOD, filters: 1 } }]))),
    ).toEqual([400, 'invalid_body', 'tables[0].request.filters']);
    expect((await server.send('studies', { ...draft([table]), question: 'Is 4111 1111 1111 1111 mine?' })).status).toBe(
      400,
    );
    const filters = [{ dimension: 'device', op: 'is', values: ['fridge'] }];
    const id = await server.save(
      draft([table, { ...table, title: 'Second', request: { ...scope, filters } }]) as StudyDraft,
    );
    const answer = await server.send(`studies/${id}/runs`, {});
    expect(await refused(answer)).toEqual([400, 'invalid_query', 'tables[1].request.filters[0].values[0]']);
    expect(studyStateSchema.parse(await server.call(`studies/${id}`))).toMatchObject({ running: null, runs: 0 });
  });

  it('is not found once it was removed', async () => {
    const id = await server.save(EVERYTHING);
    await server.run(id);
    expect((await server.send(`studies/${id}`, undefined, 'DELETE')).status).toBe(204);
    for (const path of ['', '/runs', '/runs/1', '/runs/1.csv', '/compare?from=1&to=1']) {
      expect((await server.send(`studies/${id}${path}`)).status).toBe(404);
    }
    expect((await server.send(`studies/${id}/runs`, {})).status).toBe(404);
    expect((await server.send(`studies/${id}/runs/first`)).status).toBe(400);
  });
});

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersOf);
}
