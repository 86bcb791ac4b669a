import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstDifference, type Row } from '../bench/query/answer.ts';
import { casesOf, QUESTION_KEYS } from '../bench/query/cases.ts';
import { CONTENDERS, type Contender, type Measured, measureCase, percentile } from '../bench/query/measure.ts';
import { limitOf, ratioTo, reachedTarget } from '../bench/query/report.ts';
import { runQueries } from '../bench/query/run.ts';
import type { BuiltWorld } from '../bench/world/build.ts';
import { planDays, type WorldKey } from '../bench/world/market.ts';
import { insertDaySql, insertPeopleSql } from '../bench/world/rows.ts';

const LAST_DAY = new Date().toISOString().slice(0, 10);
const [CASE] = casesOf(LAST_DAY);
if (!CASE) throw new Error('there is no case');

describe('firstDifference', () => {
  const value = fc.oneof(fc.integer(), fc.constant(null), fc.string());
  const row = fc.record({ a: value, b: value, people: fc.integer({ min: 1 }) });
  const rows = fc.array(row, { minLength: 1 });

  it('is indifferent to the order of rows and columns', () => {
    fc.assert(
      fc.property(rows, (answer) => {
        const turned = answer.toReversed().map((row) => Object.fromEntries(Object.entries(row).toReversed()));
        expect(firstDifference(answer, turned)).toBeNull();
      }),
    );
  });

  it('passes over rows that say nothing', () => {
    const found = [{ campaign: 'alder-1', people: 3 }];
    expect(firstDifference(found, [...found, { campaign: '*', people: 0, rate: null }])).toBeNull();
  });

  it('finds any value that is another, and any row too many', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.integer(), (answer, place, value) => {
        const index = place % answer.length;
        const other = answer.map((row, at) => (at === index ? { ...row, a: `not ${row.a} but ${value}` } : row));
        expect(firstDifference(answer, other)).not.toBeNull();
        expect(firstDifference(answer, answer.slice(1))).not.toBeNull();
        expect(firstDifference(answer, [...answer, answer[index] ?? {}])).not.toBeNull();
      }),
    );
  });
});

describe('measureCase', () => {
  const answering = (name: Contender['name'], rows: Row[] | null, milliseconds = [10]): Contender => {
    let asked = 0;
    return {
      name,
      async ask() {
        const taken = milliseconds[asked % milliseconds.length] ?? 0;
        asked += 1;
        return rows && { milliseconds: taken, rows, tier: name === 'syncline' ? 'raw' : null };
      },
    };
  };
  const repeats = { warmRuns: 3, spreadRuns: 4 };

  it('refuses answers that are not the same, and names who said what', async () => {
    const contenders = [answering('syncline', [{ reach: 3 }]), answering('duckdb', [{ reach: 4 }])];
    await expect(measureCase(contenders, CASE, repeats)).rejects.toThrow(
      /syncline and duckdb do not agree: .*3.* against .*4/,
    );
  });

  it('keeps the first run apart, and leaves out who does not know the question', async () => {
    const contenders = [
      answering('syncline', [{ reach: 3 }], [90, 5, 1, 3, 2, 2, 8, 2]),
      answering('duckdb', [{ reach: 3 }], [50, 40, 30, 20]),
      answering('bitmaps', null),
    ];
    await expect(measureCase(contenders, CASE, repeats)).resolves.toEqual({
      case: CASE,
      rows: 1,
      tier: 'raw',
      times: { syncline: { cold: 90, median: 3, slowest: 5 }, duckdb: { cold: 50, median: 30, slowest: 40 } },
      spread: { runs: 4, p50: 2, p99: 8 },
    });
    await expect(measureCase([answering('syncline', null)], CASE, repeats)).resolves.toBeNull();
  });
});

describe('percentile', () => {
  it('is a value that occurred, by nearest rank', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([4, 3, 1, 2], 0.5)).toBe(2);
    expect(percentile([4, 3, 1, 2], 0.99)).toBe(4);
    expect(percentile([7], 0.01)).toBe(7);
  });
});

