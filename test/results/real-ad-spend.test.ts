import type { Import, MappingInput } from '@syncline/shared/control';
import { spendPageSchema } from '@syncline/shared/spend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { ask, hasRealData, importBody, importFile, readText, refusals } from './real-data.ts';

const FILE = 'ad-campaigns-kag/KAG_conversion_data.csv';
const AUGUST = { period: { from: '2023-08-01', to: '2023-08-31' } };

const mapping: MappingInput = {
  name: 'Ads of August 2023',
  time_format: 'DD-MM-YYYY',
  spend: {
    fields: {
      campaign: { column: 'xyz_campaign_id', prefix: 'kag-' },
      day: { column: 'Date' },
      platform: { constant: 'facebook' },
      item: { column: 'ad_id' },
      amount: { column: 'Spent' },
      impressions: { column: 'Impressions' },
      clicks: { column: 'Clicks' },
      conversions: { column: 'Approved_Conversion' },
    },
  },
};

/** Figures of the README of the data set, per campaign: rows, impressions, clicks, spend in cents, approved conversions. */
const PUBLISHED = {
  'kag-916': [54, 482_925, 113, 14_971, 24],
  'kag-936': [464, 8_128_187, 1_984, 289_337, 183],
  'kag-1178': [625, 204_823_716, 36_068, 5_566_215, 872],
} as const;
const TOTAL = 5_870_523;

describe.skipIf(!hasRealData('ad-campaigns-kag'))('real ad campaigns with spend (needs SYNCLINE_REAL_DATA)', () => {
  let server: TestServer;
  let record: Import;

  beforeAll(async () => {
    server = await startTestServer();
    record = await importFile(server.url, FILE, { mapping });
  });
  afterAll(() => server.stop());

  const get = async (path: string) => (await fetch(`${server.url}/api/v1/${path}`)).json();
  const spend = (more: Partial<Parameters<typeof ask>[1]> = {}) =>
    ask(server.url, { ...AUGUST, metrics: ['spend', 'cpm', 'cpa', 'roas'], ...more });

  it('takes every row, and says that 916 amounts hold digits past the cent', () => {
    expect(record).toMatchObject({
      state: 'done',
      target: 'spend',
      rows: 1_143,
      accepted: 1_143,
      duplicate: 0,
      rejected: 0,
      rounded: 916,
    });
  });

  it('loses no more than a thousandth of a cent of any: the digits are those of a 32-bit float', () => {
    const amounts = readText(FILE)
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(',')[9]) * 100);
    const lost = amounts.map((cents) => Math.abs(cents - Math.round(cents)));
    expect(Math.max(...lost)).toBeLessThan(0.001);
  });

  it('adds up to the published spend, to the cent, in all and by campaign', async () => {
    const { rows, totals, meta } = await spend({ dimensions: ['campaign'] });
    expect(totals.metrics.spend).toBe(TOTAL);
    expect(Object.fromEntries(rows.map((row) => [row.dimensions.campaign, row.metrics.spend]))).toEqual(
      Object.fromEntries(Object.entries(PUBLISHED).map(([campaign, figures]) => [campaign, figures[3]])),
    );
    expect(meta.warnings.map(({ code }) => code)).toEqual([]);
    // Nothing of these campaigns was sent as events.
    expect(totals.metrics).toMatchObject({ cpm: null, cpa: null, roas: 0 });
  });

  it('keeps what the platform claims, ad by ad', async () => {
    for (const [campaign, [rows, impressions, clicks, cents, conversions]] of Object.entries(PUBLISHED)) {
      let cursor: string | null = '';
      const sums = { impressions: 0, clicks: 0, conversions: 0, lines: 0 };
      while (cursor !== null) {
        const query = new URLSearchParams({ campaign, limit: '500', ...(cursor === '' ? {} : { cursor }) });
        const page = spendPageSchema.parse(await get(`spend?${query.toString()}`));
        expect(page).toMatchObject({ total: rows, amount_minor: cents });
        for (const line of page.items) {
          sums.lines += 1;
          sums.impressions += line.impressions ?? 0;
          sums.clicks += line.clicks ?? 0;
          sums.conversions += line.conversions ?? 0;
        }
        cursor = page.next;
      }
      expect(sums).toEqual({ lines: rows, impressions, clicks, conversions });
    }
  });

  it('gives the same by day, week and month as the file by plain splitting', async () => {
    const byDay = new Map<string, number>();
    for (const row of readText(FILE).trim().split('\n').slice(1)) {
      const cells = row.split(',');
      const day = (cells[0] ?? '').split('-').toReversed().join('-');
      byDay.set(day, (byDay.get(day) ?? 0) + Math.round(Number(cells[9]) * 100));
    }
    const { rows } = await spend({ dimensions: ['time:day'], limit: 100 });
    expect(new Map(rows.map((row) => [row.dimensions['time:day'], row.metrics.spend]))).toEqual(byDay);
    const months = await spend({ dimensions: ['time:month'] });
    expect(months.rows.map((row) => [row.dimensions['time:month'], row.metrics.spend])).toEqual([
      ['2023-08-01', TOTAL],
    ]);
  });

  it('changes no number when the file is imported again', async () => {
    const again = await importFile(server.url, FILE, { mapping });
    expect(again).toMatchObject({ state: 'done', rows: 1_143, accepted: 0, replaced: 0, duplicate: 1_143 });
    expect((await spend()).totals.metrics.spend).toBe(TOTAL);
  });

  it('counts a correction instead of what it corrects, and after it is taken back what was there before', async () => {
    const [heading, first = ''] = readText(FILE).split('\n');
    const cells = first.split(',');
    const was = Math.round(Number(cells[9]) * 100);
    cells[9] = '100.00';
    const corrected = await importBody(server.url, 'correction.csv', `${heading}\n${cells.join(',')}\n`, { mapping });
    expect(corrected).toMatchObject({ accepted: 0, replaced: 1, rounded: 0 });
    expect((await spend()).totals.metrics.spend).toBe(TOTAL - was + 10_000);
    const answer = await fetch(`${server.url}/api/v1/spend/batches/${corrected.id}`, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ removed: 1 });
    expect((await spend()).totals.metrics.spend).toBe(TOTAL);
    expect(await get(`imports/${corrected.id}`)).toMatchObject({ removed: 1 });
  });

  it('refuses euros in words while no exchange rate is known', async () => {
    const euros: MappingInput = {
      ...mapping,
      spend: { fields: { ...mapping.spend?.fields, currency: { constant: 'EUR' } } },
    };
    const refused = await importFile(server.url, FILE, { mapping: euros });
    expect(refused).toMatchObject({ state: 'done', accepted: 0, rejected: 1_143 });
    expect(new Set(await refusals(server.url, refused.id))).toEqual(new Set(['invalid_row currency']));
  });

  it('is a file again, with the same total', async () => {
    const answer = await fetch(`${server.url}/api/v1/spend/download`);
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const [heading, ...rows] = (await answer.text()).trim().split('\r\n');
    const column = heading?.split(',').indexOf('amount') ?? -1;
    expect(rows).toHaveLength(1_143);
    expect(rows.reduce((sum, row) => sum + Math.round(Number(row.split(',')[column]) * 100), 0)).toBe(TOTAL);
  });

  it('is gone when the import is taken back whole', async () => {
    const answer = await fetch(`${server.url}/api/v1/spend/batches/${record.id}`, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ removed: 1_143 });
    const { totals, meta } = await spend();
    expect(totals.metrics.spend).toBeNull();
    expect(meta.warnings.map(({ code }) => code)).toEqual(['no_spend']);
  });
});

