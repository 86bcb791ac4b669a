import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import { dataStatusSchema } from '@syncline/shared/control';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer, untilReady } from '../support/app.ts';
import { type Producers, startProducers } from './producers.ts';

const CYCLES = 20;
const PRODUCERS = 4;
/** Each cycle is over within a second or two; longer is for a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

const answerSchema = z.object({ totals: z.object({ metrics: z.record(z.string(), z.number()) }) });
const countSchema = z.object({ events: z.number(), ids: z.number(), records: z.number() });
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

it('loses and doubles no acknowledged event when the API and the engine are killed again and again', {
  timeout: 900_000,
}, async () => {
  const now = Date.now();
  let server = await startTestServer();
  const producers = startProducers(server.url, PRODUCERS, now);
  try {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await sendForAWhile(producers, cycle);
      await server.end('SIGKILL');
      server = await startTestServer({ dataDir: server.dataDir, port: Number(new URL(server.url).port) });
    }
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await sendForAWhile(producers, cycle);
      process.kill(engineOf(server), 'SIGKILL');
      await untilRestarted(server, cycle + 1);
      await untilReady(server);
    }
    await producers.stop();
    const { acknowledged } = producers;
    expect(acknowledged.events).toBeGreaterThan(PRODUCERS * CYCLES * 2 * 100);
    expect(acknowledged.repeated).toBeGreaterThan(0);

    await untilWritten(server);
    const counted = await ask(server, { from: day(now - 100 * 86_400_000), to: day(now) });
    expect(counted).toMatchObject({ impressions: acknowledged.impressions, actions: acknowledged.actions });
    expect((await status(server)).events).toBe(acknowledged.events);
    await server.end();
    expect(await countStored(server.dataDir)).toMatchObject({
      events: acknowledged.events,
      ids: acknowledged.events,
      records: acknowledged.events,
    });
  } catch (error) {
    throw new Error(`${String(error)}\n${server.output()}`, { cause: error });
  } finally {
    await producers.stop().catch(() => undefined);
    await server.stop();
  }
});

/** Lets the producers send for a time that differs from cycle to cycle, and until they got somewhere. */
async function sendForAWhile({ acknowledged }: Producers, cycle: number): Promise<void> {
  const before = acknowledged.events;
  await sleep(150 + ((cycle * 97) % 300));
  const deadline = performance.now() + PATIENCE_MS;
  while (acknowledged.events - before <= PRODUCERS * 100) {
    if (performance.now() > deadline) throw new Error('nothing is acknowledged any more');
    await sleep(5);
  }
}

/** The engine is the server's only child process. */
function engineOf({ process: { pid } }: TestServer): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  if (children.length !== 1) throw new Error(`one child expected: ${children.join(', ')}`);
  return Number(children[0]);
}

async function status(server: TestServer) {
  const answer = await fetch(`${server.url}/api/v1/data/status`);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return dataStatusSchema.parse(await answer.json());
}

async function untilRestarted(server: TestServer, restarts: number): Promise<void> {
  const metric = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/^syncline_engine_restarts (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const deadline = performance.now() + PATIENCE_MS;
  while ((await metric()) < restarts) {
    if (performance.now() > deadline) throw new Error('the engine was not started again');
    await sleep(20);
  }
}

async function untilWritten(server: TestServer): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await status(server)).journal.backlog_events > 0) {
    if (performance.now() > deadline) throw new Error('the journal is not carried out');
    await sleep(50);
  }
}

async function ask(server: TestServer, period: { from: string; to: string }) {
  const answer = await fetch(`${server.url}/api/v1/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ metrics: ['impressions', 'actions'], period }),
  });
  return answerSchema.parse(await answer.json()).totals.metrics;
}

/** Rows, distinct ids, and distinct places in the journal, straight from the engine. */
async function countStored(dataDir: string) {
  const engine = await openLocalEngine({ dataDir, log: pino({ level: 'silent' }) });
  try {
    const rows = await engine.reader.query(
      'SELECT count() AS events, uniqExact(id_hash) AS ids, uniqExact(seq, row) AS records FROM events',
      {},
      countSchema,
    );
    return rows[0];
  } finally {
    await engine.close();
  }
}
