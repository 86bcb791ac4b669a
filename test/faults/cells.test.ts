import { setTimeout as sleep } from 'node:timers/promises';
import { Keeper } from '@syncline/api/intervals/keeper';
import { type AnalyticsStore, EngineUnavailableError } from '@syncline/api/stores/clickhouse/port';
import { dataStatusSchema, type DataStatus } from '@syncline/shared/control';
import { attributionAnswerSchema, queryAnswerSchema } from '@syncline/shared/query';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { enginePids, startTestEngine } from '../support/engine.ts';
import { withInserts } from '../support/inserts.ts';
import { startTestServer, type TestServer, untilReady } from '../support/app.ts';
import { CURRENCY, insertWorld, makeWorld, NOW, ZONE } from '../results/query/world.ts';
import { startProducers } from './producers.ts';

/** Moments at which something is killed; more where `SYNCLINE_KILLS` says so. */
const KILLS = Number(process.env.SYNCLINE_KILLS ?? 20);
const PATIENCE_MS = 120_000;
const DAY_MS = 86_400_000;

describe('interval cells and the log', { timeout: 900_000 }, () => {
  it('agree after the API and the engine were killed while late events came in', async () => {
    const now = Date.now();
    let server = await startTestServer();
    const first = startProducers(server.url, 1, now);
    try {
      while (first.acknowledged.events < 1000) await sleep(20);
      await first.stop();
      await untilStatus(server, ({ cells }) => cells.closed_through !== null);
      const producers = startProducers(server.url, 2, now, 'later');
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(200 + ((kill * 337) % 1300));
        if (kill % 2 === 0) {
          await server.end('SIGKILL');
          server = await startTestServer({ dataDir: server.dataDir, port: Number(new URL(server.url).port) });
        } else {
          for (const pid of enginePids(server.dataDir)) process.kill(pid, 'SIGKILL');
          await untilReady(server);
        }
      }
      await producers.stop();
      await untilStatus(
        server,
        ({ journal, cells }) => journal.backlog_events === 0 && !cells.behind && cells.closed_through !== null,
      );
      const period = { from: isoDay(now - 80 * DAY_MS), to: isoDay(now - 3 * DAY_MS) };
      const asked = { metrics: ['impressions', 'reach', 'clicks'], dimensions: ['campaign'], period };
      const [cells, log] = await Promise.all([
        ask(server, { ...asked, tier: 'intervals' }),
        ask(server, { ...asked, tier: 'raw' }),
      ]);
      expect(cells).toEqual(log);
      const [kept, read] = await Promise.all([
        askAttribution(server, { period, tier: 'intervals' }),
        askAttribution(server, { period, tier: 'raw' }),
      ]);
      expect(kept).toEqual(read);
      await fetch(`${server.url}/api/v1/data/cells/check`, { method: 'POST' });
      const checked = await untilStatus(
        server,
        ({ cells: { state, checked_at } }) => state === 'idle' && checked_at !== null,
      );
      expect(checked.cells.divergences).toBe(0);
    } catch (error) {
      throw new Error(`${String(error)}\n${server.output()}`, { cause: error });
    } finally {
      await first.stop().catch(() => undefined);
      await server.stop();
    }
  });

  it('agree after the engine was killed while days were closed', async () => {
    const engine = await startTestEngine();
    let now = NOW - 25 * DAY_MS;
    const keeper = keeperOf(engine.store, () => now);
    try {
      await insertWorld(engine.store.writer, makeWorld(7));
      await keeper.start(() => 1);
      await keeper.settled();
      for (let day = 0; day < 20; day += 1) {
        now += DAY_MS;
        await sleep((day * 13) % 90);
        for (const pid of enginePids(engine.dataDir)) process.kill(pid, 'SIGKILL');
        await sleep(5);
        while (engine.store.state() !== 'ready') await sleep(5);
      }
      await keeper.settled();
      expect(await keeper.check()).toBe(0);
    } finally {
      await keeper.close();
      await engine.stop();
    }
  });

  it('agree after a step took effect whose answer was lost', async () => {
    const engine = await startTestEngine();
    const { writer } = engine.store;
    let now = NOW - 25 * DAY_MS;
    let sequence = 1;
    let lost = 0;
    let losing = '';
    const analytics = withInserts(engine.store, async (table, insert) => {
      await insert();
      if (table !== losing) return;
      lost += 1;
      losing = '';
      throw new EngineUnavailableError('The connection broke.');
    });
    const keeper = keeperOf(analytics, () => now);
    try {
      const world = makeWorld(7);
      await insertWorld(writer, world.slice(100));
      await keeper.start(() => sequence);
      await keeper.settled();
      for (const table of ['cells', 'payments']) {
        losing = table;
        now += DAY_MS;
        await keeper.settled();
        expect(await keeper.check()).toBe(0);
      }
      expect(lost).toBe(2);
      const late = world.slice(0, 100).map((row, index) => ({ ...row, seq: 2, row: index }));
      keeper.touch(2, new Set(late.map(({ day }) => day)));
      await insertWorld(writer, late);
      losing = 'payments';
      sequence = 2;
      await keeper.settled();
      expect(lost).toBe(3);
      expect(await keeper.check()).toBe(0);
      expect(keeper.status()).toMatchObject({ builds: 1, divergences: 0, sequence: 2 });
    } finally {
      await keeper.close();
      await engine.stop();
    }
  });

  it('agree after events came for days before the first one known, and a day began', async () => {
    const engine = await startTestEngine();
    let now = NOW - 25 * DAY_MS;
    let sequence = 1;
    const keeper = keeperOf(engine.store, () => now);
    try {
      const world = makeWorld(7);
      const firstKnown = isoDay(NOW - 40 * DAY_MS);
      const earlier = world.filter(({ day }) => day < firstKnown).map((row, index) => ({ ...row, seq: 2, row: index }));
      expect(earlier.length).toBeGreaterThan(100);
      await insertWorld(
        engine.store.writer,
        world.filter(({ day }) => day >= firstKnown),
      );
      await keeper.start(() => sequence);
      await keeper.settled();
      keeper.touch(2, new Set(earlier.map(({ day }) => day)));
      await insertWorld(engine.store.writer, earlier);
      sequence = 2;
      await keeper.settled();
      now += DAY_MS;
      await keeper.settled();
      expect(keeper.status()).toMatchObject({ builds: 1, closings: 1 });
      expect(await keeper.check()).toBe(0);
    } finally {
      await keeper.close();
      await engine.stop();
    }
  });
});