describe.skipIf(!hasRealData('x-analytics-exports'))('X Analytics of an account (needs SYNCLINE_REAL_DATA)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('tells what X claims by day, and no spend', async () => {
    const name = 'x-analytics-exports/kaiadevintern_account_overview_analytics.csv';
    const record = await importFile(server.url, name, {
      mapping: {
        name: 'X account overview',
        time_format: 'ddd, MMM D, YYYY',
        spend: {
          fields: {
            campaign: { constant: 'kaia-account' },
            platform: { constant: 'x' },
            day: { column: 'Date' },
            impressions: { column: 'Impressions' },
          },
        },
      },
    });
    expect(record).toMatchObject({ state: 'done', rows: 271, accepted: 271, rejected: 0, rounded: 0 });
    const answer = await fetch(`${server.url}/api/v1/spend?limit=500`);
    const page = spendPageSchema.parse(await answer.json());
    expect(page).toMatchObject({ total: 271, amount_minor: null });
    expect(page.items.reduce((sum, { impressions }) => sum + (impressions ?? 0), 0)).toBe(184_942);
    expect([page.items[0]?.day, page.items.at(-1)?.day]).toEqual(['2025-03-21', '2024-06-24']);
    const period = { from: '2024-06-24', to: '2025-03-21' };
    const { totals } = await ask(server.url, { period, metrics: ['spend', 'cpm'] });
    expect(totals.metrics).toEqual({ spend: null, cpm: null });
  });
});
