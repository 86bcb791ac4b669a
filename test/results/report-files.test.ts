import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PALETTE } from '@syncline/api/reports/palette';
import { formatCount, formatInterval, formatMetric, formatMoney, formatPercent } from '@syncline/shared/format';
import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { FrequencyAnswer, FunnelAnswer, QueryAnswer, ReachCurveAnswer } from '@syncline/shared/query';
import { type Report, type ReportDraft, reportSchema } from '@syncline/shared/reports';
import type { IndexAnswer } from '@syncline/shared/research';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.ts';
import { smallWorld } from '../support/small-world.ts';
import { startStudyServer, type StudyServer } from './studies/server.ts';

const SUMMARY: MetricKey[] = [
  'reach',
  'frequency',
  'impressions',
  'engagements',
  'conversion_per_reach',
  'purchases',
  'gross_revenue',
  'net_revenue',
];
const MORE_CAMPAIGNS = 70;
const LONG_NAME =
  'A campaign whose name is as long as the catalogue takes, so that it needs a line or two more of its cell';

const world = smallWorld('2026-08-31');
const period = { from: '2026-08-18', to: '2026-08-31' };
let server: StudyServer;

beforeAll(async () => {
  server = await startStudyServer();
  await server.ingest(world.events);
  const more = Array.from({ length: MORE_CAMPAIGNS }, (_, index) => ({
    id: `more-${index}`,
    at: '2026-08-30T12:00:00Z',
    kind: 'impression' as const,
    user: `person-${index}`,
    brand: 'cedar',
    campaign: `more-${index}`,
  }));
  await server.ingest(more);
  await server.send('campaigns/more-7', { name: LONG_NAME }, 'PATCH');
}, 60_000);
afterAll(() => server.stop());

/** The text of every page. */
async function pagesOf(answer: Response): Promise<string[]> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  const pdf = await getDocumentProxy(new Uint8Array(await answer.arrayBuffer()));
  const { text } = await extractText(pdf, { mergePages: false });
  return text.map(plain);
}

/** As it is read: spaces of any width are one. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');
const preview = (draft: ReportDraft) => server.send('reports/preview', draft);
/** The error of a body that need not be a draft. */
const refused = async (body: object) =>
  ((await (await server.send('reports/preview', body)).json()) as { error: object }).error;
const save = async (draft: ReportDraft): Promise<Report> => reportSchema.parse(await server.call('reports', draft));

