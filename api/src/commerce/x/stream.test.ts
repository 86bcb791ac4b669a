import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/errors.ts';
import type { Found } from '../../posts/x/post.ts';
import type { PostsIn } from '../ports.ts';
import { registerStreamGauges } from './gauges.ts';
import { XStream } from './stream.ts';
import { TestTime, TestX, type TestConnection } from './test-x.ts';

const NOW = Date.UTC(2026, 8, 1, 12);
const DOCS = join(process.env.SYNCLINE_REAL_DATA ?? '', 'x-api-payloads/docs');

let x: TestX;
let url: string;
let time: TestTime;
let hashtags: string[];
let received: Found[][];
/** What taking posts in fails with, one after another. */
let failures: Error[];
let stream: XStream;

const posts: PostsIn = {
  receive: async (found) => {
    const failure = failures.shift();
    if (failure) throw failure;
    received.push([...found]);
    return { posts: found.length, deleted: 0, matched: 0, refused: 0, skipped: 0 };
  },
};

beforeEach(async () => {
  x = new TestX();
  url = await x.start();
  time = new TestTime(NOW);
  hashtags = ['BuyIt', 'ConfirmIt'];
  received = [];
  failures = [];
});
afterEach(async () => {
  await stream.close();
  await x.stop();
});

function open(more: { backfill?: boolean; bearerToken?: string; random?: () => number } = {}): void {
  stream = new XStream({
    url,
    bearerToken: 'token',
    backfill: false,
    posts,
    liveHashtags: async () => hashtags,
    time,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
    ...more,
  });
  stream.start();
}

const state = () => stream.status().state;
const expectConnected = async (count = 1): Promise<TestConnection> => {
  await expect.poll(() => [x.connections.length, state()]).toEqual([count, 'connected']);
  return x.connections.at(-1) as TestConnection;
};
/** The wait of this length is under way. */
const expectWait = (ms: number) => expect.poll(() => time.sleeping).toContain(ms);
const ids = () =>
  received
    .flat()
    .flatMap((found) => (found.kind === 'post' ? [found.post.id] : found.kind === 'delete' ? [`-${found.id}`] : []));
const post = (id: string) => ({
  data: {
    id,
    author_id: '9',
    created_at: '2026-09-01T12:00:00.000Z',
    text: `#BuyIt № ${id}`,
    edit_history_tweet_ids: [id],
    entities: { hashtags: [{ start: 0, end: 6, tag: 'BuyIt' }] },
  },
  includes: { users: [{ id: '9', protected: false, public_metrics: { followers_count: 1234 } }] },
  matching_rules: [{ id: '1', tag: 'syncline offers' }],
});

