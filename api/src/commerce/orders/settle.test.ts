import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, OrderFacts, OrderTerms, PostFact } from './facts.ts';
import { type Order, settle } from './settle.ts';

const MINUTE_MS = 60_000;
const TERMS: OrderTerms = {
  startsAt: 0,
  endsAt: 1000 * MINUTE_MS,
  windowMs: 15 * MINUTE_MS,
  perPersonLimit: 1,
  chargeMinor: 100,
};
const DOCUMENT = new URL('../../../../docs/orders.md', import.meta.url);

/** The lines of the tables under a heading: what happens, and the orders that come of it. */
function decisions(heading: string): [string, string][] {
  const section = readFileSync(DOCUMENT, 'utf8').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what happens'))
    .map((line) => {
      const [, happens = '', orders = ''] = line.split('|').map((cell) => cell.trim());
      return [happens, orders];
    });
}

const minutes = (text: string | undefined) => Math.round(Number(text) * MINUTE_MS);

class Story {
  readonly posts: PostFact[] = [];
  readonly deletions = new Map<string, number>();
  readonly kept: OrderFacts = {
    admission: 'admitted',
    confirmation: null,
    replied: false,
    reservation: null,
    charge: null,
    fulfilled: false,
    ended: null,
    refunds: new Map(),
  };
  now = 900 * MINUTE_MS;
  isKept = false;

  static of(text: string): Facts {
    const story = new Story();
    for (const step of text.split(', ')) story.take(step);
    const order = story.posts.find(({ hasTrigger, editOf }) => hasTrigger && editOf === null)?.id ?? '';
    return {
      posts: story.posts,
      deletions: story.deletions,
      orders: story.isKept ? new Map([[order, story.kept]]) : new Map(),
      standing: null,
      now: story.now,
    };
  }

  take(step: string): void {
    const post = /^(?:(reply|repost|quote) )?(trigger|confirm|both) (-?[\d.]+)(?: got ([\d.]+))?$/.exec(step);
    if (post) return this.post(post[1] as PostFact['action'], post[2] ?? '', minutes(post[3]), post[4]);
    const edit = /^edit (\d) at ([\d.]+) (with|without)$/.exec(step);
    if (edit) return this.edit(edit[1] ?? '', minutes(edit[2]), edit[3] === 'with');
    const deletion = /^delete (\d) at ([\d.]+)$/.exec(step);
    if (deletion) return void this.deletions.set(deletion[1] ?? '', minutes(deletion[2]));
    const now = /^now ([\d.]+)$/.exec(step);
    if (now) this.now = minutes(now[1]);
    else this.answer(step);
  }

  post(action: PostFact['action'] | undefined, holds: string, at: number, got: string | undefined): void {
    this.posts.push({
      id: String(this.posts.length + 1),
      at,
      receivedAt: got === undefined ? at : minutes(got),
      action: action ?? 'post',
      hasTrigger: holds !== 'confirm',
      hasConfirmation: holds !== 'trigger',
      editOf: null,
      isProtected: false,
    });
  }

  edit(editOf: string, at: number, hasTrigger: boolean): void {
    const id = `${editOf}-${at}`;
    this.posts.push({
      id,
      at,
      receivedAt: at,
      action: 'post',
      hasTrigger,
      hasConfirmation: false,
      editOf,
      isProtected: false,
    });
  }

  answer(step: string): void {
    this.isKept = true;
    const refund = /^refunded (\d+)$/.exec(step);
    const { kept } = this;
    if (refund) kept.refunds = new Map([...kept.refunds, [`r${kept.refunds.size}`, Number(refund[1])]]);
    else if (step in RESERVATIONS) {
      kept.confirmation = this.posts.find(({ hasConfirmation }) => hasConfirmation)?.id ?? null;
      kept.reservation = RESERVATIONS[step] ?? null;
    } else if (step === 'replied') kept.replied = true;
    else if (step === 'paid' || step === 'declined') kept.charge = step;
    else if (step === 'fulfilled') kept.fulfilled = true;
    else if (step === 'ended expired') kept.ended = 'expired';
    else kept.admission = ADMISSIONS.parse(step);
  }
}

const RESERVATIONS: Record<string, OrderFacts['reservation']> = {
  reserved: 'granted',
  'none left': 'sold_out',
  'one too many': 'over_limit',
};

const ADMISSIONS = {
  parse: (text: string): OrderFacts['admission'] => {
    const known = (['admitted', 'unsynced', 'protected', 'not_on_list', 'sold_out'] as const).find(
      (each) => each === text,
    );
    if (!known) throw new Error(`docs/orders.md: “${text}” is no step.`);
    return known;
  },
};

/** Orders as the document writes them; what needs to be done stands where the line of the document names it. */
function written(orders: readonly Order[], asked: string): string {
  const withTasks = /wait|reply|reserve|charge|fulfil\b/.test(asked);
  return orders
    .map(({ state, loss, refundedMinor, task }) =>
      [state, loss, refundedMinor > 0 ? refundedMinor : null, withTasks && task !== 'admit' ? task : null]
        .filter((part) => part !== null)
        .join(' '),
    )
    .join(', ');
}

