import { createBrand } from '@syncline/api/services/brands/create';
import { listBrands } from '@syncline/api/services/brands/list';
import { removeBrand } from '@syncline/api/services/brands/remove';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import { updateCampaign } from '@syncline/api/services/campaigns/update';
import { openCatalogue } from '@syncline/api/services/catalogue/lookup';
import { addDemo } from '@syncline/api/services/demo/add';
import { createOffer } from '@syncline/api/services/offers/create';
import { endOffer } from '@syncline/api/services/offers/end';
import { getOffer } from '@syncline/api/services/offers/get';
import { listOffers } from '@syncline/api/services/offers/list';
import { removeOffer } from '@syncline/api/services/offers/remove';
import { updateOffer } from '@syncline/api/services/offers/update';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { campaignInputSchema } from '@syncline/shared/control';
import { offerInputSchema, type OfferPatch } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const HOUR_MS = 3_600_000;
/** The clock of the suite stands at noon of this day. */
const TODAY = '2026-09-01';
const at = (clock: string, day = TODAY) => `${day}T${clock}:00.000Z`;

const draft = (slug: string, more: object = {}) => offerInputSchema.parse({ slug, name: slug, ...more });
/** A complete offer; its hashtags are those of its slug unless `more` names others. */
const offer = (slug: string, starts_at: string, more: object = {}) =>
  draft(slug, {
    trigger_hashtag: `Buy_${slug}`,
    confirmation_hashtag: `Confirm_${slug}`,
    price_minor: 14_999,
    currency: 'USD',
    starts_at,
    ...more,
  });

const used = (events: number, sold: number) => () => Promise.resolve({ events, sold });
const neverUsed = used(0, 0);

