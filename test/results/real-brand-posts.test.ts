import { detect } from '@syncline/api/imports/detect';
import { readEntries } from '@syncline/api/imports/readers';
import { openSource } from '@syncline/api/imports/source';
import { hashtagsOf } from '@syncline/api/posts/tracking';
import type { XPost } from '@syncline/api/posts/x/post';
import type { Import } from '@syncline/shared/control';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { ask, byDimension, hasRealData, importFile, realPath } from './real-data.ts';

const POSTS = 'tweets-brand-csv/pfizer-biontech-tweets.csv.gz';
const PERIOD = { period: { from: '2020-12-01', to: '2021-04-30' } };

async function* postsOf(name: string): AsyncGenerator<XPost> {
  const source = await openSource(realPath(name), new AbortController().signal, () => undefined);
  const detected = detect('auto', source.head, source.complete);
  const seen = new Set<string>();
  for await (const { items } of readEntries(source.content, detected, null, { campaignsByName: new Map() })) {
    for (const item of items) {
      if (item.kind !== 'post' || seen.has(item.post.id)) continue;
      seen.add(item.post.id);
      yield item.post;
    }
  }
}

async function countTags(name: string, tagsOf: (post: XPost) => Set<string>) {
  const counts = new Map<string, number>();
  let posts = 0;
  for await (const post of postsOf(name)) {
    const tags = tagsOf(post);
    if (tags.size > 0) posts += 1;
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const top = [...counts].sort((a, b) => b[1] - a[1]);
  return { posts, distinct: counts.size, top };
}

describe.skipIf(!hasRealData('tweets-brand-csv'))('posts about a brand as CSV (needs SYNCLINE_REAL_DATA)', () => {
  let server: TestServer;
  let record: Import;
  beforeAll(async () => {
    server = await startTestServer();
    record = await importFile(server.url, POSTS);
  });
  afterAll(() => server.stop());

  it('takes every row', () => {
    expect(record).toMatchObject({
      state: 'done',
      format: 'brand-posts-csv',
      rows: 8_082,
      accepted: 8_082,
      rejected: 0,
    });
  });

  it('counts posts and people', async () => {
    const { totals } = await ask(server.url, { ...PERIOD, metrics: ['actions', 'active_users'] });
    expect(totals.metrics).toEqual({ actions: 8_082, active_users: 5_350 });
  });

  it('splits by client and device; the web app stays undecided', async () => {
    const clients = await byDimension(server.url, PERIOD, 'client', 'actions');
    expect(Object.keys(clients)).toHaveLength(51);
    expect(clients).toMatchObject({
      'Twitter for iPhone': 2_864,
      'Twitter Web App': 2_302,
      'Twitter for Android': 1_897,
      TweetDeck: 462,
      'Twitter for iPad': 229,
    });
    const devices = await byDimension(server.url, PERIOD, 'device', 'actions');
    const { mobile = 0, tablet = 0, desktop, other = 0, unknown = 0 } = devices;
    const unlabelled = clients[''] ?? 0;
    expect({ mobile: mobile + tablet, desktop, webApp: unknown - unlabelled, other: other + unlabelled }).toEqual({
      mobile: 4_990,
      desktop: 467,
      webApp: 2_302,
      other: 323,
    });
  });

  it('counts people on mobile, on desktop and on both', async () => {
    const people = async (values: string[]) => {
      const filters = [{ dimension: 'device' as const, op: 'is' as const, values }];
      const { totals } = await ask(server.url, { ...PERIOD, metrics: ['active_users'], filters });
      return totals.metrics.active_users ?? Number.NaN;
    };
    const [mobile, desktop] = [await people(['mobile', 'tablet']), await people(['desktop'])];
    const either = await people(['mobile', 'tablet', 'desktop']);
    expect({ mobile, desktop, both: mobile + desktop - either }).toEqual({ mobile: 3_719, desktop: 140, both: 10 });
  });

  it('finds the busiest hour', async () => {
    const hours = await byDimension(server.url, PERIOD, 'time:hour', 'actions');
    const [busiest, next] = Object.entries(hours).sort((a, b) => b[1] - a[1]);
    expect(busiest?.[0]).toMatch(/^2020-12-17T05/);
    expect(busiest?.[1]).toBe(25);
    expect(next?.[1]).toBeLessThan(25);
  });

  it('finds the hashtags in the texts alone, as the set lists them', async () => {
    const { posts, distinct, top } = await countTags(POSTS, ({ text }) =>
      hashtagsOf({ texts: [text], hashtags: [], mentions: [] }),
    );
    expect({ posts, distinct }).toEqual({ posts: 6_133, distinct: 2_358 });
    expect(top.slice(0, 4)).toEqual([
      ['pfizerbiontech', 4_330],
      ['covid19', 1_113],
      ['vaccine', 819],
      ['covidvaccine', 611],
    ]);
  });
});

describe.skipIf(!hasRealData('tweets-v11-stream'))('hashtags of streamed posts (needs SYNCLINE_REAL_DATA)', () => {
  const SAMPLE = 'tweets-v11-stream/stream-sample-2015-08-16.jsonl.gz';

  it('gives the numbers of the sample with what X extracted', async () => {
    const { posts, top } = await countTags(SAMPLE, ({ text, hashtags }) =>
      hashtagsOf({ texts: [text], hashtags, mentions: [] }),
    );
    expect(posts).toBe(1_407);
    expect(top.slice(0, 5)).toEqual([
      ['mtvhottest', 188],
      ['mpn', 56],
      ['teenchoiceawards', 55],
      ['escreveai', 32],
      ['mtvsummerstar', 31],
    ]);
  });

  it('extracts from every text that is not cut exactly what X extracted', async () => {
    const differing: string[] = [];
    let compared = 0;
    for await (const { id, action, text, hashtags } of postsOf(SAMPLE)) {
      if (action === 'repost' || text.endsWith('…')) continue;
      compared += 1;
      const own = [...hashtagsOf({ texts: [text], hashtags: [], mentions: [] })].sort();
      const given = [...hashtagsOf({ texts: [], hashtags, mentions: [] })].sort();
      if (own.join() !== given.join()) differing.push(id);
    }
    expect(compared).toBeGreaterThan(4_000);
    expect(differing).toEqual([]);
  });
});
