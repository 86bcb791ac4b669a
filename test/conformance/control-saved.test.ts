import { createAgreement } from '@syncline/api/services/agreements/create';
import { listAgreementChanges } from '@syncline/api/services/agreements/list-changes';
import { listAgreements } from '@syncline/api/services/agreements/list';
import { getAlert } from '@syncline/api/services/alerts/alert';
import { listAlerts } from '@syncline/api/services/alerts/list';
import {
  countUnseenNews,
  dueNews,
  listAlertNews,
  markNewsSeen,
  recordDelivery,
} from '@syncline/api/services/alerts/news';
import { recordFinding } from '@syncline/api/services/alerts/record';
import { createAlert, setAlertRemoved, updateAlert } from '@syncline/api/services/alerts/save';
import { createAnnotation } from '@syncline/api/services/annotations/create';
import { listAnnotations } from '@syncline/api/services/annotations/list';
import { putAnnotation } from '@syncline/api/services/annotations/put';
import { removeAnnotation } from '@syncline/api/services/annotations/remove';
import { createBrand } from '@syncline/api/services/brands/create';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import { dueMail, recordMail } from '@syncline/api/services/mail/outbox';
import { createScenario } from '@syncline/api/services/scenarios/create';
import { getScenario } from '@syncline/api/services/scenarios/get';
import { listScenarios } from '@syncline/api/services/scenarios/list';
import { removeScenario } from '@syncline/api/services/scenarios/remove';
import { updateScenario } from '@syncline/api/services/scenarios/update';
import { createView } from '@syncline/api/services/views/create';
import { getView } from '@syncline/api/services/views/get';
import { listViews } from '@syncline/api/services/views/list';
import { putView } from '@syncline/api/services/views/put';
import { removeView } from '@syncline/api/services/views/remove';
import { alertInputSchema } from '@syncline/shared/alerts';
import { type AnnotationInput, annotationInputSchema } from '@syncline/shared/annotations';
import { agreementInputSchema } from '@syncline/shared/agreements';
import { type ScenarioInput, scenarioInputSchema } from '@syncline/shared/scenarios';
import { type ViewInput, viewInputSchema } from '@syncline/shared/views';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const terms = (percent: string) => ({
  shares: [
    { party: 'platform', name: 'Platform', role: 'platform', terms: [{ kind: 'percentage', of: 'net', percent }] },
  ],
  residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
});
const input = (change: object = {}): ScenarioInput =>
  scenarioInputSchema.parse({
    name: 'Platform at 7.5 %',
    what_if: [{ agreement: 'wide', terms: terms('7.5') }],
    ...change,
  });

const view = (change: object = {}): ViewInput =>
  viewInputSchema.parse({ name: 'Phones', page: '/devices', search: { device: 'mobile' }, period: '28d', ...change });

const note = (change: object = {}): AnnotationInput =>
  annotationInputSchema.parse({ title: 'Black Friday', from: '2026-11-27', to: '2026-11-27', ...change });

const watched = (change: object = {}) =>
  alertInputSchema.parse({
    name: 'Few buyers',
    metric: 'buyers',
    every: 'day',
    when: 'below',
    fire_at: 10,
    clear_at: 15,
    webhook: true,
    mail: ['ada@example.com', 'bo@example.com'],
    ...change,
  });