onEveryControlStore((open) => {
  describe('an offer', () => {
    it('keeps every term', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'ember', name: 'Ember' });
      await createCampaign(ctx, campaignInputSchema.parse({ slug: 'launch', name: 'Launch', brand: 'ember' }));
      const input = offer('kindle', at('13:00'), {
        product: 'Kindle Fire HD',
        brand: 'ember',
        campaign: 'launch',
        list_price_minor: 19_900,
        tax_basis_points: 875,
        tax: 'included',
        stock: 2000,
        per_person_limit: 2,
        ends_at: at('13:00', '2026-09-20'),
        audience: 'cardholders',
        confirmation_minutes: 30,
      });
      const created = await createOffer(ctx, input);
      expect(created).toEqual({ ...input, origin: 'own', created_at: at('12:00') });
      expect(await getOffer(ctx, 'kindle')).toEqual(created);
      expect(await listOffers(ctx)).toEqual([created]);
    });

    it('met in an event is a draft that can be completed', async () => {
      const { ctx } = await open();
      const catalogue = await openCatalogue(ctx);
      await catalogue.discover({ brands: new Set(), campaigns: new Map(), offers: new Map([['lamp', null]]) }, '');
      expect(await getOffer(ctx, 'lamp')).toEqual({
        ...draft('lamp', { name: 'Lamp' }),
        origin: 'discovered',
        created_at: at('12:00'),
      });
      const { slug: _, name: __, ...terms } = offer('lamp', at('09:00'));
      const completed = await updateOffer(ctx, { slug: 'lamp', patch: terms, askUse: used(20, 12) });
      expect(completed).toMatchObject({ origin: 'own', trigger_hashtag: 'Buy_lamp', starts_at: at('09:00') });
    });

    it('is refused with the field that is wrong, and then not kept', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'a', name: 'A' });
      await createBrand(ctx, { slug: 'b', name: 'B' });
      await createCampaign(ctx, campaignInputSchema.parse({ slug: 'of-a', name: 'Of A', brand: 'a' }));
      const refused: [object, string][] = [
        [{ trigger_hashtag: null }, 'trigger_hashtag'],
        [{ currency: null }, 'currency'],
        [{ ends_at: at('13:00') }, 'ends_at'],
        [{ list_price_minor: 1 }, 'list_price_minor'],
        [{ brand: 'nobody' }, 'brand'],
        [{ campaign: 'none' }, 'campaign'],
        [{ campaign: 'of-a', brand: 'b' }, 'brand'],
        [{ confirmation_hashtag: 'buy_LAMP' }, 'confirmation_hashtag'],
      ];
      for (const [fields, path] of refused) {
        const attempt = createOffer(ctx, offer('lamp', at('13:00'), fields));
        await expect(attempt).rejects.toMatchObject({ code: 'invalid_body', path });
      }
      expect(await listOffers(ctx)).toEqual([]);
    });

    it('goes with the brand of its campaign when that changes, and keeps its brand in the catalogue', async () => {
      const { ctx } = await open();
      await createBrand(ctx, { slug: 'a', name: 'A' });
      await createBrand(ctx, { slug: 'b', name: 'B' });
      await createCampaign(ctx, campaignInputSchema.parse({ slug: 'c', name: 'C', brand: 'a' }));
      await createOffer(ctx, draft('own-brand', { campaign: 'c', brand: 'a' }));
      await createOffer(ctx, draft('by-campaign', { campaign: 'c' }));
      await updateCampaign(ctx, { slug: 'c', patch: { brand: 'b' } });
      expect((await listOffers(ctx)).map(({ slug, brand }) => [slug, brand])).toEqual([
        ['by-campaign', null],
        ['own-brand', 'b'],
      ]);
      await updateCampaign(ctx, { slug: 'c', patch: { brand: null } });
      await expect(removeBrand(ctx, 'b')).rejects.toThrow('The brand "b" is still used by offer "own-brand".');
      expect(await listBrands(ctx)).toHaveLength(2);
    });
  });

  describe('hashtags of offers', () => {
    const first = offer('first', at('12:00'), { ends_at: at('15:00'), confirmation_minutes: 20 });

    it.each([
      ['the same trigger', { trigger_hashtag: 'Buy_first' }, 'trigger_hashtag', '#Buy_first is the trigger hashtag'],
      [
        'another case of it',
        { trigger_hashtag: 'BUY_FIRST' },
        'trigger_hashtag',
        '#BUY_FIRST looks like #Buy_first, the trigger',
      ],
      ['a look-alike', { trigger_hashtag: 'Buy_fіrst' }, 'trigger_hashtag', 'looks like #Buy_first'],
      ['its confirmation as trigger', { trigger_hashtag: 'confirm_first' }, 'trigger_hashtag', 'the confirmation'],
      ['its trigger as confirmation', { confirmation_hashtag: 'buy_first' }, 'confirmation_hashtag', 'the trigger'],
    ])('are refused while another offer holds %s', async (_, hashtags, path, message) => {
      const { ctx } = await open();
      await createOffer(ctx, first);
      const second = createOffer(ctx, offer('second', at('14:59'), hashtags));
      await expect(second).rejects.toMatchObject({ code: 'conflict', path });
      await expect(second).rejects.toThrow(message);
      await expect(second).rejects.toThrow(`of offer "first", which it holds until`);
      expect(await listOffers(ctx)).toHaveLength(1);
    });

    it('are held from the start until the last confirmation can arrive', async () => {
      const { ctx } = await open();
      await createOffer(ctx, first);
      const again = { trigger_hashtag: 'Buy_first', confirmation_hashtag: 'Confirm_first' };
      const before = createOffer(ctx, offer('before', at('10:00'), { ...again, ends_at: at('11:46') }));
      await expect(before).rejects.toThrow('which it holds until its last confirmation can arrive, 2026-09-01T15:20');
      await createOffer(ctx, offer('before', at('10:00'), { ...again, ends_at: at('11:45') }));
      await expect(createOffer(ctx, offer('after', at('15:19'), again))).rejects.toMatchObject({ code: 'conflict' });
      await createOffer(ctx, offer('after', at('15:20'), again));
      const second = createOffer(ctx, offer('second', at('20:00', '2030-01-01'), again));
      await expect(second).rejects.toThrow('offer "after", which has no end.');
    });

    it('may be prepared in drafts, and are checked when a draft is to start or moves', async () => {
      const { ctx } = await open();
      await createOffer(ctx, first);
      const again = { trigger_hashtag: 'Buy_first' };
      await createOffer(ctx, { ...offer('second', at('13:00'), again), starts_at: null });
      const change = (patch: OfferPatch) => updateOffer(ctx, { slug: 'second', patch, askUse: neverUsed });
      await expect(change({ starts_at: at('13:00') })).rejects.toMatchObject({ path: 'trigger_hashtag' });
      await change({ starts_at: at('16:00') });
      await expect(change({ starts_at: at('15:00') })).rejects.toMatchObject({ path: 'trigger_hashtag' });
      await expect(
        updateOffer(ctx, { slug: 'first', patch: { ends_at: at('17:00') }, askUse: neverUsed }),
      ).rejects.toMatchObject({ code: 'conflict', path: 'trigger_hashtag' });
      expect((await getOffer(ctx, 'second')).starts_at).toBe(at('16:00'));
    });

    it('go to one offer when several ask at the same time', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      for (let round = 0; round < 5; round++) {
        const tag = { trigger_hashtag: `Round_${round}` };
        const both = await Promise.allSettled([
          createOffer(ctx, offer(`one_${round}`, at('13:00'), tag)),
          createOffer(other, offer(`two_${round}`, at('13:00'), tag)),
        ]);
        expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
      }
      expect(await listOffers(ctx)).toHaveLength(5);
    });

    it('leave a demo offer a draft where one’s own holds them', async () => {
      const { ctx } = await open();
      await createOffer(ctx, offer('mine', at('12:00'), { trigger_hashtag: 'Try' }));
      const shown = { campaign: 'c', price_minor: 100, currency: 'USD', stock: 5 };
      const offers = [
        { slug: 'held', name: 'Held', trigger_hashtag: 'TRY', confirmation_hashtag: 'Yes', ...shown },
        { slug: 'free', name: 'Free', trigger_hashtag: 'Buy', confirmation_hashtag: 'Sure', ...shown },
      ];
      const campaigns = [{ slug: 'c', name: 'C', brand: 'b', starts_on: '2026-06-01', ends_on: '2026-10-25' }];
      await addDemo(ctx, { brands: [{ slug: 'b', name: 'B' }], campaigns, offers, rules: [] }, 'Europe/Berlin');
      expect(await getOffer(ctx, 'held')).toMatchObject({ starts_at: null, ends_at: null });
      expect(await getOffer(ctx, 'free')).toMatchObject({
        starts_at: '2026-05-31T22:00:00.000Z',
        ends_at: '2026-10-25T23:00:00.000Z',
        origin: 'demo',
      });
    });
  });

  describe('a started offer', () => {
    const live = offer('lamp', at('11:00'), { stock: 10, per_person_limit: 2, ends_at: at('18:00') });
    const terms: OfferPatch[] = [
      { trigger_hashtag: 'Other' },
      { confirmation_hashtag: 'Other' },
      { price_minor: 1 },
      { list_price_minor: 20_000 },
      { currency: 'EUR' },
      { tax: 'included' },
      { tax_basis_points: 1 },
      { confirmation_minutes: 16 },
      { starts_at: at('10:00') },
      { starts_at: null },
    ];

    it('keeps its terms while it is live, sold or not', async () => {
      const { ctx } = await open();
      const before = await createOffer(ctx, live);
      for (const patch of terms) {
        const change = updateOffer(ctx, { slug: 'lamp', patch, askUse: neverUsed });
        await expect(change).rejects.toMatchObject({ code: 'conflict', path: Object.keys(patch)[0] });
      }
      expect(await getOffer(ctx, 'lamp')).toEqual(before);
    });

    it('can be sent again as it is', async () => {
      const { ctx } = await open();
      const before = await createOffer(ctx, live);
      const { slug, ...same } = live;
      expect(await updateOffer(ctx, { slug, patch: same, askUse: used(9, 4) })).toEqual(before);
    });

    it('moves its end, stock and limit where the past stays as it was', async () => {
      const { ctx } = await open();
      await createOffer(ctx, live);
      const change = (patch: OfferPatch) => updateOffer(ctx, { slug: 'lamp', patch, askUse: used(9, 4) });
      expect(await change({ stock: 4, per_person_limit: 1 })).toMatchObject({ stock: 4, per_person_limit: 1 });
      await expect(change({ stock: 3 })).rejects.toMatchObject({ code: 'conflict', path: 'stock' });
      expect(await change({ stock: null })).toMatchObject({ stock: null });
      await expect(change({ ends_at: at('11:59') })).rejects.toMatchObject({ code: 'conflict', path: 'ends_at' });
      expect(await change({ ends_at: at('12:30') })).toMatchObject({ ends_at: at('12:30') });
      expect(await change({ ends_at: null, name: 'Lamp 2' })).toMatchObject({ ends_at: null, name: 'Lamp 2' });
    });

    it('is ended at once, and only while it is live', async () => {
      const { ctx, clock } = await open();
      await createOffer(ctx, live);
      await createOffer(ctx, offer('later', at('13:00')));
      await createOffer(ctx, draft('never'));
      expect(await endOffer(ctx, 'lamp')).toMatchObject({ ends_at: at('12:00') });
      await expect(endOffer(ctx, 'lamp')).rejects.toMatchObject({ code: 'conflict' });
      await expect(endOffer(ctx, 'later')).rejects.toMatchObject({ code: 'conflict' });
      await expect(endOffer(ctx, 'never')).rejects.toMatchObject({ code: 'conflict' });
      await expect(endOffer(ctx, 'missing')).rejects.toMatchObject({ code: 'not_found' });
      clock.advance(HOUR_MS);
      expect(await endOffer(ctx, 'later')).toMatchObject({
        starts_at: at('13:00'),
        ends_at: '2026-09-01T13:00:00.001Z',
      });
    });

    it('stays as it was sold once it has ended, and can be corrected when it never sold', async () => {
      const { ctx } = await open();
      await createOffer(ctx, offer('past', at('08:00'), { ends_at: at('10:00') }));
      for (const patch of [...terms, { ends_at: null }, { ends_at: at('20:00') }]) {
        const change = updateOffer(ctx, { slug: 'past', patch, askUse: used(3, 1) });
        await expect(change).rejects.toMatchObject({ code: 'conflict', path: Object.keys(patch)[0] });
      }
      const renamed = await updateOffer(ctx, { slug: 'past', patch: { name: 'Past' }, askUse: used(3, 1) });
      expect(renamed.name).toBe('Past');
      const corrected = await updateOffer(ctx, { slug: 'past', patch: { price_minor: 1 }, askUse: used(3, 0) });
      expect(corrected.price_minor).toBe(1);
    });

    it('is removed only when no event names it', async () => {
      const { ctx } = await open();
      await createOffer(ctx, live);
      const refused = removeOffer(ctx, { slug: 'lamp', askUse: used(1, 0) });
      await expect(refused).rejects.toMatchObject({ code: 'conflict', hint: expect.stringContaining('End it') });
      expect(await listOffers(ctx)).toHaveLength(1);
      await removeOffer(ctx, { slug: 'lamp', askUse: neverUsed });
      expect(await listOffers(ctx)).toEqual([]);
    });
  });

  it('offers of an earlier schema are drafts', async () => {
    const { store, ctx } = await open({ migrated: false });
    await migrateControl(store, 1);
    await store.db
      .insertInto('offers')
      .values({ slug: 'old', name: 'Old', trigger_hashtag: 'Try', price_minor: 5, origin: 'own', created_at: 0 })
      .execute();
    await migrateControl(store);
    expect(await listOffers(ctx)).toEqual([
      {
        ...draft('old', { name: 'Old', trigger_hashtag: 'Try', price_minor: 5 }),
        origin: 'own',
        created_at: '1970-01-01T00:00:00.000Z',
      },
    ]);
  });
});
