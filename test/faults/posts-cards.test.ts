import { postsAnswerSchema } from '@syncline/shared/orders';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { cardsFound } from './cards.ts';
import { cardNumber } from './malformed.ts';

const CARDS = 10_000;
const A_REQUEST = 500;
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

describe('POST /posts and /orders', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

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
    for (const card of cards.slice(0, 50)) {
      expect((await send('orders/x/refunds', JSON.stringify({ reason: `card ${card}` }))).status).toBe(400);
    }
    await server.end();
    const all = new Set(cards);
    expect(new Set(cardsFound(server.dataDir, all))).toEqual(new Set());
    for (const card of all) if (server.output().includes(card)) throw new Error('a card number is in the log');
  });
});
