import { createBrand } from '@syncline/api/services/brands/create';
import { getBrand } from '@syncline/api/services/brands/get';
import { listBrands } from '@syncline/api/services/brands/list';
import { removeBrand } from '@syncline/api/services/brands/remove';
import { updateBrand } from '@syncline/api/services/brands/update';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import { getCampaign } from '@syncline/api/services/campaigns/get';
import { listCampaigns } from '@syncline/api/services/campaigns/list';
import { removeCampaign } from '@syncline/api/services/campaigns/remove';
import { updateCampaign } from '@syncline/api/services/campaigns/update';
import { openCatalogue } from '@syncline/api/services/catalogue/lookup';
import type { ServiceContext } from '@syncline/api/services/context';
import { addDemo } from '@syncline/api/services/demo/add';
import { forgetDemo } from '@syncline/api/services/demo/forget';
import { readDemoState, writeDemoState } from '@syncline/api/services/demo/memory';
import { createOffer } from '@syncline/api/services/offers/create';
import { listOffers } from '@syncline/api/services/offers/list';
import { removeOffer } from '@syncline/api/services/offers/remove';
import { updateOffer } from '@syncline/api/services/offers/update';
import { createTrackingRule } from '@syncline/api/services/tracking-rules/create';
import { listTrackingRules } from '@syncline/api/services/tracking-rules/list';
import { removeTrackingRule } from '@syncline/api/services/tracking-rules/remove';
import { updateTrackingRule } from '@syncline/api/services/tracking-rules/update';
import { ensureWorkspace } from '@syncline/api/services/workspace/ensure';
import { campaignInputSchema, trackingRuleInputSchema } from '@syncline/shared/control';
import { offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const campaign = (input: object) => campaignInputSchema.parse({ name: 'A campaign', ...input });
const offer = (input: object) => offerInputSchema.parse({ name: 'An offer', ...input });
const askUse = () => Promise.resolve({ events: 0, sold: 0 });
const rule = (input: object) => trackingRuleInputSchema.parse(input);

async function filled(ctx: ServiceContext): Promise<void> {
  await createBrand(ctx, { slug: 'nimbus', name: 'Nimbus' });
  await createCampaign(ctx, campaign({ slug: 'launch', brand: 'nimbus', starts_on: '2026-09-01' }));
  await createOffer(ctx, offer({ slug: 'card', campaign: 'launch', price_minor: 2500, currency: 'USD' }));
}

onEveryControlStore((open) => {
  describe('brands, campaigns and offers', () => {
    it('are added, read, changed and removed', async () => {
      const { ctx } = await open();
      await filled(ctx);
      expect(await getBrand(ctx, 'nimbus')).toEqual({
        slug: 'nimbus',
        name: 'Nimbus',
        origin: 'own',
        created_at: '2026-09-01T12:00:00.000Z',
      });
      expect(await updateBrand(ctx, { slug: 'nimbus', patch: { name: 'Nimbus 2' } })).toMatchObject({
        name: 'Nimbus 2',
      });
      expect(await updateCampaign(ctx, { slug: 'launch', patch: { ends_on: '2026-10-01' } })).toMatchObject({
        brand: 'nimbus',
        starts_on: '2026-09-01',
        ends_on: '2026-10-01',
      });
      expect(await updateOffer(ctx, { slug: 'card', patch: { stock: 10 }, askUse })).toMatchObject({
        campaign: 'launch',
        price_minor: 2500,
        stock: 10,
      });
      await removeOffer(ctx, { slug: 'card', askUse });
      await removeCampaign(ctx, 'launch');
      await removeBrand(ctx, 'nimbus');
      expect(await listBrands(ctx)).toEqual([]);
    });

    it('stay as they are under an empty change', async () => {
      const { ctx } = await open();
      await filled(ctx);
      const before = await getCampaign(ctx, 'launch');
      expect(await updateCampaign(ctx, { slug: 'launch', patch: {} })).toEqual(before);
    });

    it('are refused when the slug is taken', async () => {
      const { ctx } = await open();
      await filled(ctx);
      await expect(createBrand(ctx, { slug: 'nimbus', name: 'Other' })).rejects.toMatchObject({
        code: 'conflict',
        message: 'A brand "nimbus" exists already.',
        path: 'slug',
      });
      await expect(createCampaign(ctx, campaign({ slug: 'launch' }))).rejects.toMatchObject({ code: 'conflict' });
      await expect(createOffer(ctx, offer({ slug: 'card' }))).rejects.toMatchObject({ code: 'conflict' });
      expect((await getBrand(ctx, 'nimbus')).name).toBe('Nimbus');
    });

    it('are created once when two ask at the same time', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      const both = await Promise.allSettled([
        createBrand(ctx, { slug: 'b', name: 'One' }),
        createBrand(other, { slug: 'b', name: 'Two' }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    });

    it('are refused when they refer to what is not there', async () => {
      const { ctx } = await open();
      await filled(ctx);
      const noBrand = { code: 'invalid_body', path: 'brand', message: 'brand: there is no brand "nobody".' };
      const noCampaign = { code: 'invalid_body', path: 'campaign' };
      await expect(createCampaign(ctx, campaign({ slug: 'c', brand: 'nobody' }))).rejects.toMatchObject(noBrand);
      await expect(updateCampaign(ctx, { slug: 'launch', patch: { brand: 'nobody' } })).rejects.toMatchObject(noBrand);
      await expect(createOffer(ctx, offer({ slug: 'o', campaign: 'none' }))).rejects.toMatchObject(noCampaign);
      await expect(updateOffer(ctx, { slug: 'card', patch: { campaign: 'none' }, askUse })).rejects.toMatchObject(
        noCampaign,
      );
      expect((await getCampaign(ctx, 'launch')).brand).toBe('nimbus');
    });

    it('are refused when a campaign would end before it starts, also by a change', async () => {
      const { ctx } = await open();
      await filled(ctx);
      const refusal = { code: 'invalid_body', path: 'ends_on' };
      const days = { starts_on: '2026-09-02', ends_on: '2026-09-01' };
      await expect(createCampaign(ctx, campaign({ slug: 'c', ...days }))).rejects.toMatchObject(refusal);
      await expect(updateCampaign(ctx, { slug: 'launch', patch: { ends_on: '2026-08-31' } })).rejects.toMatchObject(
        refusal,
      );
      expect((await getCampaign(ctx, 'launch')).ends_on).toBeNull();
    });

    it('are not found when they do not exist', async () => {
      const { ctx } = await open();
      for (const attempt of [
        () => getBrand(ctx, 'x'),
        () => updateBrand(ctx, { slug: 'x', patch: { name: 'X' } }),
        () => removeBrand(ctx, 'x'),
        () => getCampaign(ctx, 'x'),
        () => removeCampaign(ctx, 'x'),
        () => removeOffer(ctx, { slug: 'x', askUse }),
        () => removeTrackingRule(ctx, 'x'),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
      }
    });

    it('are not removed while something refers to them, and the refusal names it', async () => {
      const { ctx } = await open();
      await filled(ctx);
      await createTrackingRule(ctx, rule({ match: 'hashtag', value: '#TryNimbus', brand: 'nimbus' }));
      await createTrackingRule(ctx, rule({ match: 'word', value: 'nimbus card', campaign: 'launch' }));
      await expect(removeBrand(ctx, 'nimbus')).rejects.toMatchObject({
        code: 'conflict',
        message: 'The brand "nimbus" is still used by campaign "launch", tracking rule #TryNimbus.',
      });
      await expect(removeCampaign(ctx, 'launch')).rejects.toMatchObject({
        code: 'conflict',
        message: 'The campaign "launch" is still used by offer "card", tracking rule "nimbus card".',
      });
      expect(await listCampaigns(ctx)).toHaveLength(1);
    });

    it('never refer to what was removed at the same time', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      for (let round = 0; round < 10; round++) {
        const brand = `brand-${round}`;
        await createBrand(ctx, { slug: brand, name: brand });
        const outcomes = await Promise.allSettled([
          createCampaign(ctx, campaign({ slug: `campaign-${round}`, brand })),
          removeBrand(other, brand),
        ]);
        const reasons = outcomes.filter(({ status }) => status === 'rejected');
        expect(reasons).toHaveLength(1);
        expect(['conflict', 'invalid_body']).toContain((reasons[0] as { reason: { code: string } }).reason.code);
      }
    });
  });

  describe('tracking rules', () => {
    it('are listed in the order they are tried', async () => {
      const { ctx, clock } = await open();
      await filled(ctx);
      for (const [value, position] of [
        ['late', 5],
        ['first', 0],
        ['second', 0],
      ] as const) {
        await createTrackingRule(ctx, rule({ match: 'word', value, brand: 'nimbus', position }));
        clock.advance(1);
      }
      expect((await listTrackingRules(ctx)).map(({ value }) => value)).toEqual(['first', 'second', 'late']);
    });

    it.each([
      ['hashtag', 'TryNimbus', '#trynimbus'],
      ['hashtag', 'Straße', 'STRASSE'],
      ['hashtag', 'café', 'cafe\u0301'],
      ['mention', '@Nimbus', 'nimbus'],
      ['word', 'Nimbus Card', 'nimbus card'],
    ])('hold a %s once: %s and %s are the same', async (match, first, second) => {
      const { ctx } = await open();
      await filled(ctx);
      const { id } = await createTrackingRule(ctx, rule({ match, value: first, campaign: 'launch' }));
      const again = createTrackingRule(ctx, rule({ match, value: second, brand: 'nimbus' }));
      await expect(again).rejects.toMatchObject({ code: 'conflict', path: 'value' });
      await expect(again).rejects.toThrow(`for campaign "launch" (${id})`);
      expect(await listTrackingRules(ctx)).toHaveLength(1);
    });

    it('may hold the same value as hashtag, mention and word', async () => {
      const { ctx } = await open();
      await filled(ctx);
      for (const match of ['hashtag', 'mention', 'word']) {
        await createTrackingRule(ctx, rule({ match, value: 'nimbus', brand: 'nimbus' }));
      }
      expect(await listTrackingRules(ctx)).toHaveLength(3);
    });

    it.each([
      ['hashtag', '#2026'],
      ['hashtag', 'two words'],
      ['mention', '@a b'],
      ['word', '!!'],
    ])('refuse the %s %j, which no post can hold', async (match, value) => {
      const { ctx } = await open();
      await filled(ctx);
      const refused = createTrackingRule(ctx, rule({ match, value, brand: 'nimbus' }));
      await expect(refused).rejects.toMatchObject({ code: 'invalid_body', path: 'value' });
    });

    it('are changed under the same conditions', async () => {
      const { ctx } = await open();
      await filled(ctx);
      await createTrackingRule(ctx, rule({ match: 'hashtag', value: 'one', brand: 'nimbus' }));
      const { id } = await createTrackingRule(ctx, rule({ match: 'hashtag', value: 'two', brand: 'nimbus' }));
      const change = (patch: object) => updateTrackingRule(ctx, { id, patch });
      expect(await change({ value: '#TWO', campaign: 'launch' })).toMatchObject({ value: 'TWO', campaign: 'launch' });
      await expect(change({ value: 'ONE' })).rejects.toMatchObject({ code: 'conflict' });
      await expect(change({ brand: null, campaign: null })).rejects.toMatchObject({ code: 'invalid_body' });
      await expect(change({ brand: 'nobody' })).rejects.toMatchObject({ code: 'invalid_body', path: 'brand' });
      expect((await listTrackingRules(ctx)).map(({ value }) => value).sort()).toEqual(['TWO', 'one']);
    });
  });

  describe('the catalogue as ingest sees it', () => {
    const found = (entries: {
      brands?: string[];
      campaigns?: [string, string | null][];
      offers?: [string, string | null][];
    }) => ({
      brands: new Set(entries.brands),
      campaigns: new Map(entries.campaigns),
      offers: new Map(entries.offers),
    });

    it('adds what it meets, with a readable name and what it was named beside', async () => {
      const { ctx } = await open();
      const catalogue = await openCatalogue(ctx);
      await catalogue.discover(
        found({ brands: ['nimbus'], campaigns: [['emberline-8', 'ember_co']], offers: [['gift-card', 'spring']] }),
        '',
      );
      expect(await listBrands(ctx)).toMatchObject([
        { slug: 'ember_co', name: 'Ember Co', origin: 'discovered' },
        { slug: 'nimbus', name: 'Nimbus' },
      ]);
      expect(await listCampaigns(ctx)).toMatchObject([
        { slug: 'emberline-8', name: 'Emberline 8', brand: 'ember_co', origin: 'discovered' },
        { slug: 'spring', brand: null },
      ]);
      expect(catalogue.campaign('emberline-8')).toMatchObject({ brand: 'ember_co' });
      expect(catalogue.offer('gift-card')).toMatchObject({ campaign: 'spring' });
      expect(catalogue.campaign('nothing')).toBeUndefined();
    });

    it('leaves alone what is known, but for a brand or campaign that was missing', async () => {
      const { ctx } = await open();
      const catalogue = await openCatalogue(ctx);
      await createCampaign(ctx, campaign({ slug: 'mine', name: 'My own' }));
      await catalogue.reload();
      await catalogue.discover(
        found({
          campaigns: [
            ['theirs', null],
            ['mine', 'other'],
          ],
        }),
        '',
      );
      await catalogue.discover(found({ campaigns: [['theirs', 'first']], offers: [['o', 'theirs']] }), '');
      await catalogue.discover(found({ campaigns: [['theirs', 'second']], offers: [['o', 'mine']] }), '');
      expect(await getCampaign(ctx, 'mine')).toMatchObject({ name: 'My own', brand: null, origin: 'own' });
      expect(catalogue.campaign('theirs')).toMatchObject({ brand: 'first' });
      expect(catalogue.offer('o')).toMatchObject({ campaign: 'theirs' });
    });

    it('agrees when several processes meet the same things at once', async () => {
      const { ctx, openAgain } = await open();
      const one = await openCatalogue(ctx);
      const two = await openCatalogue({ ...ctx, db: (await openAgain()).db });
      const slugs = Array.from({ length: 300 }, (_, index) => `c-${index}`);
      const meet = (order: string[]) => found({ brands: order, campaigns: order.map((slug) => [slug, slug]) });
      await Promise.all([
        one.discover(meet(slugs), ''),
        two.discover(meet(slugs.toReversed()), ''),
        one.discover(meet(slugs.toSorted()), 'demo'),
      ]);
      expect(await listCampaigns(ctx)).toHaveLength(300);
      expect(slugs.every((slug) => one.campaign(slug)?.brand === slug && two.campaign(slug)?.brand === slug)).toBe(
        true,
      );
    });

    it('sees changes after a reload', async () => {
      const { ctx } = await open();
      await filled(ctx);
      const catalogue = await openCatalogue(ctx);
      await createBrand(ctx, { slug: 'other', name: 'Other' });
      await updateCampaign(ctx, { slug: 'launch', patch: { brand: 'other' } });
      await removeOffer(ctx, { slug: 'card', askUse });
      await catalogue.reload();
      expect(catalogue.campaign('launch')).toMatchObject({ brand: 'other' });
      expect(catalogue.offer('card')).toBeUndefined();
    });

    it('makes discovered entries one’s own when they are edited, and demo entries not', async () => {
      const { ctx } = await open();
      const catalogue = await openCatalogue(ctx);
      await catalogue.discover(found({ brands: ['met'] }), '');
      await catalogue.discover(found({ brands: ['shown'] }), 'demo');
      expect(await updateBrand(ctx, { slug: 'met', patch: { name: 'Met' } })).toMatchObject({ origin: 'own' });
      expect(await updateBrand(ctx, { slug: 'shown', patch: { name: 'Shown' } })).toMatchObject({ origin: 'demo' });
    });

    it('keeps the demo world apart from one’s own entries, and how far it is', async () => {
      const { ctx } = await open();
      await ensureWorkspace(ctx, { timezone: undefined, currency: undefined, secret: Buffer.from('secret') });
      await filled(ctx);
      const shown = {
        brands: [
          { slug: 'nimbus', name: 'Demo Nimbus' },
          { slug: 'shown', name: 'Shown' },
        ],
        campaigns: [{ slug: 'shown-c', name: 'C', brand: 'shown', starts_on: '2026-06-01', ends_on: null }],
        offers: [],
      };
      await createTrackingRule(ctx, rule({ match: 'word', value: 'mine', brand: 'nimbus' }));
      const rules = ['Mine', 'theirs'].map((value) => rule({ match: 'word', value, campaign: 'shown-c' }));
      await addDemo(
        ctx,
        {
          ...shown,
          rules,
          offers: [
            {
              slug: 'shown-o',
              name: 'O',
              campaign: 'shown-c',
              trigger_hashtag: 'Try',
              confirmation_hashtag: 'Yes',
              price_minor: 100,
              currency: 'USD',
              stock: 5,
            },
          ],
        },
        'UTC',
      );
      expect((await listBrands(ctx)).map(({ slug, name, origin }) => [slug, name, origin])).toEqual([
        ['nimbus', 'Nimbus', 'own'],
        ['shown', 'Shown', 'demo'],
      ]);
      const ruled = async () => (await listTrackingRules(ctx)).map(({ value, origin }) => `${value} ${origin}`).sort();
      expect(await ruled()).toEqual(['mine own', 'theirs demo']);
      expect(await readDemoState(ctx)).toBeNull();
      await writeDemoState(ctx, '{"state":"loaded"}');
      expect(await readDemoState(ctx)).toBe('{"state":"loaded"}');
      await forgetDemo(ctx);
      expect(await ruled()).toEqual(['mine own']);
      expect((await listOffers(ctx)).map(({ slug }) => slug)).toEqual(['card']);
      expect((await listBrands(ctx)).map(({ slug }) => slug)).toEqual(['nimbus']);
    });

    it('forgets the demo world, but for what one’s own entries refer to', async () => {
      const { ctx } = await open();
      await filled(ctx);
      const catalogue = await openCatalogue(ctx);
      await catalogue.discover(
        found({
          brands: ['demo-kept', 'demo-gone'],
          campaigns: [
            ['demo-c', 'demo-gone'],
            ['demo-used', 'demo-kept'],
          ],
          offers: [['demo-o', 'demo-c']],
        }),
        'demo',
      );
      await createTrackingRule(ctx, rule({ match: 'word', value: 'demo', brand: 'demo-gone' }), 'demo');
      await createOffer(ctx, offer({ slug: 'own-offer', campaign: 'demo-used' }));
      await forgetDemo(ctx);
      expect(await listTrackingRules(ctx)).toEqual([]);
      expect((await listOffers(ctx)).map(({ slug }) => slug)).toEqual(['card', 'own-offer']);
      expect((await listCampaigns(ctx)).map(({ slug, origin }) => [slug, origin])).toEqual([
        ['demo-used', 'discovered'],
        ['launch', 'own'],
      ]);
      expect((await listBrands(ctx)).map(({ slug, origin }) => [slug, origin])).toEqual([
        ['demo-kept', 'discovered'],
        ['nimbus', 'own'],
      ]);
    });
  });
});