describe('targets and limits', () => {
  const measured = (name: string, milliseconds: Partial<Record<(typeof CONTENDERS)[number], number>>): Measured => {
    const one = casesOf(LAST_DAY).find((found) => found.name === name);
    if (!one) throw new Error(`there is no case ${name}`);
    const entries = Object.entries(milliseconds).map(([who, median]) => [
      who,
      { cold: median, median, slowest: 2 * median },
    ]);
    return { case: one, rows: 1, tier: 'raw', times: Object.fromEntries(entries), spread: null };
  };

  it('asks for both ratios, of closed days others than of the open one', () => {
    const closed = (syncline: number) => measured('totals/closed/largest', { syncline, duckdb: 1000, clickhouse: 600 });
    expect(ratioTo(closed(10), 'duckdb')).toBe(100);
    expect(reachedTarget(closed(10))).toBe(true);
    expect(reachedTarget(closed(10.1))).toBe(false);
    const open = measured('totals/open/largest', { syncline: 50, duckdb: 1000, clickhouse: 600 });
    expect(reachedTarget(open)).toBe(true);
    expect(reachedTarget(measured('totals/mobile/largest', { syncline: 1, duckdb: 2, clickhouse: 2 }))).toBeNull();
    expect(reachedTarget(measured('totals/closed/largest', { duckdb: 2, clickhouse: 2 }))).toBeNull();
  });

  it('bounds small campaigns by their median, the others by their slowest run', () => {
    expect(limitOf(measured('totals/closed/small', { syncline: 8 }))).toEqual({ limit: 15, taken: 8 });
    expect(limitOf(measured('totals/closed/largest', { syncline: 8 }))).toEqual({ limit: 50, taken: 16 });
    expect(limitOf(measured('totals/open/account', { syncline: 8 }))).toEqual({ limit: 2000, taken: 16 });
    expect(limitOf(measured('totals/closed/small', { duckdb: 8 }))).toBeNull();
  });
});

describe('Syncline, DuckDB and ClickHouse', () => {
  const key: WorldKey = { events: 2_000_000, seed: 11, lastDay: LAST_DAY };
  const days = [60, 88, 89];
  let folder: string | undefined;
  afterAll(() => folder && rm(folder, { recursive: true, force: true }));

  async function aFewDays(): Promise<BuiltWorld> {
    folder = await mkdtemp(join(tmpdir(), 'syncline-bench-'));
    const dataDir = join(folder, 'syncline');
    const store = await openLocalEngine({ dataDir, log: pino({ level: 'silent' }) });
    try {
      await migrate(store);
      await store.writer.command(insertPeopleSql(key));
      const plans = planDays(key).filter((_, index) => days.includes(index));
      for (const plan of plans) await store.writer.command(insertDaySql(key, plan));
      const counted = z.object({ rows: z.int() });
      const [{ rows } = { rows: 0 }] = await store.writer.query('SELECT count() AS rows FROM events', {}, counted);
      return { ...key, folder, dataDir, rows, fingerprint: '', insertSeconds: 0, mergeSeconds: 0 };
    } finally {
      await store.close();
    }
  }

  it('answer every question of the bench alike', async () => {
    const cases = casesOf(LAST_DAY).filter(({ variant, scope }) =>
      ['closed/account', 'mobile/largest', 'open/small'].includes(`${variant}/${scope}`),
    );
    const once = { warmRuns: 1, spreadRuns: 1, rebuild: false, say: () => undefined };
    const { measured } = await runQueries(await aFewDays(), { cases, contenders: CONTENDERS, ...once });
    expect(new Set(measured.map((one) => one.case.question))).toEqual(new Set(QUESTION_KEYS));
    const told = measured.map(({ case: one, rows, times }) => {
      return { name: one.name, says: rows > 0 || one.scope === 'small', by: Object.keys(times) };
    });
    expect(told.filter(({ says }) => !says)).toEqual([]);
    expect(told.filter(({ by }) => !by.includes('duckdb') || !by.includes('clickhouse'))).toEqual([]);
    const rowsOf = (name: string) => measured.find((one) => one.case.name === name)?.rows ?? 0;
    expect(rowsOf('campaigns/closed/account')).toBe(42);
    expect(rowsOf('daily-devices/closed/account')).toBeGreaterThan(3);
    expect(rowsOf('overlap/closed/account')).toBeGreaterThan(40);
    expect(rowsOf('frequency/closed/account')).toBeGreaterThan(2);
  }, 240_000);
});
