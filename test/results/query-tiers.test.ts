import { Keeper } from '@syncline/api/intervals/keeper';
import { EventLog } from '@syncline/api/ingest/event-log';
import { NO_RATES } from '@syncline/api/query/currencies/port';
import type { QueryContext } from '@syncline/api/query/context';
import { SelfCheck } from '@syncline/api/query/self-check';
import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { withInserts } from '../support/inserts.ts';
import { cellQuestions } from './query/cell-questions.ts';
import { answered, expectedOf, holdAgainstSql } from './query/independent.ts';
import { spendReader, storedEvents } from './query/store.ts';
import { CURRENCY, insertWorld, makeSpend, makeWorld, NOW, ZONE } from './query/world.ts';

/** More are asked where `SYNCLINE_QUESTIONS` says so. */
const QUESTIONS = { numRuns: Number(process.env.SYNCLINE_QUESTIONS ?? 100), endOnFailure: false };
const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/**
 * The same store through a life of closed days, late and removed events: every question that the interval cells answer is
 * asked of the log as well, computed in plain loops over the events, and, where it can be, asked in hand-written SQL.
 */
describe('interval cells against the log', { timeout: 900_000 + QUESTIONS.numRuns * SECOND_MS }, () => {
  let engine: TestEngine;
  let keeper: Keeper;
  let log: EventLog;
  let context: QueryContext;
  let now = NOW - 20 * DAY_MS;
  let sequence = 0;
  /** What is taken in waits for this. */
  let gate: Promise<void> = Promise.resolve();
  const world = makeWorld(42);
  /** In no order of time, so that every part of the world holds days that are closed when it comes. */
  const parts = [0, 1, 2, 3].map((part) => world.filter((_, index) => index % 4 === part));

  beforeAll(async () => {
    engine = await startTestEngine();
    const { analytics, clock, options } = {
      analytics: withInserts(engine.store, async (table, insert) => {
        // The first that a repair writes.
        if (table === 'payments') await gate;
        await insert();
      }),
      clock: { now: () => now },
      // Orders and people are brought in in several parts, as those of a large log are.
      options: { lookEveryMs: 20, calmMs: 0, rowsPerBatch: 200 },
    };
    keeper = new Keeper({
      analytics,
      timezone: ZONE,
      currency: CURRENCY,
      clock,
      log: pino({ level: 'silent' }),
      ...options,
    });
    log = new EventLog(engine.store.writer, keeper);
    context = {
      reader: engine.store.reader,
      cells: keeper,
      spend: spendReader(makeSpend()),
      rates: NO_RATES,
      clock,
      timezone: ZONE,
      currency: CURRENCY,
      demo: () => false,
      backlogEvents: () => 0,
    };
    await write(parts[0] ?? []);
    await keeper.start(() => sequence);
    await keeper.settled();
  });
  afterAll(async () => {
    await keeper.close();
    await engine.stop();
  });

  async function write(rows: readonly EventRow[]): Promise<void> {
    const seq = sequence + 1;
    keeper.touch(seq, new Set(rows.map(({ day }) => day)));
    await insertWorld(
      engine.store.writer,
      rows.map((row, index) => ({ ...row, seq, row: index })),
    );
    sequence = seq;
  }

  async function remove(rows: readonly EventRow[]): Promise<void> {
    const seq = sequence + 1;
    keeper.touch(seq, new Set(rows.map(({ day }) => day)));
    const removals = rows.map(({ id_hash, day }) => ({ idHash: BigInt(id_hash), days: [day] }));
    await log.remove([
      { seq, rows: 0, bytes: 0, people: Buffer.alloc(0), slices: [], removals, buries: true, purges: null },
    ]);
    sequence = seq;
  }

  /** Asks both tiers and two other implementations; answers how many questions the cells answered. */
  async function compare(): Promise<number> {
    const events = await storedEvents(engine);
    let fromCells = 0;
    let bySql = 0;
    await fc.assert(
      fc.asyncProperty(cellQuestions, async (question) => {
        const { meta, figures, bare } = await answered(context, question, 'auto');
        if (meta.tier !== 'raw') fromCells += 1;
        const raw = await answered(context, question, 'raw');
        expect(meta.warnings).toEqual(raw.meta.warnings);
        expect(raw.meta.tier).toBe('raw');
        expect(figures).toEqual(raw.figures);
        expect(bare).toMatchObject(expectedOf(question, events));
        if (question.ask === 'query' && (await holdAgainstSql(engine.store.reader, question.request, bare))) bySql += 1;
      }),
      QUESTIONS,
    );
    expect(bySql).toBeGreaterThan(0);
    return fromCells;
  }

  it('agree once every day that has ended is closed', async () => {
    expect(keeper.closedThrough()).toBe('2025-11-16');
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 4);
  });

  it('agree after late events were taken in, and meanwhile', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await write(parts[1] ?? []);
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 8);
    expect(keeper.status()).toMatchObject({ repairs: 0, behind: true });
    open();
    await keeper.settled();
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 4);
    expect(keeper.status()).toMatchObject({ builds: 1, repairs: 1 });
  });

  it('agree after days were closed one after the other', async () => {
    for (let day = 0; day < 10; day += 1) {
      now += DAY_MS;
      await keeper.settled();
    }
    expect(keeper.status()).toMatchObject({ builds: 1, closings: 10, closedThrough: '2025-11-26' });
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 3);
  });

  it('agree after events were removed and others came in their place', async () => {
    await remove((parts[0] ?? []).filter((_, index) => index % 5 === 0));
    await write(parts[2] ?? []);
    await remove((parts[2] ?? []).filter((_, index) => index % 3 === 0));
    await keeper.settled();
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 3);
    expect(await keeper.check()).toBe(0);
  });

  it('are found out by a sampled question where they differ from the log', async () => {
    let seed = 1;
    let told = 0;
    const selfCheck = new SelfCheck({
      context,
      log: pino({ level: 'silent' }),
      isBusy: () => false,
      onDifference: () => {
        told += 1;
      },
      // Lehmer's generator: the same questions each time.
      random: () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff,
    });
    const outcomes = async (enough: (found: { same: number; differs: number }) => boolean) => {
      const found = { same: 0, differs: 0, skipped: 0 };
      for (let question = 0; question < 80 && !enough(found); question += 1) found[await selfCheck.once()] += 1;
      return found;
    };
    const sound = await outcomes(({ same }) => same > 20);
    expect(sound.differs).toBe(0);
    expect(sound.same).toBeGreaterThan(10);
    await engine.store.writer.command('ALTER TABLE cells DELETE WHERE measure = 19 AND day = start', {});
    const broken = await outcomes(({ differs }) => differs > 10);
    expect(broken.differs).toBeGreaterThan(10);
    expect(told).toBe(broken.differs);
    expect(selfCheck.status()).toEqual({
      compared: sound.same + broken.same + broken.differs,
      differed: broken.differs,
    });
    expect(await keeper.check()).toBeGreaterThan(0);
    expect(await keeper.check()).toBe(0);
  });

  it('are built anew where they differ from the log', async () => {
    await engine.store.writer.command('ALTER TABLE cells DELETE WHERE measure = 33 AND start % 3 = 0', {});
    expect(await keeper.check()).toBeGreaterThan(0);
    expect(keeper.status()).toMatchObject({ divergences: 2 });
    expect(await keeper.check()).toBe(0);
  });

  it('agree after everything was caught up at once', async () => {
    now = NOW;
    await write(parts[3] ?? []);
    await keeper.settled();
    expect(await compare()).toBeGreaterThan(QUESTIONS.numRuns / 3);
  });
});