/** A keeper that hardly waits, as of a clock of its own. */
function keeperOf(analytics: AnalyticsStore, now: () => number): Keeper {
  const waits = { lookEveryMs: 10, retryMs: 10, calmMs: 0 };
  const log = pino({ level: 'silent' });
  return new Keeper({ analytics, timezone: ZONE, currency: CURRENCY, clock: { now }, log, ...waits });
}

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

async function untilStatus(server: TestServer, holds: (status: DataStatus) => boolean): Promise<DataStatus> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`${server.url}/api/v1/data/status`).catch(() => null);
    const status = answer?.ok ? dataStatusSchema.parse(await answer.json()) : null;
    if (status && holds(status)) return status;
    if (performance.now() > deadline) throw new Error(`it does not come about: ${JSON.stringify(status)}`);
    await sleep(50);
  }
}

async function ask(server: TestServer, question: Readonly<Record<string, unknown>>) {
  const { rows, totals } = queryAnswerSchema.parse(await post(server, 'query', question));
  return { rows, totals };
}

async function askAttribution(server: TestServer, question: Readonly<Record<string, unknown>>) {
  const { meta: _, ...figures } = attributionAnswerSchema.parse(await post(server, 'analysis/attribution', question));
  return figures;
}

async function post(server: TestServer, path: string, question: Readonly<Record<string, unknown>>): Promise<unknown> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
