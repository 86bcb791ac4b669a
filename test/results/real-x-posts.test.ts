import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import {
  ask,
  byDimension,
  hasRealData,
  importBody,
  importFile,
  readText,
  realPath,
  refusals,
  trackHashtag,
} from './real-data.ts';

const SAMPLE = 'tweets-v11-stream/stream-sample-2015-08-16.jsonl.gz';
const SAMPLE_DAY = { period: { from: '2015-08-16', to: '2015-08-16' } };

describe.skipIf(!hasRealData('tweets-v11-stream'))('posts of API v1.1 (needs SYNCLINE_REAL_DATA)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  /** Everything the sample's numbers are: posts, people, by device, by client. */
  async function numbers() {
    const { totals } = await ask(server.url, { ...SAMPLE_DAY, metrics: ['actions', 'active_users'] });
    return {
      totals: totals.metrics,
      devices: await byDimension(server.url, SAMPLE_DAY, 'device', 'actions'),
      people: await byDimension(server.url, SAMPLE_DAY, 'device', 'active_users'),
      clients: await byDimension(server.url, SAMPLE_DAY, 'client', 'actions'),
    };
  }

  it('gives the independently computed numbers of the stream sample', async () => {
    const record = await importFile(server.url, SAMPLE);
    expect(record).toMatchObject({
      state: 'done',
      format: 'x-posts',
      rows: 8_299,
      accepted: 7_337,
      duplicate: 1,
      rejected: 0,
      delete_notices: 961,
    });
    const found = await numbers();
    expect(found.totals).toEqual({ actions: 7_337, active_users: 7_211 });
    const { mobile = 0, tablet = 0, desktop, other, unknown = 0 } = found.devices;
    expect({ mobile: mobile + tablet, desktop, other: (other ?? 0) + unknown }).toEqual({
      mobile: 4_765,
      desktop: 1_224,
      other: 1_348,
    });
    expect(found.clients).toMatchObject({
      'Twitter for iPhone': 2_346,
      'Twitter for Android': 2_053,
      'Twitter Web Client': 904,
      TweetDeck: 305,
      IFTTT: 224,
      'Twitter for iPad': 164,
    });
    expect(Object.keys(found.clients)).toHaveLength(396);
  });

  it('counts people by class of device', async () => {
    const people = async (devices: string[]) => {
      const filters = [{ dimension: 'device' as const, op: 'is' as const, values: devices }];
      const { totals } = await ask(server.url, { ...SAMPLE_DAY, metrics: ['active_users'], filters });
      return totals.metrics.active_users ?? Number.NaN;
    };
    const mobile = await people(['mobile', 'tablet']);
    const desktop = await people(['desktop']);
    expect([mobile, desktop]).toEqual([4_705, 1_197]);
    expect(mobile + desktop - (await people(['mobile', 'tablet', 'desktop']))).toBe(0);
  });

  it('changes no number when the sample is imported again', async () => {
    const before = await numbers();
    const record = await importFile(server.url, SAMPLE);
    expect(record).toMatchObject({ accepted: 0, duplicate: 7_338, replaced: 0, removed: 0, delete_notices: 961 });
    expect(await numbers()).toEqual(before);
  });

  it('classifies what is stored again once there are tracking rules: #mtvhottest as X itself finds it', async () => {
    await trackHashtag(server.url, 'MTVHottest', 'mtv-hottest');
    expect(await importFile(server.url, SAMPLE)).toMatchObject({ accepted: 0, replaced: 188, duplicate: 7_150 });
    const engagements = await byDimension(server.url, SAMPLE_DAY, 'campaign', 'engagements');
    expect(engagements['mtv-hottest']).toBe(188);
    expect((await numbers()).totals).toEqual({ actions: 7_337, active_users: 7_211 });
  });

  it('removes the posts whose notices stand in the sample when asked to, and never takes them in again', async () => {
    const removal = await importFile(server.url, SAMPLE, { deletes: 'all' });
    expect(removal).toMatchObject({ delete_notices: 961, removed: 88 });
    expect((await numbers()).totals).toEqual({ actions: 7_249, active_users: 7_125 });
    await importFile(server.url, SAMPLE);
    expect((await numbers()).totals).toEqual({ actions: 7_249, active_users: 7_125 });
  });

  it('takes the enterprise and public examples, ids digit for digit', async () => {
    const examples = ['enterprise-v11-examples.jsonl', 'public-api-sample.jsonl'];
    const [enterprise, open] = [
      await importFile(server.url, `tweets-v11-stream/${examples[0]}`),
      await importFile(server.url, `tweets-v11-stream/${examples[1]}`),
    ];
    expect(enterprise).toMatchObject({ state: 'done', rows: 25, rejected: 0 });
    expect(open).toMatchObject({ state: 'done', rows: 20, rejected: 0 });
    const texts = examples.map((name) => readText(`tweets-v11-stream/${name}`).trim().split('\n'));
    const ids = texts.flat().map((line) => (JSON.parse(line) as { id_str: string }).id_str);
    const { totals } = await ask(server.url, {
      period: { from: '2016-01-01', to: '2018-12-31' },
      metrics: ['actions'],
    });
    expect(totals.metrics.actions).toBe(new Set(ids).size);
  });

  it.each([
    ['additional_field', 'unknown_field unexpected_field'],
    ['missing_field', 'incomplete_post user.description'],
    ['missing_quotetweet_field', 'incomplete_post quoted_status.user'],
    ['missing_user', 'incomplete_post user'],
  ])('refuses broken-original_format_%s with its reason', async (name, reason) => {
    const record = await importFile(server.url, `tweets-v11-stream/broken-original_format_${name}.json`);
    expect(record).toMatchObject({ state: 'done', rows: 1, accepted: 0, rejected: 1 });
    expect(await refusals(server.url, record.id)).toEqual([reason]);
  });
});

