import { type PaymentGateway, RefusedError, TryLaterError } from '@syncline/api/commerce/ports';
import { describe, expect, it } from 'vitest';
import { type OpenControl, onEveryControlStore } from '../support/control.ts';
import { MINUTE_MS, OrderWorld, xPost } from '../support/orders.ts';

type Plugin = Parameters<OrderWorld['ctx']['db']['withPlugin']>[0];

const SECOND_MS = 1000;
const HOUR_MS = 60 * MINUTE_MS;

async function worldOn(open: OpenControl): Promise<OrderWorld & { again: () => Promise<OrderWorld> }> {
  const { store, openAgain } = await open();
  const world = new OrderWorld(store);
  const again = async () => {
    const other = new OrderWorld(await openAgain(), world.ingest);
    other.now = world.now;
    return other;
  };
  return Object.assign(world, { again });
}

let posts = 0;
const post = (world: OrderWorld, authorId: string, text: string, more: object = {}) => {
  posts += 1;
  const id = `9${String(posts).padStart(6, '0')}`;
  return world.commerce.receive([xPost({ id, authorId, at: world.now, text, ...more })]).then(() => id);
};

/** Has an account buy one of the offer, from its trigger to its charge. */
async function buy(world: OrderWorld, account: string, offer: string): Promise<void> {
  await post(world, account, `#Buy${offer}`);
  await world.until(world.now + 10 * SECOND_MS);
  await post(world, account, `#Confirm${offer}`);
  await world.until(world.now + 10 * SECOND_MS);
}

const everyOrder = (world: OrderWorld, filter: object = {}) => world.commerce.list({ filter, limit: 100 });