onEveryControlStore((open) => {
  describe('scenarios', () => {
    it('are saved with the defaults of their terms, read, replaced and listed, the last changed first', async () => {
      const { ctx, clock } = await open();
      const first = await createScenario(ctx, input());
      expect(first).toEqual({
        id: 'platform-at-7-5',
        name: 'Platform at 7.5 %',
        note: '',
        period: null,
        what_if: input().what_if,
        created_at: '2026-09-01T12:00:00.000Z',
        updated_at: '2026-09-01T12:00:00.000Z',
      });
      expect(first.what_if[0]?.terms).toMatchObject({ tax: 'excluded', discount_funded_by: null });
      clock.advance(1000);
      const period = { from: '2026-08-01', to: '2026-08-31' };
      const second = await createScenario(ctx, input({ period, note: 'For August' }));
      expect(second).toMatchObject({ id: 'platform-at-7-5-2', period, note: 'For August' });
      expect(await listScenarios(ctx)).toEqual([second, first]);
      clock.advance(1000);
      const what_if = [{ agreement: 'wide', terms: terms('8') }];
      const changed = await updateScenario(ctx, { id: first.id, scenario: input({ name: 'Renamed', what_if }) });
      expect(changed).toMatchObject({ id: first.id, name: 'Renamed', created_at: first.created_at });
      expect(changed.updated_at).toBe('2026-09-01T12:00:02.000Z');
      expect(await getScenario(ctx, first.id)).toEqual(changed);
      await removeScenario(ctx, second.id);
      expect(await listScenarios(ctx)).toEqual([changed]);
    });

    it('are not found where there are none', async () => {
      const { ctx } = await open();
      const missing = { code: 'not_found' };
      await expect(getScenario(ctx, 'x')).rejects.toMatchObject(missing);
      await expect(updateScenario(ctx, { id: 'x', scenario: input() })).rejects.toMatchObject(missing);
      await expect(removeScenario(ctx, 'x')).rejects.toMatchObject(missing);
    });

    it('get ids of their own when they are saved at once', async () => {
      const { ctx, openAgain } = await open();
      const both = [ctx, { ...ctx, db: (await openAgain()).db }];
      const saved = await Promise.all([1, 2, 3].flatMap(() => both.map((each) => createScenario(each, input()))));
      expect(new Set(saved.map(({ id }) => id)).size).toBe(6);
    });

    it('change no agreement, and may name one that is not there', async () => {
      const { ctx } = await open();
      const occasion = { today: '2026-09-01', origin: { requestId: 'r-1', address: null } };
      const wide = agreementInputSchema.parse({
        slug: 'wide',
        name: 'Wide',
        scope: { level: 'everything' },
        currency: 'USD',
        effective_from: '2026-01-01',
        terms: terms('3'),
      });
      await createAgreement(ctx, { input: wide, occasion });
      const read = async () => [await listAgreements(ctx), await listAgreementChanges(ctx, 'wide')];
      const before = await read();
      const { id } = await createScenario(ctx, input());
      await updateScenario(ctx, { id, scenario: input({ what_if: [{ agreement: 'gone', terms: terms('90') }] }) });
      expect((await getScenario(ctx, id)).what_if[0]?.agreement).toBe('gone');
      await removeScenario(ctx, id);
      expect(await read()).toEqual(before);
    });
  });

  describe('views', () => {
    it('are saved, listed by page and name, replaced under their id, and come back under it', async () => {
      const { ctx, clock } = await open();
      const phones = await createView(ctx, view());
      expect(phones).toEqual({
        ...view(),
        id: 'phones',
        created_at: '2026-09-01T12:00:00.000Z',
        updated_at: '2026-09-01T12:00:00.000Z',
      });
      const again = await createView(ctx, view({ page: '/', search: {}, period: null }));
      expect(again).toMatchObject({ id: 'phones-2', period: null, search: {} });
      const all = await createView(ctx, view({ name: 'All', period: null, search: { from: '2026-08-01' } }));
      expect(await listViews(ctx)).toEqual([again, all, phones]);
      clock.advance(1000);
      const renamed = await putView(ctx, { id: 'phones', view: view({ name: 'Mobile' }) });
      expect(renamed).toEqual({ ...phones, name: 'Mobile', updated_at: '2026-09-01T12:00:01.000Z' });
      await removeView(ctx, 'phones');
      await expect(getView(ctx, 'phones')).rejects.toMatchObject({ code: 'not_found' });
      await expect(removeView(ctx, 'phones')).rejects.toMatchObject({ code: 'not_found' });
      expect(await putView(ctx, { id: 'phones', view: view() })).toMatchObject({ id: 'phones', name: 'Phones' });
      expect(await getView(ctx, 'phones')).toMatchObject({ search: { device: 'mobile' } });
    });

    it.each([
      { page: 'https://elsewhere.example' },
      { page: '//elsewhere.example' },
      { page: '/\\elsewhere' },
      { page: '/views/phones' },
      { page: '/devices?x=1' },
      { search: { from: '2026-08-01' } },
      { period: '3d' },
    ])('are of a page of the app, with one way to say the days: not %j', (change) => {
      expect(viewInputSchema.safeParse({ ...view(), ...change }).success).toBe(false);
    });
  });

  describe('notes over days', () => {
    it('are kept, listed by their days, replaced, and come back under their id', async () => {
      const { ctx, clock } = await open();
      const friday = await createAnnotation(ctx, note());
      expect(friday).toEqual({
        ...note(),
        id: 'black-friday',
        text: '',
        campaign: null,
        brand: null,
        created_at: '2026-09-01T12:00:00.000Z',
        updated_at: '2026-09-01T12:00:00.000Z',
      });
      const week = await createAnnotation(ctx, note({ from: '2026-11-23', to: '2026-11-29', text: 'All of it' }));
      expect(await listAnnotations(ctx)).toEqual([week, friday]);
      clock.advance(1000);
      const changed = await putAnnotation(ctx, { id: friday.id, annotation: note({ to: '2026-11-30' }) });
      expect(changed).toEqual({ ...friday, to: '2026-11-30', updated_at: '2026-09-01T12:00:01.000Z' });
      await removeAnnotation(ctx, friday.id);
      await expect(removeAnnotation(ctx, friday.id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await putAnnotation(ctx, { id: friday.id, annotation: note() })).toMatchObject({ id: friday.id });
      expect((await listAnnotations(ctx)).map(({ id }) => id)).toEqual([week.id, friday.id]);
    });

    it('are about what the catalogue holds when they are written', async () => {
      const { ctx } = await open();
      const missing = (path: string) => ({ code: 'invalid_body', path });
      await expect(createAnnotation(ctx, note({ brand: 'gone' }))).rejects.toMatchObject(missing('brand'));
      const about = { id: 'x', annotation: note({ campaign: 'gone' }) };
      await expect(putAnnotation(ctx, about)).rejects.toMatchObject(missing('campaign'));
      expect(await listAnnotations(ctx)).toEqual([]);
      await createBrand(ctx, { slug: 'nimbus', name: 'Nimbus' });
      await createCampaign(ctx, { slug: 'launch', name: 'Launch', brand: 'nimbus', starts_on: null, ends_on: null });
      expect(await createAnnotation(ctx, note({ brand: 'nimbus' }))).toMatchObject({ brand: 'nimbus' });
      expect(await createAnnotation(ctx, note({ campaign: 'launch' }))).toMatchObject({ campaign: 'launch' });
    });

    it.each([{ from: '2026-11-28' }, { from: '2026-02-30' }, { title: ' ' }, { brand: 'nimbus', campaign: 'launch' }])(
      'do not run backwards, are not without a title, and are about one thing: not %j',
      (change) => {
        expect(annotationInputSchema.safeParse({ ...note(), ...change }).success).toBe(false);
      },
    );
  });

  describe('alerts', () => {
    const day = { from: '2026-08-31', to: '2026-08-31' };
    const finding = { period: day, value: 3, before: null, measured: 3 };
    const question = { metrics: ['buyers'], period: day };
    const letter = { subject: 'Few buyers fired', text: 'Buyers: 3' };

    it('keep what was found, and news once for each change of where they stand', async () => {
      const { ctx, clock } = await open();
      const alert = await createAlert(ctx, watched());
      expect(alert).toMatchObject({ id: 'few-buyers', state: 'clear', judged: null, trouble: null });
      await createAlert(ctx, watched({ name: 'All buyers' }));
      expect(await recordFinding(ctx, { alert, finding, state: 'firing', question, letter })).toBe(true);
      expect(await recordFinding(ctx, { alert, finding, state: 'firing', question, letter })).toBe(false);
      const firing = await getAlert(ctx, alert.id);
      expect(firing).toMatchObject({ state: 'firing', judged: finding });
      expect(await recordFinding(ctx, { alert: firing, finding, state: 'firing', question, letter })).toBe(true);
      expect((await listAlerts(ctx)).map(({ name }) => name)).toEqual(['Few buyers', 'All buyers']);
      const news = await listAlertNews(ctx, { alert: alert.id, limit: 10 });
      expect(news).toMatchObject([
        {
          alert: 'few-buyers',
          name: 'Few buyers',
          kind: 'fired',
          at: '2026-09-01T12:00:00.000Z',
          finding,
          question,
          webhook: { state: 'waiting', attempts: 0, error: null },
          mail: ['ada@example.com', 'bo@example.com'].map((to) => ({ to, state: 'waiting', attempts: 0, error: null })),
          seen: false,
        },
      ]);
      const id = news[0]?.id ?? 0;
      expect((await dueNews(ctx)).map((one) => one.id)).toEqual([id]);
      await recordDelivery(ctx, { id, error: 'no', nextTryAt: clock.now() + 1000 });
      expect(await dueNews(ctx)).toEqual([]);
      clock.advance(1000);
      expect(await dueNews(ctx)).toMatchObject([{ id, webhook: { state: 'waiting', attempts: 1, error: 'no' } }]);
      await recordDelivery(ctx, { id, error: null, nextTryAt: null });
      expect(await dueNews(ctx)).toEqual([]);
      const [ada, bo] = await dueMail(ctx);
      expect(ada).toMatchObject({ to: 'ada@example.com', ...letter, file: null, attempts: 0 });
      await recordMail(ctx, { id: ada?.id ?? 0, error: null, nextTryAt: null });
      await recordMail(ctx, { id: bo?.id ?? 0, error: 'Later.', nextTryAt: clock.now() + 1000 });
      expect(await dueMail(ctx)).toEqual([]);
      clock.advance(1000);
      expect(await dueMail(ctx)).toEqual([{ ...bo, attempts: 1 }]);
      await recordMail(ctx, { id: bo?.id ?? 0, error: 'No.', nextTryAt: null });
      expect((await listAlertNews(ctx, { limit: 1 }))[0]?.mail).toEqual([
        { to: 'ada@example.com', state: 'delivered', attempts: 1, error: null },
        { to: 'bo@example.com', state: 'failed', attempts: 2, error: 'No.' },
      ]);
      expect(await countUnseenNews(ctx)).toBe(1);
      await markNewsSeen(ctx, id);
      expect(await countUnseenNews(ctx)).toBe(0);
    });

    it('are changed by nobody who saw them as they were before, and come back as they stood', async () => {
      const { ctx, clock } = await open();
      const alert = await createAlert(ctx, watched());
      clock.advance(1000);
      const changed = await updateAlert(ctx, { id: alert.id, alert: watched({ fire_at: 5 }) });
      expect(await recordFinding(ctx, { alert, finding, state: 'firing', question, letter })).toBe(false);
      expect(await recordFinding(ctx, { alert: changed, finding, state: 'firing', question, letter })).toBe(true);
      await setAlertRemoved(ctx, { id: alert.id, removed: true });
      expect(await listAlerts(ctx)).toEqual([]);
      const missing = { code: 'not_found' };
      await expect(getAlert(ctx, alert.id)).rejects.toMatchObject(missing);
      await expect(updateAlert(ctx, { id: alert.id, alert: watched() })).rejects.toMatchObject(missing);
      await expect(setAlertRemoved(ctx, { id: alert.id, removed: true })).rejects.toMatchObject(missing);
      await setAlertRemoved(ctx, { id: alert.id, removed: false });
      expect(await getAlert(ctx, alert.id)).toMatchObject({ state: 'firing', fire_at: 5, judged: finding });
      await expect(createAlert(ctx, watched({ campaign: 'gone' }))).rejects.toMatchObject({ path: 'campaign' });
    });
  });
});
