import { EVENT_COLUMN_NAMES, type EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { insertWorld, makeWorld } from '../results/query/world.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

const count = z.object({ n: z.int() });
const line = (event: Partial<EventRow>) => {
  const whole: Partial<EventRow> = { day: '2026-09-01', at: '2026-09-01T10:00:00.123Z', device: 'mobile', ...event };
  return JSON.stringify(COLUMNS.map((column) => whole[column]));
};
const COLUMNS = EVENT_COLUMN_NAMES.filter((name) =>
  ['day', 'at', 'device', 'kind', 'uid', 'quantity', 'id_hash'].includes(name),
);

describe('the projection of own actions', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine.stop());

  it('keeps what people did by person, in parts of impressions alone, through removals and of an earlier store', async () => {
    const ask = <Row>(sql: string, row: z.ZodType<Row>) => engine.store.reader.query(sql, {}, row);
    const sums =
      'SELECT count() AS n, sum(cityHash64(uid, day, kind, action, quantity)) % 1000000007 AS hash FROM events WHERE';
    const row = z.object({ n: z.int(), hash: z.int() });
    const kept = `${sums} own AND kind != 'impression'`;
    const readsKept = async () => {
      const plan = await ask(`EXPLAIN ${kept}`, z.object({ explain: z.string() }));
      return plan.some(({ explain }) => explain.includes('ReadFromMergeTree (own)'));
    };
    // The projection does not know the hash of the contents.
    const expectAlike = async (n: number) => {
      const [found] = await ask(kept, row);
      expect([found, await readsKept()]).toEqual([{ n, hash: expect.any(Number) }, true]);
      expect(await ask(`${sums} kind != 'impression' AND content_hash >= 0`, row)).toEqual([found]);
    };
    const insert = (kinds: readonly string[], rows: number) => {
      const lines = Array.from({ length: rows }, (_, at) =>
        line({
          uid: at % 997,
          kind: kinds[at % kinds.length] ?? '',
          quantity: 1 + (at % 3),
          id_hash: String(at),
        }),
      );
      return engine.store.writer.insert('events', COLUMNS, lines);
    };
    await insert(['impression', 'impression', 'engagement', 'impression', 'activity'], 50_000);
    await insert(['impression'], 1000);
    await insert(['follow', 'impression'], 1000);
    await expectAlike(20_500);
    await engine.store.writer.command('OPTIMIZE TABLE events FINAL SETTINGS optimize_throw_if_noop = 1');
    const parts =
      "SELECT count() AS n FROM system.parts WHERE table = 'events' AND database = currentDatabase() AND active";
    expect(await engine.store.writer.query(parts, {}, count)).toEqual([{ n: 1 }]);
    await expectAlike(20_500);
    await engine.store.writer.command('ALTER TABLE events DELETE WHERE id_hash < 500');
    await expectAlike(20_050);

    await engine.store.writer.command('ALTER TABLE events DROP PROJECTION own');
    await engine.store.writer.command('ALTER TABLE events DROP COLUMN own');
    await engine.store.writer.command("ALTER TABLE schema_version DELETE WHERE name = 'own actions by person'");
    await migrate(engine.store);
    await expect.poll(readsKept, { timeout: 20_000 }).toBe(true);
    await expectAlike(20_050);
    await engine.store.writer.command('TRUNCATE TABLE events');
  });

  it('takes in rows that are mostly empty after others were', async () => {
    const world = makeWorld(42);
    const rowsOf = (part: number) => world.filter((_, index) => index % 3 === part);
    for (const part of [0, 1, 2]) {
      // One after the other: how a part is written hangs on those before it.
      // oxlint-disable-next-line no-await-in-loop
      await insertWorld(
        engine.store.writer,
        rowsOf(part).map((row, index) => ({ ...row, seq: part + 1, row: index })),
      );
    }
    const kept = "SELECT count() AS n FROM events WHERE own AND kind != 'impression'";
    const own = world.filter(({ kind }) => kind !== 'impression').length;
    expect(await engine.store.reader.query(kept, {}, count)).toEqual([{ n: own }]);
  });
});