onEveryControlStore((open) => {
  describe('orders', () => {
    it('go from post to refund, and tell each stage once', async () => {
      const world = await worldOn(open);
      await world.offer('lamp', { stock: 5 });
      await world.link('11');
      await buy(world, '11', 'lamp');
      const [order] = (await everyOrder(world)).items;
      expect(order).toMatchObject({ state: 'paid', paid_minor: 100, refunded_minor: 0, task: 'fulfil', problem: null });
      await world.commerce.fulfil(order?.id ?? '');
      await world.commerce.refund(order?.id ?? '', { amount_minor: 30, reason: 'Late' }, 'once');
      await world.commerce.refund(order?.id ?? '', { amount_minor: 30, reason: 'Late' }, 'once');
      await world.until(world.now + MINUTE_MS);
      await expect(world.commerce.refund(order?.id ?? '', { amount_minor: 71 }, undefined)).rejects.toThrow(
        'amount_minor: 0.71 USD is more than the 0.70 USD that are left of this order.',
      );
      await world.commerce.refund(order?.id ?? '', {}, undefined);
      await world.until(world.now + MINUTE_MS);
      const detail = await world.commerce.get(order?.id ?? '');
      expect(detail).toMatchObject({ state: 'refunded', paid_minor: 100, refunded_minor: 100, gateway: 'simulated' });
      expect(detail.refunds.map(({ amount_minor, state, reason }) => [amount_minor, state, reason])).toEqual([
        [30, 'refunded', 'Late'],
        [70, 'refunded', null],
      ]);
      expect(detail.timeline.map(({ step }) => step)).toEqual([
        'triggered',
        'replied',
        'confirmed',
        'reserved',
        'paid',
        'fulfilled',
        'refund_asked',
        'refunded',
        'refund_asked',
        'refunded',
      ]);
      const stages = world.ingest.ofOffer('lamp').map(({ stage, amount }) => [stage, amount]);
      expect(stages).toEqual([
        ['triggered', undefined],
        ['confirmed', undefined],
        ['paid', '1.00'],
        ['fulfilled', undefined],
        ['refunded', '0.30'],
        ['refunded', '0.70'],
      ]);
    });

    it('of two processes share the stock: the last piece is sold once', async () => {
      const world = await worldOn(open);
      await world.offer('lamp', { stock: 1 });
      const other = await world.again();
      for (const account of ['21', '22']) await world.link(account);
      await Promise.all([post(world, '21', '#Buylamp'), post(other, '22', '#Buylamp')]);
      await world.until(world.now + 10 * SECOND_MS);
      other.now = world.now;
      await Promise.all([post(world, '21', '#Confirmlamp'), post(other, '22', '#Confirmlamp')]);
      world.now += 10 * SECOND_MS;
      other.now = world.now;
      await Promise.all([world.commerce.idle(), other.commerce.idle()]);
      await world.until(world.now + HOUR_MS);
      const { states } = (await everyOrder(world)).counts;
      expect({ paid: states.paid, lost: states.lost }).toEqual({ paid: 1, lost: 1 });
      expect(world.ingest.conflicts).toBe(0);
    });

    it('are found by state, offer, campaign, buyer, post and id, page by page', async () => {
      const world = await worldOn(open);
      await world.offer('lamp');
      await world.offer('fan');
      for (const account of ['31', '32', '33']) await world.link(account);
      for (const account of ['31', '32', '33']) await buy(world, account, 'lamp');
      const trigger = await post(world, '99', '#Buyfan');
      await world.until(world.now + MINUTE_MS);
      const all = (await everyOrder(world)).items;
      expect(all.map(({ offer, state }) => `${offer} ${state}`)).toEqual([
        'fan lost',
        'lamp paid',
        'lamp paid',
        'lamp paid',
      ]);
      const ids = async (filter: object) => (await everyOrder(world, filter)).items.map(({ id }) => id);
      const [fan, lamp] = all;
      expect(await ids({ offer: 'fan' })).toEqual([fan?.id]);
      expect(await ids({ state: 'lost' })).toEqual([fan?.id]);
      expect(await ids({ campaign: 'none' })).toEqual([]);
      expect(await ids({ q: trigger })).toEqual([fan?.id]);
      expect(await ids({ q: lamp?.person })).toEqual([lamp?.id]);
      expect(await ids({ q: lamp?.id.slice(0, 6).toUpperCase() })).toEqual([lamp?.id]);
      expect(await ids({ q: '%' })).toEqual([]);
      const first = await world.commerce.list({ filter: {}, limit: 3 });
      const second = await world.commerce.list({ filter: {}, limit: 3, cursor: first.next ?? '' });
      expect([...first.items, ...second.items]).toEqual(all);
      expect([first.total, second.next]).toEqual([4, null]);
    });

    it('learn what the gateway and the shipper tell, once each', async () => {
      const world = await worldOn(open);
      await world.offer('lamp');
      await world.link('41');
      await buy(world, '41', 'lamp');
      const [order] = (await everyOrder(world)).items;
      const { charge_reference: charge } = await world.commerce.get(order?.id ?? '');
      const refunded = {
        id: 're_1',
        kind: 'refunded',
        charge: charge ?? '',
        amountMinor: 40,
        currency: 'USD',
      } as const;
      expect(await world.commerce.learn(refunded)).toBe(true);
      expect(await world.commerce.learn(refunded)).toBe(true);
      expect(await world.commerce.learn({ ...refunded, id: 're_2', charge: 'ch_of_nobody' })).toBe(false);
      expect(await world.commerce.learn({ ...refunded, id: 're_3', currency: 'EUR' })).toBe(false);
      expect(await world.commerce.learn({ id: 'n1', kind: 'fulfilled', order: order?.id ?? '' })).toBe(true);
      await world.until(world.now + MINUTE_MS);
      expect(await world.commerce.get(order?.id ?? '')).toMatchObject({ state: 'fulfilled', refunded_minor: 40 });
      expect(world.ingest.ofOffer('lamp').filter(({ stage }) => stage === 'refunded')).toHaveLength(1);
    });

    it('whose gateway does not answer are shown with the reason, and tried again', async () => {
      const world = await worldOn(open);
      let isDown = true;
      const gateway = (simulated: PaymentGateway): PaymentGateway => ({
        ...simulated,
        name: 'simulated',
        charge: (request) => {
          if (isDown) throw new TryLaterError('The gateway is down.', { afterMs: 2 * MINUTE_MS });
          return simulated.charge(request);
        },
        refund: (request) => simulated.refund(request),
      });
      await world.restart({ gateway });
      await world.offer('lamp');
      await world.link('51');
      await buy(world, '51', 'lamp');
      const { items, counts } = await everyOrder(world, { problems: true });
      expect(items[0]).toMatchObject({ state: 'confirmed', task: 'charge', problem: 'The gateway is down.' });
      expect([counts.problems, await world.commerce.status()]).toEqual([1, { due: 0, failing: 1 }]);
      isDown = false;
      await world.until(world.now + MINUTE_MS);
      expect((await everyOrder(world)).counts.states.confirmed).toBe(1);
      await world.commerce.retry(items[0]?.id ?? '');
      await world.until(world.now);
      expect((await everyOrder(world)).items[0]).toMatchObject({ state: 'paid', problem: null });
    });

    it('of an account that was unlinked before the charge are declined', async () => {
      const world = await worldOn(open);
      await world.offer('lamp', { stock: 1 });
      await world.link('61');
      await post(world, '61', '#Buylamp');
      await world.until(world.now + 10 * SECOND_MS);
      await world.ctx.db.updateTable('synced_accounts').set({ state: 'unlinked', sealed_token: null }).execute();
      await post(world, '61', '#Confirmlamp');
      await world.until(world.now + 10 * SECOND_MS);
      expect((await everyOrder(world)).items[0]).toMatchObject({
        state: 'declined',
        declined_because: 'account_unlinked',
      });
      // The piece that was set aside is there for somebody else.
      await world.link('62');
      await buy(world, '62', 'lamp');
      expect((await everyOrder(world, { state: 'paid' })).total).toBe(1);
    });

    it('of an account that was unlinked after the gateway was asked are not given up', async () => {
      const world = await worldOn(open);
      await world.offer('lamp');
      await world.link('63', 'sim-timeout-once');
      await post(world, '63', '#Buylamp');
      await world.until(world.now + 10 * SECOND_MS);
      await post(world, '63', '#Confirmlamp');
      world.now += 2 * SECOND_MS;
      await world.commerce.idle();
      await world.ctx.db.updateTable('synced_accounts').set({ state: 'unlinked', sealed_token: null }).execute();
      await world.until(world.now + HOUR_MS);
      // It was charged, and its answer lost: to call it declined would be wrong.
      const [order] = (await everyOrder(world)).items;
      expect(order).toMatchObject({ state: 'confirmed', task: 'charge' });
      expect(order?.problem).toContain('unlinked');
      await world.link('63', 'sim-timeout-once');
      await world.until(world.now + HOUR_MS);
      expect((await everyOrder(world)).items[0]).toMatchObject({ state: 'paid', paid_minor: 100, problem: null });
    });

    it('that the gateway refuses as wrong wait until somebody has looked', async () => {
      const world = await worldOn(open);
      let isWrong = true;
      const gateway = (simulated: PaymentGateway): PaymentGateway => ({
        name: 'simulated',
        charge: (request) => {
          if (isWrong) throw new RefusedError('No such key.');
          return simulated.charge(request);
        },
        refund: (request) => simulated.refund(request),
      });
      await world.restart({ gateway });
      await world.offer('lamp');
      await world.link('64');
      await buy(world, '64', 'lamp');
      expect((await everyOrder(world)).items[0]).toMatchObject({ state: 'confirmed', problem: 'No such key.' });
      isWrong = false;
      await world.until(world.now + HOUR_MS);
      expect((await everyOrder(world)).items[0]).toMatchObject({ state: 'paid', problem: null });
    });

    it('of somebody who posts thousands of triggers are settled in few statements', async () => {
      const { store } = await open();
      let statements = 0;
      const counting: Plugin = {
        transformQuery: ({ node }) => {
          statements += 1;
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      };
      const world = new OrderWorld({ ...store, db: store.db.withPlugin(counting) });
      await world.offer('lamp');
      const triggers = (count: number, from: number) =>
        Array.from({ length: count }, (_, index) =>
          xPost({ id: String(8_000_000 + from + index), authorId: '81', at: world.now + index, text: '#Buylamp' }),
        );
      await world.commerce.receive(triggers(3000, 0));
      statements = 0;
      await world.until(world.now + MINUTE_MS);
      expect((await everyOrder(world)).counts.states.lost).toBe(3000);
      expect(world.ingest.ofOffer('lamp')).toHaveLength(3000);
      // A hundred rows a statement for orders and events, and a few that do not hang on how many there are.
      expect(statements).toBeLessThan(150);
      await world.commerce.receive(triggers(1, 3000));
      statements = 0;
      await world.until(world.now + MINUTE_MS);
      expect((await everyOrder(world)).counts.states.lost).toBe(3001);
      expect(statements).toBeLessThan(60);
    });

    it('keep nothing that may be a card, nor a hashtag that is no offer’s', async () => {
      const world = await worldOn(open);
      await world.offer('lamp');
      await post(world, '71', '#Buylamp #a4111111111111111 4111 1111 1111 1111');
      await world.commerce.receive([
        { kind: 'delete', id: '4111111111111111', at: world.now },
        xPost({
          id: '9999001',
          authorId: '71',
          at: world.now,
          text: '#b5500005555555559 #Buylamp',
          earlierVersions: ['9999000'],
        }),
      ]);
      await world.until(world.now + MINUTE_MS);
      const tables = ['offer_posts', 'post_changes', 'orders', 'order_events', 'order_cases'] as const;
      const rows = await Promise.all(tables.map((table) => world.ctx.db.selectFrom(table).selectAll().execute()));
      const kept = JSON.stringify(rows);
      expect(kept).toContain('buylamp');
      expect(kept).not.toMatch(/4111|5500005555555559/);
    });
  });
});
