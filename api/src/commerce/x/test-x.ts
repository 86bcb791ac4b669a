import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { Time } from './time.ts';

interface Rule {
  id: string;
  value: string;
  tag?: string;
}

interface Refusal {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** One connection to the stream, as X holds it. */
export interface TestConnection {
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  write(text: string | Uint8Array): void;
  send(value: unknown): void;
  end(): void;
  destroy(): void;
  readonly isOpen: boolean;
}

/** A server of its own that speaks the documented protocol of X's filtered stream and its rules. */
export class TestX {
  readonly rules: Rule[] = [];
  readonly connections: TestConnection[] = [];
  /** Every request, as `METHOD path`. */
  readonly requests: string[] = [];
  /** What the next requests to exactly this `METHOD path`, or with this method, are refused with. */
  readonly refusals: { request: string; refusal: Refusal }[] = [];
  gzip = false;
  /** What was posted through the API, and in reply to what. */
  readonly posted: { id: string; text: string; inReplyTo: string }[] = [];
  #ids = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(port = 0): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  addRule(value: string, tag?: string): void {
    this.#ids += 1;
    this.rules.push({ id: String(this.#ids), value, ...(tag === undefined ? {} : { tag }) });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const name = `${request.method} ${url.pathname}`;
    const body = await text(request);
    this.requests.push(name);
    const index = this.refusals.findIndex((each) => each.request === name || each.request === request.method);
    const refusal = index < 0 ? undefined : this.refusals.splice(index, 1)[0]?.refusal;
    if (refusal) {
      response.writeHead(refusal.status, { 'content-type': 'application/problem+json', ...refusal.headers });
      response.end(JSON.stringify(refusal.body ?? { title: 'Problem', status: refusal.status }));
    } else if (name === 'POST /2/tweets') {
      this.#post(body, request, response);
    } else if (request.headers.authorization !== 'Bearer token') {
      response.writeHead(401).end(JSON.stringify({ title: 'Unauthorized', detail: 'Unauthorized', status: 401 }));
    } else if (name === 'GET /2/tweets/search/stream') {
      this.#open(url.searchParams, request, response);
    } else if (url.pathname === '/2/tweets/search/stream/rules') {
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'POST' ? this.#change(body) : this.#page(url.searchParams)));
    } else {
      response.writeHead(404).end();
    }
  }

  /** Takes a reply in user context, and the same text no second time. */
  #post(body: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const { text: written, reply } = JSON.parse(body) as { text: string; reply: { in_reply_to_tweet_id: string } };
    if (!headers.authorization?.startsWith('OAuth oauth_consumer_key=')) {
      response.writeHead(401).end(JSON.stringify({ title: 'Unauthorized', detail: 'Unauthorized', status: 401 }));
    } else if (this.posted.some((each) => each.text === written)) {
      const detail = 'You are not allowed to create a Tweet with duplicate content.';
      response.writeHead(403).end(JSON.stringify({ title: 'Forbidden', detail, status: 403 }));
    } else {
      this.#ids += 1;
      const id = String(this.#ids);
      this.posted.push({ id, text: written, inReplyTo: reply.in_reply_to_tweet_id });
      response.writeHead(201).end(JSON.stringify({ data: { id, text: written } }));
    }
  }

  /** Two rules a page, as if the limit were that low. */
  #page(query: URLSearchParams): unknown {
    const from = Number(query.get('pagination_token') ?? 0);
    const next = from + 2 < this.rules.length ? { next_token: String(from + 2) } : {};
    const data = this.rules.slice(from, from + 2);
    return { ...(data.length > 0 ? { data } : {}), meta: { sent: '', result_count: data.length, ...next } };
  }

  #change(body: string): unknown {
    const { add = [], delete: gone } = JSON.parse(body) as { add?: Rule[]; delete?: { ids: string[] } };
    if (gone) this.rules.splice(0, Infinity, ...this.rules.filter(({ id }) => !gone.ids.includes(id)));
    const errors: unknown[] = [];
    for (const { value, tag } of add) {
      const type = 'https://api.x.com/2/problems/';
      if (this.rules.some((rule) => rule.value === value)) {
        errors.push({ value, id: '1', title: 'DuplicateRule', type: `${type}duplicate-rules` });
      } else if (value.length > 512) {
        errors.push({ value, title: 'Invalid Rule', detail: 'Rules must be at most 512 characters', type });
      } else {
        this.addRule(value, tag);
      }
    }
    return { meta: { sent: '', summary: {} }, ...(errors.length > 0 ? { errors } : {}) };
  }

  #open(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const zipped = this.gzip && String(request.headers['accept-encoding']).includes('gzip');
    response.writeHead(200, { 'content-type': 'application/json', ...(zipped ? { 'content-encoding': 'gzip' } : {}) });
    response.flushHeaders();
    let out: ServerResponse | Gzip = response;
    if (zipped) {
      out = createGzip({ flush: constants.Z_SYNC_FLUSH });
      out.pipe(response);
    }
    let isOpen = true;
    response.on('close', () => {
      isOpen = false;
    });
    const write = (chunk: string | Uint8Array) => void out.write(chunk);
    this.connections.push({
      query,
      headers: request.headers,
      write,
      send: (value) => write(`${JSON.stringify(value)}\r\n`),
      end: () => void out.end(),
      destroy: () => void response.destroy(),
      get isOpen() {
        return isOpen;
      },
    });
  }
}

/** A time that stands still until it is moved; what waits is told in `waits`. */
export class TestTime implements Time {
  #now: number;
  #sleeping: { at: number; ms: number; wake: () => void }[] = [];
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now = (): number => this.#now;

  sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('woken'));
      if (ms <= 0) return resolve();
      this.waits.push(ms);
      const entry = { at: this.#now + ms, ms, wake: resolve };
      this.#sleeping.push(entry);
      signal.addEventListener(
        'abort',
        () => {
          this.#sleeping = this.#sleeping.filter((each) => each !== entry);
          reject(new Error('woken'));
        },
        { once: true },
      );
    });

  /** The waits under way, in milliseconds as they were asked for. */
  get sleeping(): number[] {
    return this.#sleeping.map(({ ms }) => ms);
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#sleeping.filter(({ at }) => at <= this.#now);
    this.#sleeping = this.#sleeping.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
  }
}