describe('a report as PDF', () => {
  it('says in each section what the API answers to the same question', async () => {
    const { id } = await save({
      name: 'Launch',
      period,
      cover: { title: 'The launch, retold', prepared_for: 'Ναυτικός & Сыновья', notes: 'First.\nSecond.' },
    });
    const answer = await server.send(`reports/${id}/report.pdf`);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="launch-2026-08-18-to-2026-08-31.pdf"');
    const pages = await pagesOf(answer);
    const whole = pages.join(' ');
    const says = (...texts: string[]) => {
      for (const text of texts) expect(whole).toContain(plain(text));
    };
    pages.forEach((text, index) => {
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(text).toContain('Source: event log of Syncline test');
    });
    for (const text of pages.slice(1)) expect(text).toContain('18 Aug – 31 Aug 2026, days of UTC');
    says('The launch, retold', 'Ναυτικός & Сыновья', 'First. Second.', '14 whole days of UTC', '4 Aug – 17 Aug 2026');

    const summary = (await server.call('query', {
      metrics: SUMMARY,
      period,
      compare: 'previous_period',
    })) as QueryAnswer;
    for (const metric of SUMMARY) {
      const { metrics, comparison } = summary.totals;
      says(`${METRICS[metric].label} `, formatMetric(metric, metrics[metric] ?? null, 'USD'));
      says(`from ${formatMetric(metric, comparison?.[metric] ?? null, 'USD')}`);
    }
    const curve = (await server.call('analysis/reach-curve', { period })) as ReachCurveAnswer;
    const peak = Math.max(...curve.days.map(({ reach }) => reach));
    says(`${formatCount(curve.reach)} people reached`, `${formatCount(peak)} on `);
    const { bins, conversion } = (await server.call('analysis/frequency', { period })) as FrequencyAnswer;
    for (const { frequency, open, people, conversion: own } of bins) {
      says(`${frequency}${open ? ' or more' : ''} ${formatCount(people)} `);
      if (own.low !== null && own.high !== null) says(formatInterval(own.low, own.high));
    }
    says(`${formatPercent(conversion.value ?? 0)} `);
    const { stages } = (await server.call('analysis/funnel', { period })) as FunnelAnswer;
    for (const { people, of_previous: of } of stages.slice(1)) {
      says(`${formatCount(people)} ${formatPercent(of.value ?? 0)} ${formatInterval(of.low ?? 0, of.high ?? 0)}`);
    }
    const { rows, people } = (await server.call('analysis/index', { period, means: [] })) as IndexAnswer;
    says(`${formatCount(people.segment ?? 0)} primary mobile people`);
    for (const { segment, comparison } of rows) {
      for (const share of [segment, comparison]) {
        if (share?.value != null) says(`${formatPercent(share.value)} of ${formatCount(share.base)}`);
      }
    }
    const { totals } = (await server.call('analysis/revenue-share', { period })) as RevenueShareAnswer;
    for (const amount of [
      totals.gross_revenue,
      0 - totals.refunds,
      totals.net_revenue,
      totals.unallocated[0]?.amount,
    ]) {
      says(formatMoney(amount ?? 0, 'USD'));
    }
    expect(totals.net_revenue).toBeGreaterThan(0);

    const last = pages.slice(
      pages.findIndex((text) => text.includes('Definitions and methods') && !text.includes('Contents')),
    );
    const definitions = last.join(' ');
    for (const metric of SUMMARY) expect(definitions).toContain(plain(METRICS[metric].formula).slice(0, 20));
    expect(definitions.match(/Answered from /g)).toHaveLength(7);
  });

  it('goes on over pages with the head of its table, and names its chapters with their pages', async () => {
    const pages = await pagesOf(await preview({ name: 'Tables', period, sections: ['campaigns', 'summary'] }));
    const heads = 'Campaign Reach Average frequency Purchases Buyers ÷ reach Net revenue Change';
    const within = pages.filter((text) => /More \d+ 1 1\.00/.test(text));
    expect(within.length).toBeGreaterThan(1);
    for (const text of within) expect(text).toContain(heads);
    const whole = pages.join(' ');
    for (let index = 0; index < MORE_CAMPAIGNS; index += 1) {
      expect(whole).toContain(`${index === 7 ? '' : `More ${index} `}1 1.00 0 0.0 % $0.00`);
    }
    expect(whole).toContain(LONG_NAME);
    const [cover = ''] = pages;
    for (const name of ['Campaigns', 'Summary', 'Definitions and methods']) {
      const page = Number(new RegExp(`${name} (\\d+)`).exec(cover)?.[1]);
      expect(pages[page - 1]).toContain(name);
    }
    expect(cover.indexOf('Campaigns')).toBeLessThan(cover.indexOf('Summary'));
    expect(whole).not.toContain('From exposure to purchase');
  });

  it('keeps to its brand or campaign, and says where nothing was measured or a day is not over', async () => {
    const of = async (draft: Partial<ReportDraft>) =>
      (await pagesOf(await preview({ name: 'Part', period, sections: ['summary', 'daily'], ...draft }))).join(' ');
    const brand = await of({ brand: 'birch', compare: null });
    const asked = { metrics: ['reach'], period, filters: [{ dimension: 'brand', op: 'is', values: ['birch'] }] };
    const { totals } = (await server.call('query', asked)) as QueryAnswer;
    expect(brand).toContain(`Reach ${formatCount(totals.metrics.reach ?? 0)}`);
    expect(brand).toContain('About brand Birch');
    expect(brand).not.toContain('Compared with');
    const nothing = await of({ period: { from: '2020-01-01', to: '2020-01-02' } });
    expect(nothing).toContain('No impression in this period under these filters.');
    expect(await of({ period: { from: '2026-09-01', to: '2026-09-01' } })).toContain('Not complete: 1 Sep.');
    expect(await of({ period: { from: '2026-08-01', to: '2026-08-31' } })).toContain(
      'Compared with nothing, as events begin after 1 Jul 2026',
    );
    const yesterday = await of({ period: { moving: 'yesterday' } });
    expect(yesterday).toContain('31 Aug 2026: 1 whole day of UTC');
  });

  it('is refused with the section or field that is at fault', async () => {
    expect(await refused({ name: 'x', period, sections: ['daily', 'weekly'] })).toMatchObject({
      code: 'invalid_body',
      path: 'sections[1]',
    });
    expect((await server.send('reports', { name: 'x', period, campaign: 'none' })).status).toBe(400);
    expect((await server.send('reports/none/report.pdf')).status).toBe(404);
  });

  it('has the colours of the app on paper', () => {
    const [light = ''] = readFileSync(join(ROOT, 'web/src/ui/tokens.css'), 'utf8').split('@media');
    for (const [token, color] of Object.entries(PALETTE)) expect(light).toContain(`--${token}: ${color};`);
  });
});

describe('reports', () => {
  it('are kept, changed, removed and brought back', async () => {
    const { id } = await save({ name: 'Weekly', period: { moving: 'last-week' } });
    const changed = await server.send(`reports/${id}`, { name: 'Weekly', period, sections: ['funnel'] }, 'PUT');
    expect(await changed.json()).toMatchObject({ id, period, sections: ['funnel'] });
    expect((await server.send(`reports/${id}`, undefined, 'DELETE')).status).toBe(204);
    expect((await server.send(`reports/${id}`)).status).toBe(404);
    const { items } = (await server.call('reports')) as { items: Report[] };
    expect(items.map((report) => report.id)).not.toContain(id);
    expect(await server.call(`reports/${id}/restore`, {})).toMatchObject({ id, sections: ['funnel'] });
  });
});
