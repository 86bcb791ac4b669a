import { addAgreementVersion } from '@syncline/api/services/agreements/add-version';
import { createAgreement } from '@syncline/api/services/agreements/create';
import { listAgreementChanges } from '@syncline/api/services/agreements/list-changes';
import { listAgreements } from '@syncline/api/services/agreements/list';
import { createBrand } from '@syncline/api/services/brands/create';
import type { ServiceContext } from '@syncline/api/services/context';
import { addDemoAgreements, forgetDemoAgreements } from '@syncline/api/services/demo/agreements';
import { addDemoSamples, forgetDemoSamples } from '@syncline/api/services/demo/samples';
import { listAlerts } from '@syncline/api/services/alerts/list';
import { updateAlert } from '@syncline/api/services/alerts/save';
import { listReports } from '@syncline/api/services/reports/list';
import { planReportRun } from '@syncline/api/services/reports/runs';
import { updateReport } from '@syncline/api/services/reports/save';
import { listScenarios } from '@syncline/api/services/scenarios/list';
import { updateScenario } from '@syncline/api/services/scenarios/update';
import { SpendBook } from '@syncline/api/services/spend/book';
import { listSpend } from '@syncline/api/services/spend/list';
import { createStudy } from '@syncline/api/services/studies/create';
import { listStudies } from '@syncline/api/services/studies/list';
import { updateStudy } from '@syncline/api/services/studies/update';
import { agreementInputSchema, agreementVersionInputSchema, termsSchema } from '@syncline/shared/agreements';
import { alertInputSchema } from '@syncline/shared/alerts';
import { reportInputSchema } from '@syncline/shared/reports';
import { scenarioInputSchema } from '@syncline/shared/scenarios';
import type { SpendLine } from '@syncline/shared/spend';
import { studyInputSchema } from '@syncline/shared/studies';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

/** The clock of the suite stands at noon of this day. */
const TODAY = '2026-09-01';
const occasion = { today: TODAY, origin: { requestId: 'r-1', address: null } };
const terms = termsSchema.parse({ shares: [], residual: { party: 'brands', name: 'Brands', role: 'merchant' } });
const version = (effective_from: string) => ({ effective_from, terms, note: null });

const DEMO = {
  today: TODAY,
  agreements: [
    {
      slug: 'demo-brand',
      name: 'Brand',
      scope: { level: 'brand' as const, slug: 'shown' },
      currency: 'USD',
      versions: [version('2026-08-01')],
    },
    {
      slug: 'demo-all',
      name: 'All',
      scope: { level: 'everything' as const },
      currency: 'USD',
      versions: [version('2026-06-01'), version('2026-08-01')],
    },
  ],
};

const own = (slug: string, effective_from: string, scope: object = { level: 'everything' }) => ({
  input: agreementInputSchema.parse({ slug, name: slug, scope, currency: 'USD', effective_from, terms }),
  occasion,
});
const kept = async (ctx: ServiceContext) =>
  (await listAgreements(ctx)).map(({ slug, origin, versions }) => [slug, origin, versions.length]);

function spendBook(ctx: ServiceContext): SpendBook {
  return new SpendBook(ctx, { discover: async () => undefined, campaign: () => undefined }, 'USD');
}

const line = (day: string, amount_minor: number): SpendLine => ({
  campaign: 'launch',
  day,
  platform: 'x',
  item: '',
  amount_minor,
  currency: 'USD',
  impressions: null,
  clicks: null,
  conversions: null,
});

const SAMPLES = {
  alerts: ['Goal', 'Alert'].map((name) => ({
    name,
    metric: 'purchases' as const,
    every: 'week' as const,
    when: 'above' as const,
    fire_at: 10,
    clear_at: 10,
  })),
  reports: ['Weekly', 'Monthly'].map((name) => ({ name, period: { moving: '7d' as const } })),
  studies: ['One', 'Two'].map((name) => ({
    name,
    question: 'How many?',
    tables: [
      { analysis: 'index' as const, title: 'All', request: { period: { from: '2026-08-01', to: '2026-08-28' } } },
    ],
  })),
  scenarios: ['More', 'Less'].map((name) => ({ name, what_if: [{ agreement: 'demo-all', terms }] })),
};

