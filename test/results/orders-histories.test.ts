import { TryLaterError, type PaymentGateway } from '@syncline/api/commerce/ports';
import type { Found } from '@syncline/api/posts/x/post';
import type { EventInput } from '@syncline/shared/events';
import { formatAmount } from '@syncline/shared/money';
import { ORDER_STATES } from '@syncline/shared/orders';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, OrderWorld, xPost } from '../support/orders.ts';

/** How many histories are played; SYNCLINE_HISTORIES=10000 plays as many as the programme is asked to stand. */
const HISTORIES = Number(process.env.SYNCLINE_HISTORIES ?? 300);
/** A history takes a tenth of a second where nothing else runs. */
const PATIENCE_MS = 300_000 + HISTORIES * 1000;
const WINDOW_MS = 15 * MINUTE_MS;
/** Sooner than posts are settled. */
const PROMPT_MS = 1900;
const PRICE = 100;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HISTORIES_A_STORE = 100;

const TOKENS = ['sim-success-1', 'sim-decline-stolen', 'sim-timeout-once', 'sim-duplicate'] as const;
const person = fc.record({
  account: fc.constantFrom('linked', 'linked', 'linked', 'protected', 'none'),
  token: fc.constantFrom<(typeof TOKENS)[number]>('sim-success-1', 'sim-success-1', ...TOKENS),
});
const post = fc.record({
  person: fc.nat(2),
  /** Tenths of a minute after the offer began. */
  tenths: fc.integer({ min: -20, max: 400 }),
  action: fc.constantFrom('post', 'post', 'post', 'reply', 'repost', 'quote'),
  holds: fc.constantFrom('trigger', 'trigger', 'confirm', 'confirm', 'both', 'neither'),
  /** Thousandths of the longest delay. */
  delay: fc.nat(999),
  isTwice: fc.boolean(),
});
const change = fc.record({ post: fc.nat(11), tenths: fc.integer({ min: 0, max: 400 }), delay: fc.nat(999) });
const history = fc.record({
  people: fc.array(person, { minLength: 3, maxLength: 3 }),
  posts: fc.array(post, { minLength: 1, maxLength: 12 }),
  deletions: fc.array(change, { maxLength: 2 }),
  edits: fc.array(fc.tuple(change, fc.boolean()), { maxLength: 1 }),
  stock: fc.option(fc.integer({ min: 0, max: 3 })),
  limit: fc.option(fc.integer({ min: 1, max: 2 })),
  /** What the gateway does to a call: it fails before or after it did what it was asked. */
  faults: fc.array(fc.constantFrom('none', 'none', 'before', 'after'), { maxLength: 6 }),
  restarts: fc.array(fc.nat(15), { maxLength: 2 }),
  refunds: fc.array(fc.integer({ min: 1, max: PRICE }), { maxLength: 3 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

let world: OrderWorld;
let played = 0;
beforeAll(async () => {
  world = await OrderWorld.open();
});
afterAll(() => world.close());

interface Told {
  id: string;
  person: number;
  at: number;
  action: string;
  holds: string;
}

/** A history as it was played: the posts by their ids, and what was deleted or edited out when. */
interface Played {
  offer: string;
  /** From when on it can be triggered. */
  start: number;
  posts: Map<string, Told>;
  /** Post → when it was deleted or lost its trigger, each time, and when that came in. */
  withdrawn: Map<string, { at: number; toldAt: number }[]>;
  people: History['people'];
}

interface Delivery {
  at: number;
  place: number;
  found: Found;
}

/** The deliveries of a history, none later than `longestMs` after what it tells of. */
function deliveriesOf(value: History, offer: string, start: number, longestMs: number, salt: number) {
  const ids = value.posts.map((_, index) => String(10n ** 15n + BigInt(played) * 100n + BigInt(index)));
  const posts = new Map<string, Told>();
  const withdrawn: Played['withdrawn'] = new Map();
  const deliveries: Delivery[] = [];
  const add = (at: number, delay: number, found: Found) => {
    const shift = (delay * 7 + salt * 131) % 1000;
    const toldAt = at + (shift * longestMs) / 1000;
    deliveries.push({ at: toldAt, place: (shift * 613 + salt) % 1009, found });
    return toldAt;
  };
  const withdraw = (id: string, at: number, toldAt: number) =>
    withdrawn.set(id, [...(withdrawn.get(id) ?? []), { at, toldAt }]);
  const textOf = (holds: string) =>
    [
      holds === 'trigger' || holds === 'both' ? `#Buy${offer}` : '',
      holds === 'confirm' || holds === 'both' ? `#Confirm${offer}` : '',
    ].join(' ');
  for (const [index, { person, tenths, action, holds, delay, isTwice }] of value.posts.entries()) {
    const id = ids[index] ?? '';
    const at = start + tenths * 6000;
    posts.set(id, { id, person, at, action, holds });
    const found = xPost({
      id,
      authorId: authorOf(person),
      at,
      text: textOf(holds),
      action,
    });
    add(at, delay, found);
    if (isTwice) add(at, delay + 333, found);
  }
  for (const { post, tenths, delay } of value.deletions) {
    const target = posts.get(ids[post] ?? '');
    if (!target) continue;
    const at = Math.max(start + tenths * 6000, target.at + 1000);
    withdraw(target.id, at, add(at, delay, { kind: 'delete', id: target.id, at }));
  }
  for (const [{ post, tenths, delay }, keeps] of value.edits) {
    const target = posts.get(ids[post] ?? '');
    if (!target) continue;
    const at = Math.max(start + tenths * 6000, target.at + 1000);
    const found = xPost({
      id: `${target.id}9`,
      authorId: authorOf(target.person),
      at,
      text: keeps ? textOf('both') : 'changed my mind',
      earlierVersions: [target.id],
    });
    const toldAt = add(at, delay, found);
    if (!keeps) withdraw(target.id, at, toldAt);
  }
  deliveries.sort((a, b) => a.at - b.at || a.place - b.place);
  return { deliveries, posts, withdrawn };
}

const authorOf = (person: number) => String(1_000_000 + played * 10 + person);

/** A gateway that fails as the history says, whatever the one behind it did. */
function faulty(simulated: PaymentGateway, faults: readonly string[]): PaymentGateway {
  let calls = 0;
  const through = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const fault = faults[calls++] ?? 'none';
    if (fault === 'before') throw new TryLaterError('the line is dead');
    const answer = await ask();
    if (fault === 'after') throw new TryLaterError('the answer was lost');
    return answer;
  };
  return {
    name: simulated.name,
    charge: (request) => through(() => simulated.charge(request)),
    refund: (request) => through(() => simulated.refund(request)),
  };
}

async function play(value: History, { longestMs, salt = 0 }: { longestMs: number; salt?: number }): Promise<Played> {
  played += 1;
  // A store of its own now and then: each offer costs a look at all the others.
  if (played % HISTORIES_A_STORE === 0) {
    await world.close();
    world = await OrderWorld.open();
  }
  const offer = `o${played.toString(36)}`;
  world.now += DAY_MS;
  const start = world.now;
  await world.restart({ gateway: (simulated) => faulty(simulated, value.faults) });
  const ends_at = new Date(start + DAY_MS / 2).toISOString();
  await world.offer(offer, { stock: value.stock, per_person_limit: value.limit, ends_at });
  for (const [index, { account, token }] of value.people.entries()) {
    if (account !== 'none') await world.link(authorOf(index), token, { protected: account === 'protected' });
  }
  const { deliveries, ...told } = deliveriesOf(value, offer, start, longestMs, salt);
  world.now = start - 10 * MINUTE_MS;
  for (const [index, { at, found }] of deliveries.entries()) {
    await world.until(at);
    if (value.restarts.includes(index)) await world.restart();
    await world.commerce.receive([found]);
  }
  await world.until(start + 3 * 60 * MINUTE_MS);
  return { offer, start, people: value.people, ...told };
}

async function ordersOf(offer: string) {
  return world.store.db
    .selectFrom('orders')
    .innerJoin('order_cases', 'order_cases.id', 'orders.case_id')
    .selectAll('orders')
    .where('order_cases.offer', '=', offer)
    .orderBy('orders.triggered_at')
    .orderBy('orders.id')
    .execute();
}
type Rows = Awaited<ReturnType<typeof ordersOf>>;

const isPaid = ({ charge }: Rows[number]) => charge === 'paid';

/** What the story itself says of an order that was charged. */
function assertEarned(order: Rows[number], { posts, withdrawn, people }: Played): void {
  const trigger = posts.get(order.trigger_post);
  const confirmation = posts.get(order.confirmation_post ?? '');
  if (!trigger || !confirmation) throw new Error(`${order.id} was charged without both posts`);
  expect(trigger.id).not.toBe(confirmation.id);
  expect(confirmation.person).toBe(trigger.person);
  expect(['trigger', 'both']).toContain(trigger.holds);
  expect(['confirm', 'both']).toContain(confirmation.holds);
  for (const { action } of [trigger, confirmation]) expect(['post', 'reply']).toContain(action);
  const elapsed = confirmation.at - trigger.at;
  expect(elapsed >= 0 && elapsed <= WINDOW_MS).toBe(true);
  // A trigger that was withdrawn in time is not charged for, unless that came in when the card had been asked for.
  for (const { at, toldAt } of withdrawn.get(trigger.id) ?? []) {
    if (at <= confirmation.at) expect(toldAt).toBeGreaterThanOrEqual(order.charge_asked_at ?? Number.POSITIVE_INFINITY);
  }
  expect(people[trigger.person]?.account).toBe('linked');
  expect(people[trigger.person]?.token).not.toBe('sim-decline-stolen');
}

function amountOf(events: readonly EventInput[], stage: string): number {
  return events
    .filter((event) => event.stage === stage)
    .reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
}

async function assertSound(value: History, history: Played): Promise<void> {
  const { offer } = history;
  const orders = await ordersOf(offer);
  const ids = orders.map(({ id }) => id);
  const charges = await world.store.db.selectFrom('simulated_charges').selectAll().where('key', 'in', ids).execute();
  const paid = orders.filter(isPaid);

  for (const order of orders) expect(ORDER_STATES).toContain(order.state);
  expect(paid.length).toBeLessThanOrEqual(value.stock ?? Number.POSITIVE_INFINITY);
  // Whatever became of the answers: the gateway took money for these orders, once each, and for no other.
  expect(
    charges
      .filter(({ outcome }) => outcome === 'paid')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(paid.map(({ id }) => id).sort());
  for (const order of paid) assertEarned(order, history);
  const used = paid.flatMap(({ trigger_post, confirmation_post }) => [trigger_post, confirmation_post]);
  expect(new Set(used).size).toBe(used.length);
  for (const { case_id } of paid) {
    const ofSame = paid.filter((each) => each.case_id === case_id).length;
    expect(ofSame).toBeLessThanOrEqual(value.limit ?? Number.POSITIVE_INFINITY);
  }
  await assertTold(orders, offer);
}

/** Every stage was told once, with the money of the ledger. */
async function assertTold(orders: Rows, offer: string): Promise<void> {
  const events = world.ingest.ofOffer(offer);
  expect(world.ingest.conflicts).toBe(0);
  const stages = (id: string) => events.filter(({ order }) => order === id).map(({ stage }) => stage);
  for (const { id, state, admission, refunded_minor } of orders) {
    const told = stages(id).filter((stage) => stage !== 'refunded');
    expect(new Set(told).size).toBe(told.length);
    expect(told[0]).toBe(admission === 'admitted' ? 'triggered' : 'lost');
    if (state === 'refunded') expect(told).toContain('paid');
    else if (state !== 'triggered') expect(told).toContain(state);
    expect(['triggered', 'confirmed']).not.toContain(state);
    expect(
      amountOf(
        events.filter(({ order }) => order === id),
        'refunded',
      ),
    ).toBe(refunded_minor);
  }
  expect(amountOf(events, 'paid')).toBe(orders.filter(isPaid).length * PRICE);
  const ids = orders.map(({ id }) => id);
  const { refunded } = await world.store.db
    .selectFrom('simulated_charges')
    .select((query) => query.fn.sum<number | null>('amount_minor').as('refunded'))
    .where('kind', '=', 'refund')
    .where('outcome', '=', 'refunded')
    .where(
      'reference',
      'in',
      ids.map((id) => `sim_${id}`),
    )
    .executeTakeFirstOrThrow();
  expect(amountOf(events, 'refunded')).toBe(refunded ?? 0);
}

/** Asks for refunds of what was paid, more than there is to refund among them. */
async function refundSome({ refunds }: History, { offer }: Played): Promise<void> {
  const paid = (await ordersOf(offer)).filter(isPaid);
  for (const [index, amount] of refunds.entries()) {
    const order = paid[index % Math.max(1, paid.length)];
    if (!order) return;
    await world.commerce.refund(order.id, { amount_minor: amount }, undefined).catch((error: unknown) => {
      if (!/more than the|Everything paid/.test(String(error))) throw error;
    });
    await world.until(world.now + 30 * MINUTE_MS);
  }
}

describe('whatever is posted, and however it is delivered', () => {
  it(
    `stock, money and posts are accounted for in ${HISTORIES} histories with faults and restarts`,
    async () => {
      const longest = fc.constantFrom(PROMPT_MS, 30_000, 6 * MINUTE_MS);
      await fc.assert(
        fc.asyncProperty(history, longest, async (value, longestMs) => {
          const history = await play(value, { longestMs });
          await refundSome(value, history);
          await assertSound(value, history);
        }),
        { numRuns: HISTORIES },
      );
    },
    PATIENCE_MS,
  );

  it(
    'the same orders come of the same posts in every order of delivery',
    async () => {
      const states = (rows: Rows, { posts }: Played) => {
        const place = new Map([...posts.keys()].map((id, index) => [id, index]));
        return rows
          .map(({ state, loss, trigger_post, confirmation_post }) => ({
            trigger: place.get(trigger_post) ?? -1,
            confirmation: place.get(confirmation_post ?? '') ?? -1,
            state,
            loss,
          }))
          .sort((a, b) => a.trigger - b.trigger);
      };
      await fc.assert(
        fc.asyncProperty(history, fc.integer({ min: 1, max: 500 }), async (value, salt) => {
          // Who gets the last piece hangs on who is faster, by design.
          const ample = { ...value, stock: null, refunds: [] };
          const one = await play(ample, { longestMs: PROMPT_MS });
          const first = states(await ordersOf(one.offer), one);
          const other = await play(ample, { longestMs: PROMPT_MS, salt });
          expect(states(await ordersOf(other.offer), other)).toEqual(first);
        }),
        { numRuns: Math.ceil(HISTORIES / 5) },
      );
    },
    PATIENCE_MS,
  );

  it(
    'what nobody disturbs is what a reader of the posts would expect',
    async () => {
      await fc.assert(
        fc.asyncProperty(history, async (value) => {
          const plain = { ...value, stock: null, limit: null, deletions: [], edits: [], refunds: [] };
          const history = await play(plain, { longestMs: 0 });
          const paid = (await ordersOf(history.offer)).filter(isPaid);
          expect(
            paid.map(({ trigger_post, confirmation_post }) => `${trigger_post} ${confirmation_post}`).sort(),
          ).toEqual(expectedPurchases(history));
          expect(formatAmount(paid.length * PRICE, 'USD')).toBe(
            formatAmount(amountOf(world.ingest.ofOffer(history.offer), 'paid'), 'USD'),
          );
        }),
        { numRuns: Math.ceil(HISTORIES / 10) },
      );
    },
    PATIENCE_MS,
  );
});

/** The purchases of a history without deletions, read post by post as a person would. */
function expectedPurchases({ posts, people, start }: Played): string[] {
  const purchases: string[] = [];
  const ownWords = [...posts.values()]
    .filter(({ action, holds }) => (action === 'post' || action === 'reply') && holds !== 'neither')
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  for (const [person, { account, token }] of people.entries()) {
    if (account !== 'linked' || token === 'sim-decline-stolen') continue;
    let waiting: Told | null = null;
    for (const post of ownWords.filter((each) => each.person === person)) {
      if (waiting && post.at - waiting.at > WINDOW_MS) waiting = null;
      if (waiting && post.holds !== 'trigger') {
        purchases.push(`${waiting.id} ${post.id}`);
        waiting = null;
      } else if (!waiting && post.holds !== 'confirm' && post.at >= start) waiting = post;
    }
  }
  return purchases.sort();
}
