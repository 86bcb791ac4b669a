import { EventLog } from '@syncline/api/ingest/event-log';
import { Keeper } from '@syncline/api/intervals/keeper';
import { answerAttribution } from '@syncline/api/query/analysis/attribution';
import type { QueryContext } from '@syncline/api/query/context';
import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { type AttributionRequest, attributionRequestSchema, type Tier } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { withInserts } from '../support/inserts.ts';
import { attributionWindows } from './query/arbitraries.ts';
import { expectedMoney, keptMoney } from './query/kept-money.ts';
import { creditedFigures, expectedAttribution } from './query/attribution-oracle.ts';
import { Oracle } from './query/oracle.ts';
import { contextOf, storedEvents } from './query/store.ts';
import { TOUCH_CAMPAIGNS, TOUCH_DAYS, touchEvents, touchWorlds } from './query/touch-world.ts';
import { CURRENCY, insertWorld, NOW, ZONE } from './query/world.ts';

const WORLDS = 60;
const QUESTIONS = 15;

const days = fc.tuple(fc.nat(112), fc.nat(112)).map(([a, b]) => ({
  from: addDays(TOUCH_DAYS.from, Math.min(a, b)),
  to: addDays(TOUCH_DAYS.from, Math.max(a, b)),
}));
const requests: fc.Arbitrary<AttributionRequest> = fc
  .record({
    period: fc.oneof(fc.constant(TOUCH_DAYS), days),
    campaigns: fc.option(fc.subarray(['', ...TOUCH_CAMPAIGNS], { minLength: 1 }), { nil: undefined, freq: 2 }),
    windows: attributionWindows,
  })
  .map(({ period, campaigns, windows }) =>
    attributionRequestSchema.parse({
      period,
      filters: campaigns ? [{ dimension: 'campaign', op: 'is', values: campaigns }] : [],
      ...windows,
    }),
  );

/** A store whose payments are kept ready while their rows, and what their people saw and did, come and go in any order. */
describe('attribution from payments kept ready', { timeout: 600_000 }, () => {
  let engine: TestEngine;
  let keeper: Keeper;
  let log: EventLog;
  let context: QueryContext;
  let sequence = 0;
  /** What is added to the kept payments waits for this. */
  let gate: Promise<void> = Promise.resolve();
  const rows = fc.sample(touchWorlds, { numRuns: WORLDS, seed: 31 }).flatMap(touchEvents);
  const parts = [0, 1, 2, 3].map((part) => rows.filter((_, index) => (index * 7) % 4 === part));

  beforeAll(async () => {
    engine = await startTestEngine();
    const analytics = withInserts(engine.store, async (table, insert) => {
      if (table === 'payments') await gate;
      await insert();
    });
    keeper = new Keeper({
      analytics,
      timezone: ZONE,
      currency: CURRENCY,
      clock: { now: () => NOW },
      log: pino({ level: 'silent' }),
      lookEveryMs: 20,
      calmMs: 0,
    });
    log = new EventLog(engine.store.writer, keeper);
    context = { ...contextOf(engine), cells: keeper };
    await write(parts[0] ?? []);
    await keeper.start(() => sequence);
    await keeper.settled();
  });
  afterAll(async () => {
    await keeper.close();
    await engine.stop();
  });

  async function write(events: readonly EventRow[]): Promise<void> {
    const seq = sequence + 1;
    keeper.touch(seq, new Set(events.map(({ day }) => day)));
    await insertWorld(
      engine.store.writer,
      events.map((event, row) => ({ ...event, seq, row })),
    );
    sequence = seq;
  }

  async function remove(events: readonly EventRow[]): Promise<void> {
    const seq = sequence + 1;
    keeper.touch(seq, new Set(events.map(({ day }) => day)));
    const removals = events.map(({ id_hash, day }) => ({ idHash: BigInt(id_hash), days: [day] }));
    await log.remove([
      { seq, rows: 0, bytes: 0, people: Buffer.alloc(0), slices: [], removals, buries: true, purges: null },
    ]);
    sequence = seq;
  }

  /** Every answer is what plain loops over the log find; answers where they came from. */
  async function compare(seed: number): Promise<Set<Tier>> {
    const tiers = new Set<Tier>();
    const events = await storedEvents(engine);
    const oracle = new Oracle(events);
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = await answerAttribution(context, request);
        expect(creditedFigures(answer)).toEqual(expectedAttribution(oracle, events, request));
        tiers.add(answer.meta.tier);
        const money = await keptMoney(context, request);
        expect(money.figures).toEqual(expectedMoney(events, request));
        for (const tier of money.tiers) tiers.add(tier);
      }),
      { numRuns: QUESTIONS, seed, endOnFailure: true },
    );
    return tiers;
  }

  it('credits as plain loops do once everything is built', async () => {
    expect(await compare(32)).toEqual(new Set(['intervals']));
  });

  it('credits as plain loops do while newer rows wait to be taken in, and afterwards', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await write(parts[1] ?? []);
    const tiers = await compare(33);
    expect(tiers).toContain('mixed');
    expect(tiers).not.toContain('raw');
    open();
    await keeper.settled();
    expect(await compare(34)).toEqual(new Set(['intervals']));
  });

  it('credits as plain loops do after touches and payments were removed and others came', async () => {
    await remove((parts[0] ?? []).filter((_, index) => index % 3 === 0));
    await write(parts[2] ?? []);
    await remove((parts[2] ?? []).filter((_, index) => index % 4 === 0));
    // The same events once more, as from a file that is imported again.
    await write((parts[0] ?? []).filter((_, index) => index % 6 === 0));
    await keeper.settled();
    expect(await compare(35)).toEqual(new Set(['intervals']));
    expect(keeper.status()).toMatchObject({ builds: 1, divergences: 0 });
    expect(await keeper.check()).toBe(0);
  });

  it('credits by a few late rows after the engine has put its parts together', async () => {
    for (const row of (parts[3] ?? []).slice(0, 30)) await write([row]);
    await keeper.settled();
    await engine.store.writer.command('OPTIMIZE TABLE payments FINAL');
    await write((parts[3] ?? []).slice(30));
    await keeper.settled();
    expect(await compare(36)).toEqual(new Set(['intervals']));
    expect(await keeper.check()).toBe(0);
  });

  it('is found out by a check where a payment or what is counted of them differs from the log, and built anew', async () => {
    for (const wrong of [
      "viewed_with = 'a'",
      "entry = 'day' AND campaign = 'a'",
      "entry = 'moved' AND has(steps.campaign, 'b')",
    ]) {
      await engine.store.writer.command(`ALTER TABLE payments DELETE WHERE ${wrong}`);
      expect(await keeper.check()).toBeGreaterThan(0);
    }
    expect(await compare(37)).toEqual(new Set(['intervals']));
  });

  it('reads the log where a filter names primary devices, and says so where payments are insisted on', async () => {
    const request = attributionRequestSchema.parse({
      period: TOUCH_DAYS,
      filters: [{ dimension: 'primary_device', op: 'is', values: ['unknown'] }],
    });
    expect((await answerAttribution(context, request)).meta.tier).toBe('raw');
    await expect(answerAttribution(context, { ...request, tier: 'intervals' })).rejects.toMatchObject({
      code: 'forbidden_combination',
    });
  });
});