describe.skipIf(!hasRealData('tweets-v2-pages'))('pages of API v2 (needs SYNCLINE_REAL_DATA)', () => {
  const ALL = { period: { from: '2019-01-01', to: '2023-12-31' } };
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.stop());

  const posts = async () => {
    const { totals } = await ask(server.url, { ...ALL, metrics: ['actions', 'active_users'] });
    return totals.metrics;
  };

  it('takes every file without a failure', async () => {
    const rows: Record<string, number> = {};
    const refused: Record<string, number> = {};
    const skipped: Record<string, number> = {};
    let deleteNotices = 0;
    for (const name of readdirSync(realPath('tweets-v2-pages')).filter((each) => each.endsWith('.jsonl'))) {
      const record = await importFile(server.url, `tweets-v2-pages/${name}`);
      expect({ name, state: record.state, error: record.error }).toEqual({ name, state: 'done', error: null });
      rows[name] = record.accepted + record.duplicate;
      if (record.rejected > 0) refused[name] = record.rejected;
      Object.assign(skipped, record.skipped);
      deleteNotices += record.delete_notices;
    }
    expect(refused).toEqual({ 'streaming_output_with_error.jsonl': 1 });
    expect(skipped).toEqual({ post_counts: 169, users: 96, lists: 6, user_compliance: 2 });
    expect(deleteNotices).toBe(2);
    expect(rows).toMatchObject({
      '2sets.jsonl': 200,
      'brexit.jsonl': 100,
      'kpop.jsonl': 100,
      'entities_test.jsonl': 474,
      'flat.jsonl': 100,
      'noflat.jsonl': 100,
      'media_policy_violation_on.jsonl': 100,
      'media_policy_violation_off.jsonl': 100,
      'streaming_output_with_error.jsonl': 7,
      'users.jsonl': 0,
    });
  });

  it('refuses where a stream breaks off, and takes the posts before', async () => {
    const record = await importFile(server.url, 'tweets-v2-pages/streaming_output_with_error.jsonl');
    expect(record).toMatchObject({ rows: 8, accepted: 7, rejected: 1 });
    expect(await refusals(server.url, record.id)).toEqual(['invalid_json']);
  });

  it.each([
    ['brexit', 98, { mobile: 61, unknown: 37, other: 2 }],
    ['kpop', 87, { mobile: 87, unknown: 8, other: 5 }],
  ])('gives the numbers of %s', async (name, people, devices) => {
    await importFile(server.url, `tweets-v2-pages/${name}.jsonl`);
    expect(await posts()).toEqual({ actions: 100, active_users: people });
    const { mobile = 0, tablet = 0, ...rest } = await byDimension(server.url, ALL, 'device', 'actions');
    expect({ mobile: mobile + tablet, ...rest }).toEqual(devices);
  });

  it('tells reposts from posts', async () => {
    for (const value of ['brexit', 'kpop']) {
      await trackHashtag(server.url, value, value);
      await importFile(server.url, `tweets-v2-pages/${value}.jsonl`);
      const filters = [{ dimension: 'campaign' as const, op: 'is' as const, values: [value] }];
      const actions = await byDimension(server.url, { ...ALL, filters }, 'action', 'engagements');
      expect(actions.repost).toBe(value === 'brexit' ? 67 : 78);
      expect(Object.values(actions).reduce((sum, count) => sum + count, 0)).toBe(100);
    }
  });

  it('counts 2sets as the two pages it is made of, and flat posts as those of the page', async () => {
    await importFile(server.url, 'tweets-v2-pages/brexit.jsonl');
    await importFile(server.url, 'tweets-v2-pages/kpop.jsonl');
    expect(await importFile(server.url, 'tweets-v2-pages/2sets.jsonl')).toMatchObject({ accepted: 0, duplicate: 200 });
    await importFile(server.url, 'tweets-v2-pages/noflat.jsonl');
    expect(await importFile(server.url, 'tweets-v2-pages/flat.jsonl')).toMatchObject({ accepted: 0, duplicate: 100 });
  });

  it('counts an edited post once, in whatever order its versions arrive', async () => {
    const versions = ['edited_before', 'edited', 'edited_after'];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      const fresh = await startTestServer();
      try {
        for (const index of order) await importFile(fresh.url, `tweets-v2-pages/${versions[index]}.jsonl`);
        const { totals } = await ask(fresh.url, { ...ALL, metrics: ['actions'] });
        expect({ order, posts: totals.metrics.actions }).toEqual({ order, posts: 1 });
      } finally {
        await fresh.stop();
      }
    }
  });

  it('removes a stored post when a delete notice of another file names it', async () => {
    const id = '1377650093109743620';
    await importFile(server.url, 'tweets-v2-pages/streaming_output_with_error.jsonl');
    const notice = `{"id":"${id}","action":"delete","created_at":"2021-04-01T15:52:32.000Z","reason":"deleted"}\n`;
    expect(await importBody(server.url, 'notices', notice)).toMatchObject({ delete_notices: 1, removed: 1 });
    expect((await posts()).actions).toBe(6);
    await importFile(server.url, 'tweets-v2-pages/streaming_output_with_error.jsonl');
    expect((await posts()).actions).toBe(6);
  });
});
