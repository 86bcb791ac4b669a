import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnalyticsStore, EngineUnavailableError } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { openClickhouseServer } from '@syncline/api/stores/clickhouse/server';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ServedEngine, serveEngine } from '../support/clickhouse-server.ts';

const count = z.object({ n: z.number() });

describe('a server by URL', () => {
  let folder: string;
  let served: ServedEngine;
  let store: AnalyticsStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syncline-server-'));
    served = await serveEngine(folder);
    store = await openClickhouseServer({ url: `${served.url}/own`, log: pino({ level: 'silent' }) });
    await migrate(store);
  });
  afterAll(async () => {
    await store.close();
    await served.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is told plainly of a wrong password', async () => {
    const wrong = new URL(`${served.url}/own`);
    wrong.password = 'wrong';
    await expect(openClickhouseServer({ url: wrong.href, log: pino({ level: 'silent' }) })).rejects.toThrow(
      'refused the user name or password',
    );
  });

  it('stores nothing of a body that breaks off', async () => {
    const address = new URL(served.url);
    const cut = new Promise((resolve) => {
      const sending = request(
        {
          port: address.port,
          method: 'POST',
          path: `/?database=own&query=${encodeURIComponent('INSERT INTO people (user_key, uid) FORMAT JSONCompactEachRow')}`,
          auth: `${address.username}:${address.password}`,
          headers: { 'transfer-encoding': 'chunked' },
        },
        resolve,
      );
      sending.on('error', resolve);
      for (let row = 0; row < 1000; row++) sending.write(`["${row}",${row}]\n`);
      setTimeout(() => sending.destroy(), 300);
    });
    await cut;
    await sleep(500);
    expect(await store.reader.query('SELECT count() AS n FROM people', {}, count)).toEqual([{ n: 0 }]);
  });

  it('is unavailable while the server is, and runs the listeners before it is ready again', async () => {
    const seen: string[] = [];
    store.onRestart(async () => {
      seen.push(store.state());
      await store.writer.query('SELECT 1 AS n', {}, count);
      await expect(store.reader.query('SELECT 1 AS n', {}, count)).rejects.toThrow(EngineUnavailableError);
    });
    await served.pause();
    await expect(store.reader.query('SELECT 1 AS n', {}, count)).rejects.toThrow(EngineUnavailableError);
    await expect.poll(() => store.state(), { timeout: 60_000 }).toBe('restarting');
    await served.resume();
    await expect.poll(() => store.state(), { timeout: 60_000 }).toBe('ready');
    expect(seen).toEqual(['restarting']);
    expect(store.restarts()).toBe(1);
    expect(await store.reader.query('SELECT 1 AS n', {}, count)).toEqual([{ n: 1 }]);
  });
});