onEveryControlStore((open) => {
  describe('the demo world’s samples', () => {
    it('come once, and go with what came of them, but for those that somebody changed', async () => {
      const { ctx } = await open();
      await createStudy(ctx, studyInputSchema.parse({ ...SAMPLES.studies[0], name: 'Mine' }));
      await addDemoSamples(ctx, SAMPLES);
      await addDemoSamples(ctx, SAMPLES);
      const studies = async () => (await listStudies(ctx)).map(({ name }) => name).toSorted();
      const alerts = async () => (await listAlerts(ctx)).map(({ name }) => name).toSorted();
      const reports = async () => (await listReports(ctx)).map(({ name }) => name).toSorted();
      const scenarios = async () => (await listScenarios(ctx)).map(({ name }) => name).toSorted();
      expect(await studies()).toEqual(['Mine', 'One', 'Two']);
      expect(await scenarios()).toEqual(['Less', 'More']);
      const study = studyInputSchema.parse({ ...SAMPLES.studies[1], name: 'Two, changed' });
      await updateStudy(ctx, { id: 'two', study });
      const scenario = scenarioInputSchema.parse({ ...SAMPLES.scenarios[1], name: 'Less, changed' });
      await updateScenario(ctx, { id: 'less', scenario });
      expect(await alerts()).toEqual(['Alert', 'Goal']);
      expect(await reports()).toEqual(['Monthly', 'Weekly']);
      await updateAlert(ctx, {
        id: 'goal',
        alert: alertInputSchema.parse({ ...SAMPLES.alerts[0], name: 'Goal, changed' }),
      });
      const report = reportInputSchema.parse({ ...SAMPLES.reports[0], name: 'Weekly, changed' });
      await updateReport(ctx, { id: 'weekly', report, nextRunAt: null });
      await planReportRun(ctx, 'monthly');
      await forgetDemoSamples(ctx);
      expect(await alerts()).toEqual(['Goal, changed']);
      expect(await reports()).toEqual(['Weekly, changed']);
      expect(await ctx.db.selectFrom('report_runs').select('id').execute()).toEqual([]);
      expect(await studies()).toEqual(['Mine', 'Two, changed']);
      expect(await scenarios()).toEqual(['Less, changed']);
    });
  });

  describe('the demo world’s agreements', () => {
    it('come marked, once, with all versions though they have begun, and go without a trace', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'shown', name: 'Shown' });
      await addDemoAgreements(ctx, DEMO);
      await addDemoAgreements(ctx, DEMO);
      expect(await kept(ctx)).toEqual([
        ['demo-all', 'demo', 2],
        ['demo-brand', 'demo', 1],
      ]);
      expect(await listAgreementChanges(ctx, 'demo-all')).toMatchObject([{ action: 'created', request_id: 'demo' }]);
      await forgetDemoAgreements(ctx);
      expect(await kept(ctx)).toEqual([]);
      await expect(listAgreementChanges(ctx, 'demo-all')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('leave out what one’s own agreements hold, and never take one’s own away', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'shown', name: 'Shown' });
      await createAgreement(ctx, own('mine', '2026-08-15'));
      await addDemoAgreements(ctx, DEMO);
      expect(await kept(ctx)).toEqual([['mine', 'own', 1]]);
      await forgetDemoAgreements(ctx);
      expect(await kept(ctx)).toEqual([['mine', 'own', 1]]);
    });

    it('leave a slug of one’s own alone', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'shown', name: 'Shown' });
      await createBrand(ctx, { slug: 'other', name: 'Other' });
      await createAgreement(ctx, own('demo-all', '2026-08-15', { level: 'brand', slug: 'other' }));
      await addDemoAgreements(ctx, DEMO);
      await forgetDemoAgreements(ctx);
      expect(await kept(ctx)).toEqual([['demo-all', 'own', 1]]);
    });

    it('stay as one’s own where somebody changed them', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'shown', name: 'Shown' });
      await addDemoAgreements(ctx, DEMO);
      const input = agreementVersionInputSchema.parse(version('2026-10-01'));
      await addAgreementVersion(ctx, { slug: 'demo-all', input, occasion });
      await forgetDemoAgreements(ctx);
      expect(await kept(ctx)).toEqual([['demo-all', 'own', 3]]);
    });
  });

  describe('the demo world’s spend', () => {
    it('fills in where nothing is known, and is taken back without touching what is one’s own', async () => {
      const { ctx } = await open();
      const book = spendBook(ctx);
      await book.keep('r-1', [line('2026-08-01', 500)]);
      const demo = [line('2026-08-01', 700), line('2026-08-02', 800), line('2026-08-03', 900)];
      expect(await book.fillIn('demo', demo)).toMatchObject({ accepted: 2, duplicate: 1, replaced: 0 });
      expect(await book.fillIn('demo', demo)).toMatchObject({ accepted: 0, duplicate: 3 });
      await book.keep('r-2', [line('2026-08-03', 950)]);
      const amounts = async () =>
        (await listSpend(ctx, { filter: {}, limit: 10 })).items.map(({ day, amount_minor }) => [day, amount_minor]);
      expect(await amounts()).toEqual([
        ['2026-08-03', 950],
        ['2026-08-02', 800],
        ['2026-08-01', 500],
      ]);
      expect(await book.takeBack('demo')).toBe(2);
      expect(await amounts()).toEqual([
        ['2026-08-03', 950],
        ['2026-08-01', 500],
      ]);
    });
  });
});
