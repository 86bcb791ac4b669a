import { addAgreementVersion } from '@syncline/api/services/agreements/add-version';
import { createAgreement } from '@syncline/api/services/agreements/create';
import { getAgreement } from '@syncline/api/services/agreements/get';
import { listAgreementChanges } from '@syncline/api/services/agreements/list-changes';
import { listAgreements } from '@syncline/api/services/agreements/list';
import { removeAgreementVersion } from '@syncline/api/services/agreements/remove-version';
import { updateAgreement } from '@syncline/api/services/agreements/update';
import { createBrand } from '@syncline/api/services/brands/create';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import type { ServiceContext } from '@syncline/api/services/context';
import { createOffer } from '@syncline/api/services/offers/create';
import {
  agreementInputSchema,
  type AgreementPatch,
  agreementSchema,
  agreementVersionInputSchema,
  versionOn,
} from '@syncline/shared/agreements';
import { campaignInputSchema } from '@syncline/shared/control';
import { offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

/** The clock of the suite stands at noon of this day. */
const TODAY = '2026-09-01';
const occasion = { today: TODAY, origin: { requestId: 'r-1', address: '203.0.113.7' } };

const terms = (percent: string) => ({
  shares: [
    {
      party: 'platform',
      name: 'Platform',
      role: 'platform',
      terms: [{ kind: 'percentage', of: 'net', percent }],
    },
  ],
  residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
});

const input = (slug: string, effective_from: string, more: object = {}) =>
  agreementInputSchema.parse({
    slug,
    name: slug,
    scope: { level: 'everything' },
    currency: 'USD',
    effective_from,
    terms: terms('3'),
    ...more,
  });
const brand = (slug: string) => ({ scope: { level: 'brand', slug } });

function verbs(ctx: ServiceContext) {
  return {
    create: (...given: Parameters<typeof input>) => createAgreement(ctx, { input: input(...given), occasion }),
    add: (slug: string, effective_from: string, more: object = {}) => {
      const parsed = agreementVersionInputSchema.parse({ effective_from, terms: terms('5'), ...more });
      return addAgreementVersion(ctx, { slug, input: parsed, occasion });
    },
    remove: (slug: string, version: number) => removeAgreementVersion(ctx, { slug, version, occasion }),
    update: (slug: string, patch: AgreementPatch) => updateAgreement(ctx, { slug, patch, occasion }),
  };
}

async function addCatalogue(ctx: ServiceContext): Promise<void> {
  await createBrand(ctx, { slug: 'ember', name: 'Ember' });
  await createBrand(ctx, { slug: 'nimbus', name: 'Nimbus' });
  await createCampaign(ctx, campaignInputSchema.parse({ slug: 'launch', name: 'Launch', brand: 'ember' }));
  await createCampaign(ctx, campaignInputSchema.parse({ slug: 'loose', name: 'Loose' }));
  await createOffer(ctx, offerInputSchema.parse({ slug: 'lamp', name: 'Lamp', campaign: 'launch' }));
}

onEveryControlStore((open) => {
  describe('an agreement', () => {
    it('keeps every term', async () => {
      const { ctx } = await open();
      await addCatalogue(ctx);
      const whole = input('deal', '2026-10-01', {
        scope: { level: 'offer', slug: 'lamp' },
        currency: 'KWD',
        ends_on: '2027-09-30',
        note: 'Signed on paper',
        terms: {
          shares: [
            {
              party: 'platform',
              name: 'Ünïcode & Co',
              role: 'platform',
              terms: [
                { kind: 'percentage', of: 'gross', percent: '2.1255' },
                { kind: 'per_order', amount_minor: 25 },
                {
                  kind: 'tiered',
                  of: 'net',
                  tiers: [
                    { from_minor: 0, percent: '5' },
                    { from_minor: 9_007_199_254_740_991, percent: '0.5' },
                  ],
                },
              ],
              on_refund: 'kept',
              cap_minor: 1_000_000,
              minimum_minor: 500,
            },
            {
              party: 'network',
              name: 'Network',
              role: 'card_network',
              terms: [{ kind: 'per_order', amount_minor: 0 }],
            },
          ],
          residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
          discount_funded_by: 'network',
          fees_borne_by: 'merchant',
          tax: 'included',
        },
      });
      const created = await createAgreement(ctx, { input: whole, occasion });
      const { effective_from, terms, note, ...rest } = whole;
      const recorded_at = '2026-09-01T12:00:00.000Z';
      expect(created).toEqual({
        ...rest,
        origin: 'own',
        created_at: recorded_at,
        versions: [{ version: 1, effective_from, terms, note, recorded_at }],
      });
      expect(await getAgreement(ctx, 'deal')).toEqual(created);
      expect(await listAgreements(ctx)).toEqual([created]);
      expect(agreementSchema.parse(created)).toEqual(created);
    });

    it('is refused with the field that is wrong, and then not kept', async () => {
      const { ctx } = await open();
      const { create } = verbs(ctx);
      const overFull = { ...terms('60'), shares: [...terms('60').shares, { ...terms('60').shares[0], party: 'two' }] };
      const refused: [object, string][] = [
        [{ terms: overFull }, 'terms.shares'],
        [{ terms: { ...terms('3'), fees_borne_by: 'nobody' } }, 'terms.fees_borne_by'],
        [{ ends_on: '2026-09-30' }, 'ends_on'],
        [brand('none'), 'scope.slug'],
        [{ scope: { level: 'offer', slug: 'none' } }, 'scope.slug'],
      ];
      for (const [more, path] of refused) {
        await expect(create('deal', '2026-10-01', more)).rejects.toMatchObject({ code: 'invalid_body', path });
      }
      expect(await listAgreements(ctx)).toEqual([]);
      await expect(listAgreementChanges(ctx, 'deal')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('may begin in the past where there was none, and stands from then on', async () => {
      const { ctx } = await open();
      const { create, remove, update } = verbs(ctx);
      await create('launch', '2013-02-11');
      await expect(remove('launch', 1)).rejects.toMatchObject({ code: 'conflict' });
      await expect(update('launch', { ends_on: '2026-08-31' })).rejects.toMatchObject({
        code: 'conflict',
        path: 'ends_on',
      });
      expect(await update('launch', { ends_on: TODAY })).toMatchObject({ ends_on: TODAY });
      expect(await update('launch', { ends_on: null })).toMatchObject({ ends_on: null });
    });

    it('ended stays ended', async () => {
      const { ctx } = await open();
      const { create, add, update } = verbs(ctx);
      await create('old', '2013-02-11', { ends_on: '2013-12-31' });
      await expect(update('old', { ends_on: null })).rejects.toThrow('ended on 2013-12-31');
      await expect(add('old', '2026-10-01')).rejects.toMatchObject({ code: 'conflict', path: 'effective_from' });
      expect(await update('old', { name: 'The old one' })).toMatchObject({
        name: 'The old one',
        ends_on: '2013-12-31',
      });
    });
  });

  describe('agreements that overlap', () => {
    it('are refused with the reason, also at a single day', async () => {
      const { ctx } = await open();
      const { create, update } = verbs(ctx);
      await create('first', '2026-01-01', { ends_on: '2026-12-31' });
      const late = create('second', '2026-12-31');
      await expect(late).rejects.toMatchObject({ code: 'conflict', path: 'effective_from' });
      await expect(late).rejects.toThrow('"first" is about everything in USD too, from 2026-01-01 to 2026-12-31');
      const early = create('second', '2025-01-01', { ends_on: '2026-01-01' });
      await expect(early).rejects.toMatchObject({ code: 'conflict', path: 'ends_on' });
      await create('second', '2027-01-01');
      await create('third', '2025-01-01', { ends_on: '2025-12-31' });
      await expect(update('first', { ends_on: null })).rejects.toMatchObject({ code: 'conflict', path: 'ends_on' });
      expect((await listAgreements(ctx)).map(({ slug }) => slug)).toEqual(['first', 'second', 'third']);
    });

    it('in another currency or about something else do not', async () => {
      const { ctx } = await open();
      await addCatalogue(ctx);
      const { create } = verbs(ctx);
      await create('usd', '2026-01-01');
      await create('eur', '2026-01-01', { currency: 'EUR' });
      await create('ember', '2026-09-02', brand('ember'));
      await create('nimbus', '2026-09-02', brand('nimbus'));
      await expect(create('again', '2026-10-01', brand('ember'))).rejects.toMatchObject({ code: 'conflict' });
    });

    it('written at the same time are not both taken', async () => {
      const { ctx, openAgain } = await open();
      const other = await openAgain();
      const all = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((slug, index) =>
          verbs(index % 2 === 0 ? ctx : { ...ctx, db: other.db }).create(slug, '2026-10-01'),
        ),
      );
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await listAgreements(ctx)).toHaveLength(1);
    });
  });

  describe('the past', () => {
    it('keeps orders under the wider agreement that was in force', async () => {
      const { ctx } = await open();
      await addCatalogue(ctx);
      const { create } = verbs(ctx);
      await create('wide', '2026-01-01', brand('ember'));
      const lamp = { scope: { level: 'offer', slug: 'lamp' } };
      const launch = { scope: { level: 'campaign', slug: 'launch' } };
      for (const scope of [lamp, launch, { scope: { level: 'campaign', slug: 'loose' } }]) {
        for (const from of ['2026-03-01', TODAY]) {
          const attempt = create('narrow', from, scope);
          await expect(attempt).rejects.toMatchObject({ code: 'conflict', path: 'effective_from' });
          await expect(attempt).rejects.toThrow('are under agreement "wide" about brand "ember"');
        }
      }
      await create('lamp', '2026-09-02', lamp);
      await create('launch', '2025-06-01', { ...launch, ends_on: '2025-12-31' });
      await create('nimbus', '2026-03-01', brand('nimbus'));
      await create('everything', '2026-03-01');
    });

    it('keeps its terms when there are others from a day on', async () => {
      const { ctx } = await open();
      const { create, add } = verbs(ctx);
      await create('deal', '2026-01-01');
      for (const day of ['2026-03-01', TODAY]) {
        await expect(add('deal', day)).rejects.toMatchObject({ code: 'conflict', path: 'effective_from' });
      }
      const changed = await add('deal', '2026-09-02', { note: 'Better terms' });
      expect(changed.versions.map(({ version, effective_from, note }) => [version, effective_from, note])).toEqual([
        [1, '2026-01-01', null],
        [2, '2026-09-02', 'Better terms'],
      ]);
      expect(versionOn(changed, '2026-09-01')?.version).toBe(1);
      expect(versionOn(changed, '2026-09-02')?.version).toBe(2);
      expect(versionOn(changed, '2025-12-31')).toBeNull();
      await expect(add('deal', '2026-09-02')).rejects.toThrow('version 2 begins on that day too');
    });
  });

  describe('a version that has not begun', () => {
    it('can be taken back, and its number is not given again', async () => {
      const { ctx } = await open();
      const { create, add, remove, update } = verbs(ctx);
      await create('deal', '2026-01-01');
      await add('deal', '2026-10-01');
      await expect(update('deal', { ends_on: '2026-09-30' })).rejects.toThrow('version 2 begins on 2026-10-01');
      expect((await remove('deal', 2))?.versions).toHaveLength(1);
      await expect(remove('deal', 2)).rejects.toMatchObject({ code: 'not_found' });
      const again = await add('deal', '2026-10-01');
      expect(again.versions.map(({ version }) => version)).toEqual([1, 3]);
    });

    it('goes with its agreement where it is the only one', async () => {
      const { ctx } = await open();
      const { create, remove } = verbs(ctx);
      await create('deal', '2026-10-01');
      expect(await remove('deal', 1)).toBeNull();
      await expect(getAgreement(ctx, 'deal')).rejects.toMatchObject({ code: 'not_found' });
      const actions = (await listAgreementChanges(ctx, 'deal')).map(({ action }) => action);
      expect(actions).toEqual(['removed', 'created']);
    });
  });

  it('the trail says what was changed, when and from where, and nothing of what was refused', async () => {
    const { ctx, clock } = await open();
    const { create, add, remove, update } = verbs(ctx);
    const created = await create('deal', '2026-01-01');
    clock.advance(1000);
    await add('deal', '2026-10-01');
    await expect(add('deal', '2026-10-01')).rejects.toMatchObject({ code: 'conflict' });
    await remove('deal', 2);
    await update('deal', { name: 'Deal of the year' });
    await update('deal', { name: 'Deal of the year' });
    const changes = await listAgreementChanges(ctx, 'deal');
    expect(changes.map(({ action, version, at }) => [action, version, at])).toEqual([
      ['changed', null, '2026-09-01T12:00:01.000Z'],
      ['version_removed', 2, '2026-09-01T12:00:01.000Z'],
      ['version_added', 2, '2026-09-01T12:00:01.000Z'],
      ['created', 1, '2026-09-01T12:00:00.000Z'],
    ]);
    expect(changes[0]).toMatchObject({
      before: { name: 'deal', ends_on: null },
      after: { name: 'Deal of the year', ends_on: null },
      request_id: 'r-1',
      address: '203.0.113.7',
    });
    expect(changes.at(-1)).toMatchObject({ before: null, after: created });
    expect(changes[1]?.before).toEqual(changes[2]?.after);
  });
});
