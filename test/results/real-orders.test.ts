import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { orderPageSchema, postsAnswerSchema } from '@syncline/shared/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { hasRealData, realPath } from './real-data.ts';

const SAMPLE = 'tweets-v11-stream/stream-sample-2015-08-16.jsonl.gz';
const LINES_A_PUSH = 500;

interface RawPost {
  id_str: string;
  text?: string;
  retweeted_status?: unknown;
  quoted_status_id_str?: string;
  is_quote_status?: boolean;
  entities?: { hashtags?: { text: string }[] };
}

describe.skipIf(!hasRealData('tweets-v11-stream'))(
  'real posts and an offer on one of their hashtags (needs SYNCLINE_REAL_DATA)',
  () => {
    let server: TestServer;
    const lines = () =>
      gunzipSync(readFileSync(realPath(SAMPLE)))
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');

    /** Hashtag, as X itself extracted it → ids of the original posts that hold it. */
    const holders = (posts: readonly RawPost[]) => {
      const found = new Map<string, Set<string>>();
      for (const { id_str, retweeted_status, is_quote_status, quoted_status_id_str, entities } of posts) {
        if (retweeted_status || is_quote_status || quoted_status_id_str !== undefined) continue;
        for (const { text } of entities?.hashtags ?? []) {
          const tag = text.toLowerCase();
          found.set(tag, (found.get(tag) ?? new Set<string>()).add(id_str));
        }
      }
      return found;
    };

    beforeAll(async () => {
      server = await startTestServer();
    });
    afterAll(() => server.stop());

    const get = async (path: string) => (await fetch(`${server.url}/api/v1/${path}`)).json();

    it('each of the posts triggers once, and nobody is charged', async () => {
      const raw = lines().map((line) => JSON.parse(line) as RawPost);
      const posts = raw.filter(({ text }) => text !== undefined);
      // That which most original posts hold.
      const [[tag, expected] = ['', new Set<string>()]] = [...holders(posts)].sort(([, a], [, b]) => b.size - a.size);
      expect(expected.size).toBeGreaterThan(10);

      const offer = await fetch(`${server.url}/api/v1/offers`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          slug: 'real',
          name: 'Real',
          trigger_hashtag: tag,
          confirmation_hashtag: 'NobodyPostedThis',
          price_minor: 100,
          currency: 'USD',
          starts_at: '2015-08-01T00:00:00Z',
          ends_at: '2015-09-01T00:00:00Z',
        }),
      });
      expect(offer.status).toBe(201);
      const all = lines();
      for (let from = 0; from < all.length; from += LINES_A_PUSH) {
        const answer = await fetch(`${server.url}/api/v1/posts`, {
          method: 'POST',
          body: all.slice(from, from + LINES_A_PUSH).join('\n'),
        });
        expect(answer.status).toBe(200);
        expect(postsAnswerSchema.parse(await answer.json()).refused).toBe(0);
      }
      const orders = async () => orderPageSchema.parse(await get('orders?offer=real&limit=500'));
      await expect.poll(async () => (await orders()).counts.states.lost, { timeout: 60_000 }).toBe(expected.size);
      const { items, counts } = await orders();
      expect(Object.values(counts.states).reduce((sum, count) => sum + count, 0)).toBe(expected.size);
      expect(new Set(items.map(({ loss }) => loss))).toEqual(new Set(['unsynced']));
      const triggers = await Promise.all(
        items.map(async ({ id }) => ((await get(`orders/${id}`)) as { posts: { id: string; role: string }[] }).posts),
      );
      expect(
        new Set(
          triggers
            .flat()
            .filter(({ role }) => role === 'trigger')
            .map(({ id }) => id),
        ),
      ).toEqual(expected);
    });
  },
);
