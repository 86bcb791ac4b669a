import { sign } from '@syncline/api/commerce/webhooks/signature';
import { postsAnswerSchema } from '@syncline/shared/orders';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { cardsFound } from './cards.ts';
import { cardNumber } from './malformed.ts';

const CARDS = 10_000;
const A_REQUEST = 500;
const ASKED_ONE_BY_ONE = 1000;
const SECRET = 'the secret of a test';
const POSTED_AT = '2026-09-01T10:00:00.000Z';

/** A post, or a notice, with the number in one of its places; ids go up by one. */
const places: ((card: string, id: string) => object)[] = [
  (card, id) => v2({ id, text: `#BuyLamp my card is ${card}` }),
  (card, id) => v2({ id, text: `#BuyLamp ${(card.match(/.{1,4}/g) ?? []).join(' ')}` }),
  (card, id) => v2({ id, text: `#BuyLamp #a${card}` }),
  (card, id) => v2({ id, source: `App ${card}` }),
  (card, id) => v2({ id, author_id: card }),
  (card) => v2({ id: card }),
  (card, id) => v2({ id, text: `#b${card} #BuyLamp`, edit_history_tweet_ids: [`${id}0`, id] }),
  (card, id) => v2({ id, edit_history_tweet_ids: [card, id] }),
  (card) => ({ delete: { status: { id_str: card, user_id_str: card } } }),
  (card, id) => ({
    id_str: id,
    text: '#BuyLamp',
    created_at: 'Tue Sep 01 10:00:00 +0000 2026',
    source: `<a href="https://example.org/${card}">${card}</a>`,
    user: { id_str: '9', screen_name: card, name: card, description: card, created_at: '' },
  }),
  (card, id) => ({ id_str: id, text: '#BuyLamp', created_at: card, user: { id_str: '9' }, [card]: card }),
  (card) => ({ title: card, detail: card }),
];

function v2(fields: object): object {
  return { author_id: '77', text: '#BuyLamp', created_at: POSTED_AT, source: 'Twitter for iPhone', ...fields };
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) await work(item, index);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

describe('POST /posts, /orders and /webhooks', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { SYNCLINE_WEBHOOK_SECRETS: SECRET } });
  });
  afterAll(() => server.stop());

  /** Tells of an order as whoever ships would, signed; the answer. */
  const tell = async (body: string) => {
    const signature = sign(body, { secret: SECRET, at: Date.now() });
    const answer = await fetch(`${server.url}/api/v1/webhooks/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Syncline-Signature': signature },
      body,
    });
    return `${answer.status} ${await answer.text()}`;
  };
  const send = (path: string, body: string) =>
    fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

  it(`keep none of ${CARDS} card numbers, wherever in a post they stand`, async () => {
    const offer = {
      slug: 'lamp',
      name: 'Lamp',
      trigger_hashtag: 'BuyLamp',
      confirmation_hashtag: 'ConfirmLamp',
      price_minor: 100,
      currency: 'USD',
      starts_at: '2026-09-01T00:00:00Z',
    };
    expect((await send('offers', JSON.stringify(offer))).status).toBe(201);
    const cards = fc.sample(cardNumber, { numRuns: CARDS, seed: 43 });
    let matched = 0;
    for (let from = 0; from < cards.length; from += A_REQUEST) {
      const lines = cards.slice(from, from + A_REQUEST).map((card, index) => {
        const place = places[(from + index) % places.length];
        return JSON.stringify(place?.(card, String(1_000_000 + from + index)));
      });
      const answer = await send('posts', lines.join('\n'));
      expect(answer.status).toBe(200);
      const text = await answer.text();
      matched += postsAnswerSchema.parse(JSON.parse(text)).matched;
      for (const card of cards.slice(from, from + A_REQUEST)) if (text.includes(card)) throw new Error('told back');
    }
    expect(matched).toBeGreaterThan(CARDS / 4);
    await inParallel(cards.slice(0, ASKED_ONE_BY_ONE), async (card, index) => {
      const refund = await send('orders/x/refunds', JSON.stringify({ reason: `card ${card}` }));
      expect(`${refund.status} ${await refund.text()}`).toMatch(/^400 .*card number/);
      const news = [{ order: card }, { order: 'o-1', note: card }, { order: 'o-1', [card]: 1 }][index % 3];
      expect(await tell(JSON.stringify({ id: `n-${index}`, type: 'order.fulfilled', ...news }))).toMatch(
        /^400 .*card number/,
      );
    });
    await server.end();
    const all = new Set(cards);
    expect(new Set(cardsFound(server.dataDir, all))).toEqual(new Set());
    for (const card of all) if (server.output().includes(card)) throw new Error('a card number is in the log');
  });
});
