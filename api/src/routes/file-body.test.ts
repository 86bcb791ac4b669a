import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compression } from '../lib/compression.ts';
import { CSV, fileBody } from './file-body.ts';

/** More than the buffers in between hold. */
const LINE = `${'0123456789'.repeat(1000)}\n`;
const LINES = 800;
let made = 0;
let ended = 0;

async function* lines(failsAt: number): AsyncGenerator<string> {
  made = 0;
  try {
    for (; made < LINES; made += 1) {
      if (made === failsAt) throw new Error('The engine went away.');
      yield LINE;
    }
  } finally {
    ended += 1;
  }
}

const app = new Hono()
  .use(compression())
  .get('/file', (context) =>
    fileBody(context, { name: 'lines.csv', type: CSV }, lines(Number(context.req.query('fails') ?? -1))),
  );
const server = createAdaptorServer({ fetch: app.fetch }) as Server;
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it.each(['identity', 'gzip'])('sends a file whole, and breaks off what fails midway (%s)', async (encoding) => {
  const headers = { 'accept-encoding': encoding };
  const whole = await fetch(url, { headers });
  expect(whole.headers.get('content-disposition')).toBe('attachment; filename="lines.csv"');
  expect((await whole.text()).length).toBe(LINE.length * LINES);
  const broken = await fetch(`${url}?fails=600`, { headers });
  expect(broken.status).toBe(200);
  await expect(broken.text()).rejects.toThrow('terminated');
});

it('is made no faster than it is taken, and no longer than somebody wants it', async () => {
  const before = ended;
  const going = new AbortController();
  const { body } = await fetch(url, { headers: { 'accept-encoding': 'identity' }, signal: going.signal });
  const reader = body?.getReader();
  await reader?.read();
  expect(made).toBeLessThan(LINES);
  going.abort();
  await reader?.closed.catch(() => undefined);
  await expect.poll(() => ended).toBe(before + 1);
  expect(made).toBeLessThan(LINES);
});