describe('the filtered stream of X', () => {
  it.each([false, true])('hands over posts as they come, compressed: %s', async (gzip) => {
    x.gzip = gzip;
    open();
    const connection = await expectConnected();
    expect(connection.query.get('backfill_minutes')).toBeNull();
    expect(connection.query.get('tweet.fields')?.split(',')).toContain('referenced_tweets');
    expect(connection.headers['user-agent']).toBe('Syncline');
    connection.write('\r\n');
    connection.send(post('1'));
    connection.send(post('2'));
    await expect.poll(ids).toEqual(['1', '2']);
    expect(received[0]?.[0]).toMatchObject({ post: { authorId: '9', followers: 1234, hashtags: ['BuyIt'] } });
    expect(stream.status()).toMatchObject({ posts: 2, rules: 1, reconnects: 0, lastPostAt: NOW, connectedSince: NOW });
    const registry = new Registry();
    registerStreamGauges(registry, () => stream.status());
    const metrics = await registry.metrics();
    expect(metrics).toContain('syncline_x_stream_connected 1\n');
    expect(metrics).toContain(`syncline_x_stream_last_post_timestamp_seconds ${NOW / 1000}\n`);
  });

  it('reads lines that are cut anywhere', async () => {
    open();
    const connection = await expectConnected();
    const bytes = Buffer.from(`${JSON.stringify(post('1'))}\r\n\r\n${JSON.stringify(post('2'))}\r\n`);
    for (let from = 0; from < bytes.length; from += 7) {
      connection.write(bytes.subarray(from, from + 7));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(ids).toEqual(['1', '2']);
  });

  it('listens when there is something to listen for, and follows the offers', async () => {
    hashtags = [];
    open();
    await expectWait(60_000);
    expect(state()).toBe('idle');
    hashtags = ['BuyIt'];
    stream.offersChanged();
    await expectConnected();
    expect(x.rules.map(({ value }) => value)).toEqual(['(#buyit) -is:retweet -is:quote']);
    hashtags = ['BuyThat'];
    await expectWait(60_000);
    time.advance(10_000);
    x.connections[0]?.write('\r\n');
    time.advance(10_000);
    x.connections[0]?.write('\r\n');
    stream.offersChanged();
    await expect.poll(() => x.rules.map(({ value }) => value)).toEqual(['(#buythat) -is:retweet -is:quote']);
  });

  it('asks for the hashtags every minute by itself', async () => {
    hashtags = [];
    open();
    await expectWait(60_000);
    hashtags = ['BuyIt'];
    time.advance(60_000);
    await expectConnected();
  });

  it('comes back at once when a sound connection drops, and later and later while it keeps dropping', async () => {
    open({ random: () => 1 - Number.EPSILON });
    const first = await expectConnected();
    time.advance(20_000);
    first.write('\r\n');
    first.end();
    const second = await expectConnected(2);
    second.destroy();
    await expect.poll(() => time.sleeping.map(Math.round)).toContain(250);
    time.advance(250);
    (await expectConnected(3)).end();
    await expect.poll(() => time.sleeping.map(Math.round)).toContain(500);
    expect(stream.status()).toMatchObject({ state: 'waiting', reconnects: 2, connectedSince: null });
  });

  it('takes a connection without keep-alives for lost', async () => {
    open();
    const connection = await expectConnected();
    await expectWait(25_000);
    time.advance(15_000);
    connection.write('\r\n');
    await expect.poll(() => time.waits.filter((ms) => ms === 25_000).length).toBe(2);
    time.advance(15_000);
    expect(state()).toBe('connected');
    time.advance(10_000);
    await expectConnected(2);
    await expect.poll(() => connection.isOpen).toBe(false);
    expect(stream.status().lastError?.message).toContain('nothing came within 25 s');
  });

  it('waits until the limit of the rules is over', async () => {
    const reset = String(NOW / 1000 + 421);
    const headers = { 'x-rate-limit-limit': '450', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    x.refusals.push({ request: 'GET /2/tweets/search/stream/rules', refusal: { status: 429, headers } });
    open();
    await expect.poll(() => time.sleeping.some((ms) => ms > 400_000)).toBe(true);
    expect(stream.status().lastError?.message).toContain('429');
  });

  it('waits longer and longer after 503, and says what X says', async () => {
    refuseStream(3, { status: 503, body: { title: 'Service Unavailable', detail: 'Over capacity' } });
    open();
    for (const wait of [2500, 5000, 10_000]) {
      await expectWait(wait);
      expect(state()).toBe('waiting');
      time.advance(wait);
    }
    await expectConnected();
    expect(stream.status().lastError?.message).toBe('X answered 503: Service Unavailable: Over capacity');
  });

  it('waits out a limit of the stream itself', async () => {
    const reset = String(NOW / 1000 + 100);
    refuseStream(1, { status: 429, headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset } });
    open();
    await expectWait(103_000);
    time.advance(103_000);
    await expectConnected();
  });

  it('goes on after X says that it ends the stream', async () => {
    open();
    const connection = await expectConnected();
    time.advance(20_000);
    connection.send(post('1'));
    connection.send({
      errors: [
        {
          title: 'operational-disconnect',
          disconnect_type: 'UpstreamOperationalDisconnect',
          detail: 'This stream has been disconnected upstream for operational reasons.',
          type: 'https://api.x.com/2/problems/operational-disconnect',
        },
      ],
    });
    (await expectConnected(2)).send(post('2'));
    await expect.poll(ids).toEqual(['1', '2']);
    expect(stream.status().lastError?.message).toContain('operational-disconnect');
  });

  it('does not fight over the place of a connection', async () => {
    open();
    const connection = await expectConnected();
    connection.send({
      title: 'ConnectionException',
      detail: 'This stream is currently at the maximum allowed connection limit.',
      connection_issue: 'TooManyConnections',
      type: 'https://api.x.com/2/problems/streaming-connection',
    });
    await expectWait(2500);
    expect(stream.status().lastError?.message).toContain('maximum allowed connection limit');
  });

  it('asks again for what it may have missed, where that is to be had; twice does no harm', async () => {
    open({ backfill: true });
    const first = await expectConnected();
    expect(first.query.get('backfill_minutes')).toBe('5');
    first.send(post('1'));
    await expect.poll(ids).toEqual(['1']);
    time.advance(20_000);
    first.end();
    const second = await expectConnected(2);
    expect(second.query.get('backfill_minutes')).toBe('1');
    second.send(post('1'));
    second.send(post('2'));
    await expect.poll(ids).toEqual(['1', '1', '2']);
  });

  it('goes on without backfill where X does not give it', async () => {
    refuseStream(1, { status: 400, body: { title: 'Invalid Request', detail: 'backfill_minutes is not available' } });
    open({ backfill: true });
    await expectWait(2500);
    time.advance(2500);
    expect((await expectConnected()).query.get('backfill_minutes')).toBeNull();
  });

  it('reads nothing more until posts are durable, however often that fails', async () => {
    open();
    const connection = await expectConnected();
    failures = [
      new ApiError('too_many_requests', 'full', { retryAfterSeconds: 3 }),
      new Error('the disk is full'),
      new Error('the disk is full'),
    ];
    connection.send(post('1'));
    for (const wait of [3000, 500, 1000]) {
      await expectWait(wait);
      connection.send(post(`2${wait}`));
      expect(received).toEqual([]);
      time.advance(wait);
    }
    await expect.poll(ids).toEqual(['1', '23000', '2500', '21000']);
  });

  it('hands over notices of deletion, and what it cannot read as refused', async () => {
    open();
    const connection = await expectConnected();
    connection.send({ delete: { status: { id: 7, id_str: '7', user_id: 9, user_id_str: '9' } } });
    connection.send({ data: { delete: { tweet: { id: '8', author_id: '9' } } } });
    connection.send({ data: { id: '1', text: 'of nobody' } });
    connection.write('not JSON\r\n');
    await expect.poll(ids).toEqual(['-7', '-8']);
    await expect.poll(() => received.flat().filter(({ kind }) => kind === 'refused').length).toBe(2);
  });

  it('keeps trying with a token that is not taken, and tells so', async () => {
    open({ bearerToken: 'another' });
    await expectWait(2500);
    expect(stream.status().lastError?.message).toContain('401');
    expect(state()).toBe('idle');
  });

  it('is reached again when X was gone', async () => {
    open();
    await expectConnected();
    await x.stop();
    await expect.poll(() => stream.status().lastError?.message).toContain('cannot be reached');
    await expectWait(250);
    x = new TestX();
    await x.start(Number(new URL(url).port));
    time.advance(250);
    await expectConnected();
  });

  it('stops while it waits, reads or hands over', async () => {
    open();
    const connection = await expectConnected();
    failures = Array.from({ length: 3 }, () => new Error('the disk is full'));
    connection.send(post('1'));
    await expectWait(250);
    await stream.close();
    expect(stream.status()).toMatchObject({ state: 'stopped', connectedSince: null });
    expect(received).toEqual([]);
  });

  it.skipIf(!existsSync(DOCS))('reads every example of X’s documentation without stumbling', async () => {
    open();
    const connection = await expectConnected();
    const examples = readdirSync(DOCS)
      .filter((name) => name.startsWith('x-api-') && name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(DOCS, name), 'utf8')) as Record<string, unknown>)
      .filter((example) => !('errors' in example && !('data' in example)) && !('title' in example));
    for (const example of examples) connection.send(example);
    connection.send(post('1'));
    await expect.poll(() => ids().at(-1)).toBe('1');
    // Whole posts of v2, as the documentation has them in streams and look-ups.
    const whole = examples.flatMap(({ data }) => (Array.isArray(data) ? data : [data])).filter(isWhole);
    expect(whole.length).toBeGreaterThan(3);
    for (const { id } of whole) expect(ids()).toContain(id);
    expect(x.connections).toHaveLength(1);
  });
});

function isWhole(value: unknown): value is { id: string } {
  const fields = ['id', 'text', 'author_id', 'created_at'];
  return typeof value === 'object' && value !== null && fields.every((field) => field in value);
}

/** Refuses the next connections to the stream, and lets the rules through. */
function refuseStream(count: number, refusal: (typeof x.refusals)[number]['refusal']): void {
  for (let index = 0; index < count; index++) x.refusals.push({ request: 'GET /2/tweets/search/stream', refusal });
}
