import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONCURRENT_READS, connectReader, createReader } from './client.ts';
import { EngineUnavailableError } from './port.ts';

const LIMITS = { seconds: 30, memoryBytes: 1, resultRows: 10, resultBytes: 1000 };
const ROW = z.object({ n: z.number() });
const ANSWER = JSON.stringify({ meta: [{ name: 'n', type: 'UInt8' }], data: [[1]] });
/** The client's idle timers, which must not be there, would fire after 2.5 s. */
const PAST_IDLE_TIMERS_MS = 3000;

let server: Server;
let client: ClickHouseClient;
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
});

/** A reader of a stand-in engine that answers as `listener` does. */
async function readerOf(listener: RequestListener, limits = LIMITS) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = connectReader({ url: `http://127.0.0.1:${port}`, username: 'u', password: 'p', database: 'd' }, limits);
  const warnings: unknown[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line)) });
  let away = false;
  const reader = createReader({
    client: () => {
      if (away) throw new EngineUnavailableError('The engine is restarting.');
      return client;
    },
    limits,
    settings: {},
    log,
  });
  return {
    warnings,
    leave: () => (away = true),
    read: (signal?: AbortSignal) => reader.query('SELECT 1 AS n', {}, ROW, signal ? { signal } : {}),
  };
}

describe('a connection of the reader', () => {
  it('is not closed under a read because others were aborted while they waited for one', async () => {
    const held: (() => void)[] = [];
    const { read, warnings } = await readerOf((_, response) => held.push(() => response.end(ANSWER)));
    const release = () => held.splice(0).forEach((answer) => answer());
    const running = Array.from({ length: CONCURRENT_READS }, () => read());
    await expect.poll(() => held.length).toBe(CONCURRENT_READS);
    const leaving = new AbortController();
    const waiting = Array.from({ length: CONCURRENT_READS }, () => read(leaving.signal).catch(() => 'aborted'));
    await sleep(50);
    leaving.abort();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'aborted'));
    release();
    await Promise.all(running);
    const next = Array.from({ length: CONCURRENT_READS }, () => read());
    await expect.poll(() => held.length).toBe(CONCURRENT_READS);
    await sleep(PAST_IDLE_TIMERS_MS);
    release();
    expect(await Promise.all(next)).toEqual(next.map(() => [{ n: 1 }]));
    expect(warnings).toEqual([]);
  });
});

describe('a read whose connection breaks', () => {
  it('is sent once more, within what is left of its time, and that is logged', async () => {
    const limits: (string | null)[] = [];
    const { read, warnings } = await readerOf((request, response) => {
      limits.push(new URL(request.url ?? '', 'http://engine').searchParams.get('max_execution_time'));
      if (limits.length === 1) request.socket.destroy();
      else response.end(ANSWER);
    });
    expect(await read()).toEqual([{ n: 1 }]);
    expect(limits).toHaveLength(2);
    expect(Number(limits[1])).toBeGreaterThan(0);
    expect(Number(limits[1])).toBeLessThan(LIMITS.seconds);
    expect(warnings).toMatchObject([{ err: { code: 'ECONNRESET' } }]);
  });

  it('fails as unavailable, with the cause, when that breaks too', async () => {
    let sent = 0;
    const { read } = await readerOf(({ socket }) => {
      sent += 1;
      socket.destroy();
    });
    await expect(read()).rejects.toMatchObject({ name: 'EngineUnavailableError', cause: { code: 'ECONNRESET' } });
    expect(sent).toBe(2);
  });

  it.each([
    { when: 'the engine is gone', why: EngineUnavailableError, seconds: 30, gone: 'engine' },
    { when: 'its caller went away', why: 'enough', seconds: 30, gone: 'caller' },
    { when: 'its time is over', why: EngineUnavailableError, seconds: 0.05, gone: 'nobody' },
  ])('is not sent again when $when', async ({ why, seconds, gone }) => {
    let sent = 0;
    const caller = new AbortController();
    const { read, leave } = await readerOf(
      ({ socket }) => {
        sent += 1;
        if (gone === 'engine') leave();
        if (gone === 'caller') caller.abort(new Error('enough'));
        socket.destroy();
      },
      { ...LIMITS, seconds },
    );
    await expect(read(caller.signal)).rejects.toThrow(why);
    await sleep(50);
    expect(sent).toBe(1);
  });

  it('is not sent again when the engine refuses it', async () => {
    let sent = 0;
    const { read } = await readerOf((_, response) => {
      sent += 1;
      response
        .writeHead(500, { 'X-ClickHouse-Exception-Code': '241' })
        .end('Code: 241. DB::Exception: Too much. (MEMORY_LIMIT_EXCEEDED)');
    });
    await expect(read()).rejects.toMatchObject({ name: 'QueryTooHeavyError' });
    expect(sent).toBe(1);
  });
});
