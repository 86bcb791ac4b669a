import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalyticsStore } from '@syncline/api/stores/clickhouse/port';
import { openClickhouseServer } from '@syncline/api/stores/clickhouse/server';
import { dataStatusSchema } from '@syncline/shared/control';
import { type QueryAnswer, queryAnswerSchema, type QueryInput } from '@syncline/shared/query';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/app.ts';
import { type ServedEngine, serveEngine } from '../support/clickhouse-server.ts';
import { sendEvents, untilCounted } from '../support/small-world.ts';

const FIRST_YEAR = 2015;
/** A slow question waits 2.4 s in every month, in as many months at once as there are processors. */
const MONTHS = Math.min(6 * availableParallelism(), 110);
const ROWS_PER_MONTH = 60;
const SECONDS_PER_ROW = 0.04;
const ALL = { from: `${FIRST_YEAR}-01-01`, to: `${FIRST_YEAR + 9}-12-31` };
const IDENTICAL = 20;
/** More than have room, as quick questions and as heavy ones. */
const SLOW_AT_ONCE = Math.max(12, availableParallelism());

let folder: string;
let served: ServedEngine;
let server: TestServer;
let engine: AnalyticsStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncline-questions-'));
  served = await serveEngine(folder);
  const url = `${served.url}/questions`;
  server = await startTestServer({ env: { SYNCLINE_CLICKHOUSE_URL: url } });
  engine = await openClickhouseServer({ url, log: pino({ level: 'silent' }) });
  const events = Array.from({ length: MONTHS * ROWS_PER_MONTH }, (_, index) => ({
    id: `e${index}`,
    at: Date.UTC(FIRST_YEAR, Math.floor(index / ROWS_PER_MONTH), 5),
    kind: 'impression' as const,
    user: `person-${index % ROWS_PER_MONTH}`,
    campaign: `c${index % 2}`,
  }));
  await sendEvents(server.url, events);
  await untilCounted(server.url, events.length);
  await untilSettled();
});
afterAll(async () => {
  await engine.close();
  await server.stop();
  await served.stop();
  await rm(folder, { recursive: true, force: true });
});

function post(question: QueryInput, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/api/v1/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
    ...(signal ? { signal } : {}),
  });
}

async function ask(question: QueryInput, signal?: AbortSignal): Promise<QueryAnswer> {
  const response = await post(question, signal);
  expect(response.status).toBe(200);
  return queryAnswerSchema.parse(await response.json());
}

/** A figure of `GET /metrics`, 0 where it is not listed yet. */
async function metric(series: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

const OUTCOMES = ['computed', 'joined', 'cached', 'cancelled', 'refused', 'failed'] as const;

async function outcomes(): Promise<Record<string, number>> {
  const counts = await Promise.all(
    OUTCOMES.map(async (outcome) => [
      outcome,
      await metric(`syncline_questions_total{kind="query",outcome="${outcome}"}`),
    ]),
  );
  return Object.fromEntries(counts) as Record<string, number>;
}

/** What `work` adds to the questions by outcome. */
async function outcomesOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await outcomes();
  await work();
  const after = await outcomes();
  const added = Object.entries(after).map(([outcome, count]) => [outcome, count - (before[outcome] ?? 0)] as const);
  return Object.fromEntries(added.filter(([, count]) => count > 0));
}

/** Statements over the event log that run in the engine now. */
async function running(): Promise<number> {
  const [row] = await engine.writer.query(
    "SELECT count() AS n FROM system.processes WHERE position(query, 'FROM events') > 0 AND position(query, 'system.processes') = 0",
    {},
    z.object({ n: z.number() }),
  );
  return row?.n ?? Number.NaN;
}

/** Until queries see every event, and nothing is made of them in the background any more. */
async function untilSettled(): Promise<void> {
  const unsettled = async () => {
    const { journal, cells } = dataStatusSchema.parse(await (await fetch(`${server.url}/api/v1/data/status`)).json());
    return { waiting: journal.backlog_events, behind: cells.behind, open: cells.closed_through === null };
  };
  await vi.waitFor(async () => expect(await unsettled()).toEqual({ waiting: 0, behind: false, open: false }), {
    timeout: 60_000,
    interval: 50,
  });
}

/** An answer but for what is a request's own. */
const told = ({ meta, ...answer }: QueryAnswer) => ({ ...answer, meta: { ...meta, elapsed_ms: 0, cached: false } });

