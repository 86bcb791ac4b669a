import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MappingInput } from '@syncline/shared/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Imports, Received } from './imports.ts';
import { openOn, sent, takeIn } from './test-bench.ts';
import { MemoryControl, MemoryIngest, MemorySpend } from './test-doubles.ts';

let spoolDir: string;
let ingest: MemoryIngest;
let control: MemoryControl;
let spend: MemorySpend;
let imports: Imports;

const open = () => openOn(spoolDir, { ingest, control, spend });

beforeEach(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'syncline-imports-'));
  ingest = new MemoryIngest();
  control = new MemoryControl();
  spend = new MemorySpend();
  imports = await open();
});

afterEach(async () => {
  await imports.close();
  await rm(spoolDir, { recursive: true, force: true });
});

const meta = sent('ads.csv');

/** Imports a file to its end. */
const take = (file: string, changes: Partial<Received> = {}) => takeIn(imports, file, { ...meta, ...changes });

describe('imports of spend', () => {
  const mapping: MappingInput = {
    name: 'Ads',
    time_format: 'DD-MM-YYYY',
    spend: {
      fields: {
        campaign: { column: 'Campaign' },
        day: { column: 'Day' },
        platform: { constant: 'Meta Ads' },
        item: { column: 'Ad' },
        amount: { column: 'Spent' },
        currency: { column: 'Currency' },
        impressions: { column: 'Impr.' },
        clicks: { column: 'Clicks' },
        conversions: { column: 'Results' },
      },
    },
  };
  const table = (...rows: string[]) =>
    ['Campaign,Day,Ad,Spent,Currency,Impr.,Clicks,Results', ...rows].map((row) => `${row}\n`).join('');

  it('give a line of spend a row, names spelt as slugs, amounts rounded to the cent and counted', async () => {
    const record = await take(
      table('Summer Sale,31-08-2026,7,1.429999948,USD,"1,204",2,1.5', 'The launch,01-09-2026,8,$5,,0,-,'),
      { mapping },
    );
    expect(record).toMatchObject({ state: 'done', target: 'spend', format: 'csv', rows: 2, accepted: 2, rounded: 1 });
    expect(spend.batches.get(record.id)).toEqual([
      {
        campaign: 'summer-sale',
        day: '2026-08-31',
        platform: 'meta-ads',
        item: '7',
        amount_minor: 143,
        currency: 'USD',
        impressions: 1204,
        clicks: 2,
        conversions: 1.5,
      },
      {
        campaign: 'launch',
        day: '2026-09-01',
        platform: 'meta-ads',
        item: '8',
        amount_minor: 500,
        currency: 'USD',
        impressions: 0,
        clicks: null,
        conversions: null,
      },
    ]);
    expect(ingest.events.size).toBe(0);
  });

  it('refuse rows one by one, with the field and the reason', async () => {
    const record = await take(
      table(
        'A,31-08-2026,,1,EUR,1,1,1',
        'A,2026-08-31,,1,USD,1,1,1',
        'A,31-08-2026,,1.2.3,USD,1,1,1',
        'A,31-08-2026,,1,USD,1.5,1,1',
        'A,31-08-2026,,1,USD,1,1,many',
        ',31-08-2026,,1,USD,1,1,1',
        '♥,31-08-2026,,1,USD,1,1,1',
        'A,31-08-2026,,,USD,,,',
        'A & B,31-08-2026,,1,USD,1,1,1',
        'A - B,31-08-2026,,1,USD,1,1,1',
        'A,31-08-2026',
      ),
      { mapping },
    );
    expect(record).toMatchObject({ state: 'done', rows: 11, accepted: 1, rejected: 10 });
    expect(ingest.rejects.map(({ line, path }) => [line, path])).toEqual([
      [2, 'currency'],
      [3, 'day'],
      [4, 'amount'],
      [5, 'impressions'],
      [6, 'conversions'],
      [7, 'campaign'],
      [8, 'campaign'],
      [9, 'amount'],
      [11, 'campaign'],
      [12, ''],
    ]);
    expect(ingest.rejects[0]?.message).toMatch(/another currency than the workspace's USD/);
  });

  it('leave nothing where the file breaks off or has no such column', async () => {
    const broken = await take(`${table('A,31-08-2026,,1,USD,1,1,1')}"A,31-08-2026\n`, { mapping });
    expect(broken).toMatchObject({ state: 'failed', target: 'spend' });
    const other = await take('Name,Day\na,b\n', { mapping });
    expect(other.error).toContain('The file has no column "Campaign"');
    expect(spend.batches.size).toBe(0);
  });

  it('read days with their weekday, as X writes them', async () => {
    const day = (time_format: string): MappingInput => ({
      name: 'X',
      time_format,
      spend: {
        fields: { campaign: { constant: 'own' }, day: { column: 'Date' }, impressions: { column: 'Impressions' } },
      },
    });
    const quoted = await take('Date,Impressions\n"Fri, Mar 21, 2025",1070\n', { mapping: day('ddd, MMM D, YYYY') });
    const bare = await take('Date,Impressions\nThu Mar 20 2025,33\n', { mapping: day('ddd MMM D YYYY') });
    const found = [quoted, bare].map(({ id }) => spend.batches.get(id)?.map((each) => [each.day, each.impressions]));
    expect(found).toEqual([[['2025-03-21', 1070]], [['2025-03-20', 33]]]);
  });

  it('begins below a title, and takes a table of one column as it is', async () => {
    const mapping: MappingInput = {
      name: 'report',
      spend: { fields: { campaign: { column: 'Campaign' }, day: { column: 'Day' }, amount: { column: 'Cost' } } },
    };
    const report =
      'Campaign report\n"September 1, 2026 - September 30, 2026"\nDay,Campaign,Cost\n2026-09-01,Autumn,$5\n,,x\n';
    const record = await take(report, { mapping });
    expect(record).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
    expect(ingest.rejects).toMatchObject([{ line: 5 }]);
    const people: MappingInput = {
      name: 'people',
      events: [
        {
          kind: 'activity',
          fields: { id: { column: 'user' }, user: { column: 'user' }, at: { constant: '2026-09-01T00:00:00Z' } },
        },
      ],
    };
    expect(await take('user\na\nb\n', { mapping: people })).toMatchObject({ rows: 2, accepted: 2 });
    const many = Array.from({ length: 60 }, (_, index) => `p${index}`);
    expect(await take(`user\n${many.join('\n')}\n`, { mapping: people })).toMatchObject({ rows: 60, accepted: 60 });
  });
});
