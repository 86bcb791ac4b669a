import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusedError, TryLaterError } from '../ports.ts';
import { oauth1Header } from './oauth1.ts';
import { XReplies } from './x.ts';

const NOW = Date.UTC(2026, 8, 1, 12);
const CREATED = { status: 201, body: { data: { id: '1445880548472328192', text: 'reply' } } };
const DUPLICATE = {
  status: 403,
  body: {
    detail: 'You are not allowed to create a Tweet with duplicate content.',
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
  },
};

interface Result {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

let server: Server;
let url: string;
let now: number;
let requests: { path: string | undefined; headers: IncomingHttpHeaders; body: unknown }[];
/** What is answered, one after another; null never is. */
let answers: (Result | null)[];
let replies: XReplies;

beforeEach(async () => {
  now = NOW;
  requests = [];
  answers = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ path: request.url, headers: request.headers, body: JSON.parse(await text(request)) });
    const answer = answers.shift();
    if (!answer) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  };
  server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = { apiKey: 'app', apiSecret: 'app secret', accessToken: 'account', accessSecret: 'account secret' };
  replies = new XReplies({ url, keys, clock: { now: () => now }, timeoutMs: 300 });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const send = (more = {}) =>
  replies.send({ key: 'reply-o-1', network: 'x', inReplyTo: '1234567890', text: 'Post #ConfirmIt to buy', ...more });

describe('replies on X', () => {
  it('are posted under the post they answer, signed for the account', async () => {
    answers = [CREATED];
    expect(await send()).toEqual({ post: '1445880548472328192' });
    const [request] = requests;
    expect(request?.path).toBe('/2/tweets');
    expect(request?.body).toEqual({
      text: expect.stringMatching(/^Post #ConfirmIt to buy \[\w{6}\]$/) as string,
      reply: { in_reply_to_tweet_id: '1234567890' },
    });
    const header = String(request?.headers.authorization);
    const nonce = /oauth_nonce="(\w+)"/.exec(header)?.[1] ?? '';
    expect(header).toBe(
      oauth1Header(
        { consumerKey: 'app', consumerSecret: 'app secret', token: 'account', tokenSecret: 'account secret' },
        { method: 'POST', url: `${url}/2/tweets`, nonce, timestamp: NOW / 1000 },
      ),
    );
  });

  it('differ from one order to the next, and not from one attempt to the next', async () => {
    answers = [null, CREATED, CREATED];
    await expect(send()).rejects.toThrow(TryLaterError);
    await send();
    await send({ key: 'reply-o-2' });
    const [first, second, other] = requests.map(({ body }) => (body as { text: string }).text);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('that are as long as a post stay as they are', async () => {
    answers = [CREATED];
    const text = 'x'.repeat(280);
    await send({ text });
    expect(requests[0]?.body).toMatchObject({ text });
  });

  it('are sent once when the answer was lost', async () => {
    answers = [null, DUPLICATE];
    await expect(send()).rejects.toThrow(TryLaterError);
    expect(await send()).toEqual({ post: null });
  });

  it('wait for the limit to end, all of them, without asking X again', async () => {
    const reset = String(NOW / 1000 + 90);
    answers = [{ status: 429, headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset } }, CREATED];
    const later = (afterMs: number) => expect(send()).rejects.toMatchObject({ name: 'TryLaterError', afterMs });
    await later(90_000);
    now += 60_000;
    await later(30_000);
    expect(requests).toHaveLength(1);
    now += 30_000;
    expect(await send()).toEqual({ post: '1445880548472328192' });
  });

  it('wait for the last of several limits', async () => {
    const headers = {
      'x-rate-limit-remaining': '12',
      'x-rate-limit-reset': String(NOW / 1000 + 900),
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': String(NOW / 1000 + 3600),
      'x-app-limit-24hour-remaining': '900',
      'x-app-limit-24hour-reset': String(NOW / 1000 + 7200),
    };
    answers = [{ status: 429, headers }];
    await expect(send()).rejects.toMatchObject({ afterMs: 3_600_000 });
  });

  it.each([500, 502, 503, 504])('are tried later after %d', async (status) => {
    answers = [{ status }];
    await expect(send()).rejects.toThrow(TryLaterError);
  });

  it.each([
    [400, 'Invalid Request', 'Your request is not valid.'],
    [401, 'Unauthorized', 'Unauthorized'],
    [403, 'Forbidden', 'You are not permitted to reply to this post.'],
  ])('are given up after %d, saying why', async (status, title, detail) => {
    answers = [{ status, body: { title, detail, status } }];
    const attempt = send();
    await expect(attempt).rejects.toThrow(RefusedError);
    await expect(attempt).rejects.toThrow(detail);
  });

  it('are for posts of X', async () => {
    await expect(send({ network: 'mastodon' })).rejects.toThrow(RefusedError);
    expect(requests).toEqual([]);
  });
});