describe('an answer', () => {
  const question: QueryInput = { metrics: ['reach', 'impressions'], dimensions: ['campaign'], period: ALL };

  it('comes from memory until events are counted that could change it', async () => {
    const counted = await outcomesOf(async () => {
      const first = await ask(question);
      expect(first.meta.cached).toBe(false);
      const again = await ask(question);
      expect(again.meta.cached).toBe(true);
      expect(told(again)).toEqual(told(first));
      const at = Date.UTC(FIRST_YEAR, 0, 7);
      await sendEvents(server.url, [{ id: 'late', at, kind: 'impression', user: 'late', campaign: 'c0' }]);
      await untilSettled();
      const fresh = await ask(question);
      expect(fresh.meta.cached).toBe(false);
      const { reach = 0, impressions = 0 } = first.totals.metrics;
      expect(fresh.totals.metrics).toEqual({ reach: (reach ?? 0) + 1, impressions: (impressions ?? 0) + 1 });
      expect((await ask(question)).meta.cached).toBe(true);
    });
    expect(counted).toEqual({ computed: 2, cached: 2 });
  });

  it('is not kept for a question that cannot be asked', async () => {
    const wrong: QueryInput = { ...question, order_by: [{ metric: 'clicks', direction: 'asc' }] };
    const counted = await outcomesOf(async () => {
      for (let time = 0; time < 2; time++) expect((await post(wrong)).status).toBe(400);
    });
    expect(counted).toEqual({ refused: 2 });
  });
});

describe('a slow question', () => {
  /** Waits in the engine for each row, without work, because it looks at the client of each. */
  const slow = (which: number, period = ALL): QueryInput => ({
    metrics: ['reach'],
    dimensions: ['campaign'],
    period,
    filters: [{ dimension: 'client', op: 'is_not', values: [`nobody-${which}`] }],
  });
  const oneMonth = { from: ALL.from, to: `${FIRST_YEAR}-01-31` };

  beforeAll(async () => {
    // No projection may hold a column that waits.
    await engine.writer.command('ALTER TABLE events DROP PROJECTION own');
    await engine.writer.command('ALTER TABLE events DROP COLUMN client');
    await engine.writer.command(
      `ALTER TABLE events ADD COLUMN client String ALIAS toString(sleepEachRow(${SECONDS_PER_ROW}))`,
    );
  });

  it('is computed once for all who ask it at the same time', async () => {
    let most = 0;
    const counted = await outcomesOf(async () => {
      const done = new AbortController();
      const watched = (async () => {
        while (!done.signal.aborted) most = Math.max(most, await running());
      })();
      const answers = await Promise.all(Array.from({ length: IDENTICAL }, () => ask(slow(0, oneMonth))));
      done.abort();
      await watched;
      for (const answer of answers) expect(told(answer)).toEqual(told(answers[0] as QueryAnswer));
    });
    expect(counted).toEqual({ computed: 1, joined: IDENTICAL - 1 });
    // Rows and totals.
    expect(most).toBe(2);
  });

  it('ends in the engine when the last one who asked it goes away, not before', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const counted = await outcomesOf(async () => {
      const left = [ask(slow(1), one.signal), ask(slow(1), other.signal)].map((answer) => answer.catch(() => 'gone'));
      await expect.poll(running).toBe(2);
      one.abort();
      expect(await left[0]).toBe('gone');
      await expect.poll(() => metric('syncline_questions_total{kind="query",outcome="cancelled"}')).toBe(1);
      expect(await running()).toBe(2);
      other.abort();
      expect(await left[1]).toBe('gone');
      await expect.poll(running).toBe(0);
      await expect.poll(() => metric('syncline_questions_total{kind="query",outcome="cancelled"}')).toBe(2);
    });
    expect(counted).toEqual({ cancelled: 2 });
  });

  it('does not keep a quick one waiting, also when there are more than can run', async () => {
    const leave = new AbortController();
    const answered: number[] = [];
    const heavy = Array.from({ length: SLOW_AT_ONCE }, (_, which) =>
      ask(slow(10 + which), leave.signal).then(
        () => answered.push(which),
        () => null,
      ),
    );
    await expect.poll(() => metric('syncline_heavy_questions')).toBeGreaterThan(0);
    const quick = await ask({ metrics: ['impressions'], dimensions: ['campaign'], period: ALL });
    expect(quick.meta.cached).toBe(false);
    expect(answered).toEqual([]);
    leave.abort();
    await Promise.all(heavy);
    await expect.poll(running).toBe(0);
    for (const gauge of ['quick_statements', 'heavy_questions', 'heavy_questions_waiting']) {
      await expect.poll(() => metric(`syncline_${gauge}`)).toBe(0);
    }
  });
});