describe('orders are decided as docs/orders.md says', () => {
  const lines = ['Posts', 'Deleted and edited posts', 'Answers'].flatMap(decisions);

  it('which holds every case', () => {
    expect(lines.length).toBeGreaterThan(45);
  });

  it.each(lines)('%s: %s', (happens, orders) => {
    expect(written(settle(TERMS, Story.of(happens)), orders)).toBe(orders);
  });
});

const post = fc.record({
  at: fc.integer({ min: -5, max: 60 }).map((minute) => minute * MINUTE_MS),
  delayMs: fc.integer({ min: 0, max: 5 * MINUTE_MS - 1 }),
  action: fc.constantFrom<PostFact['action']>('post', 'post', 'reply', 'repost', 'quote'),
  hasTrigger: fc.boolean(),
  hasConfirmation: fc.boolean(),
});
const history = fc.record({
  posts: fc.array(post, { maxLength: 12 }),
  deletions: fc.array(fc.tuple(fc.nat(11), fc.integer({ min: 0, max: 60 })), { maxLength: 3 }),
  edits: fc.array(fc.tuple(fc.nat(11), fc.integer({ min: 0, max: 60 }), fc.boolean()), { maxLength: 3 }),
  limit: fc.option(fc.integer({ min: 1, max: 3 })),
  now: fc.integer({ min: 0, max: 90 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function factsOf({ posts, deletions, edits, now }: History): Facts {
  const first = posts.map(
    ({ at, delayMs, ...rest }, index): PostFact => ({
      id: String(index),
      at,
      receivedAt: at + delayMs,
      editOf: null,
      isProtected: false,
      ...rest,
    }),
  );
  const later = edits.map(
    ([index, minute, hasTrigger], place): PostFact => ({
      id: `edit-${place}`,
      at: minute * MINUTE_MS,
      receivedAt: minute * MINUTE_MS,
      action: 'post',
      hasTrigger,
      hasConfirmation: true,
      editOf: String(index),
      isProtected: false,
    }),
  );
  return {
    posts: [...first, ...later],
    deletions: new Map(deletions.map(([index, minute]) => [String(index), minute * MINUTE_MS])),
    orders: new Map(),
    standing: null,
    now: now * MINUTE_MS,
  };
}

const termsOf = ({ limit }: History): OrderTerms => ({ ...TERMS, perPersonLimit: limit });
const RUNS = { numRuns: 10_000 };

describe('whatever a person posts', () => {
  it('the orders are the same for every order of delivery, with anything delivered twice', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat(1000)), (value, places) => {
        const facts = factsOf(value);
        const delivered = [...facts.posts, ...facts.posts.slice(0, 4)]
          .map((each) => ({ each, place: places.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ each }) => each);
        const deletions = new Map([...facts.deletions].toReversed());
        expect(settle(termsOf(value), { ...facts, posts: delivered, deletions })).toEqual(
          settle(termsOf(value), facts),
        );
      }),
      RUNS,
    );
  }, 120_000);

  it('nothing is confirmed without both of the person’s own posts, in order and in time', () => {
    fc.assert(
      fc.property(history, (value) => {
        const facts = factsOf(value);
        const orders = settle(termsOf(value), facts);
        const byId = new Map(facts.posts.map((each) => [each.id, each]));
        for (const { id, confirmation } of orders.filter(({ state }) => state === 'confirmed')) {
          const trigger = byId.get(id);
          const confirming = byId.get(confirmation ?? '');
          expect(trigger?.hasTrigger && confirming?.hasConfirmation && id !== confirmation).toBe(true);
          for (const each of [trigger, confirming]) expect(['post', 'reply']).toContain(each?.action);
          const elapsed = (confirming?.at ?? 0) - (trigger?.at ?? 0);
          expect(elapsed >= 0 && elapsed <= TERMS.windowMs).toBe(true);
          expect((facts.deletions.get(id) ?? Number.POSITIVE_INFINITY) > (confirming?.at ?? 0)).toBe(true);
        }
      }),
      RUNS,
    );
  }, 120_000);

  it('no post is used twice, and nobody confirms more than the limit', () => {
    fc.assert(
      fc.property(history, (value) => {
        const orders = settle(termsOf(value), factsOf(value));
        const used = orders.flatMap(({ id, confirmation }) => (confirmation === null ? [id] : [id, confirmation]));
        expect(new Set(used).size).toBe(used.length);
        const confirmed = orders.filter(({ state, task }) => state === 'confirmed' && task !== 'wait').length;
        expect(confirmed).toBeLessThanOrEqual(value.limit ?? Number.POSITIVE_INFINITY);
      }),
      RUNS,
    );
  }, 120_000);

  it('what is settled without answers stays settled as time goes on', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 600 }), (value, more) => {
        const facts = factsOf(value);
        const before = settle(termsOf(value), facts);
        const after = settle(termsOf(value), { ...facts, now: facts.now + more * MINUTE_MS });
        const settled = before.map(({ state, task }) => state !== 'triggered' && task !== 'wait');
        expect(after.filter((_, index) => settled[index])).toEqual(before.filter((_, index) => settled[index]));
      }),
      RUNS,
    );
  }, 120_000);
});
