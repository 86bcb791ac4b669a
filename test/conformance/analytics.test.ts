import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_COLUMN_NAMES, EVENT_COLUMNS, type EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { fixedColumn, nativeBlock } from '@syncline/api/stores/clickhouse/native';
import { type AnalyticsStore, QueryTooHeavyError } from '@syncline/api/stores/clickhouse/port';
import { applyMigrations, migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { MIGRATIONS } from '@syncline/api/stores/clickhouse/schema/migrations';
import { openClickhouseServer } from '@syncline/api/stores/clickhouse/server';
import { STAGES } from '@syncline/shared/events';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serveEngine } from '../support/clickhouse-server.ts';
import { startTestEngine } from '../support/engine.ts';

const HOSTILE = [
  "'",
  "\\'; DROP TABLE events; --",
  '"`\\',
  '\\N',
  '\u0000a\u0000',
  'tab\tnew\nline\r\n',
  '{y:String}',
  '${x}',
  '\u2028\u2029',
  '🙂é',
  '',
  ' ',
  'NULL',
  '%2B+%00',
];

/** Less than the time limit of a read, which would end it too. */
const PATIENT = { timeout: 20_000, interval: 25 };

const MAX_UINT64 = 18_446_744_073_709_551_615n;
const count = z.object({ n: z.number() });

const EVENT: EventRow = {
  day: '2026-09-01',
  at: '2026-09-01T10:00:00.123Z',
  kind: 'impression',
  uid: 1,
  brand: 'acme',
  campaign: 'spring',
  offer: '',
  network: 'x',
  device: 'mobile',
  client: '',
  action: '',
  stage: '',
  arm: '',
  order_key: MAX_UINT64.toString(),
  amount: 0,
  currency: '',
  quantity: 1,
  viewable: true,
  post: '',
  properties: '',
  id_hash: '1',
  content_hash: 0,
  origin: '',
  seq: 1,
  row: 0,
};

const line = (event: Partial<EventRow> = {}) =>
  JSON.stringify(EVENT_COLUMN_NAMES.map((column) => ({ ...EVENT, ...event })[column]));

interface Subject {
  store: AnalyticsStore;
  stop(): Promise<void>;
}

async function localEngine(): Promise<Subject> {
  return startTestEngine();
}

async function serverByUrl(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-server-'));
  const served = await serveEngine(folder);
  const store = await openClickhouseServer({ url: `${served.url}/conformance`, log: pino({ level: 'silent' }) });
  await migrate(store);
  return {
    store,
    async stop() {
      await store.close();
      await served.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe.each([
  { name: 'local engine', open: localEngine },
  { name: 'server by URL', open: serverByUrl },
])('analytics store: $name', ({ open }) => {
  let subject: Subject;
  let store: AnalyticsStore;
  beforeAll(async () => {
    subject = await open();
    store = subject.store;
  });
  afterAll(async () => {
    await subject.stop();
  });

  const running = async (marker: string) => {
    const [row] = await store.writer.query(
      "SELECT count() AS n FROM system.processes WHERE position(query, {marker:String}) > 0 AND position(query, 'system.processes') = 0",
      { marker },
      count,
    );
    return row?.n;
  };

  it('is ready and names its version', () => {
    expect(store.state()).toBe('ready');
    expect(store.version()).toMatch(/^\d+\.\d+/);
  });

  it.each(['reader', 'writer'] as const)('binds hostile strings exactly: %s', async (side) => {
    const rows = await store[side].query(
      'SELECT arrayJoin({all:Array(String)}) AS text, hex(text) AS hex',
      { all: HOSTILE },
      z.object({ text: z.string(), hex: z.string() }),
    );
    expect(rows.map(({ text }) => text)).toEqual(HOSTILE);
    expect(rows.map(({ hex }) => hex)).toEqual(HOSTILE.map((text) => Buffer.from(text).toString('hex').toUpperCase()));
    for (const text of HOSTILE) {
      const [row] = await store[side].query(
        'SELECT {text:String} AS text, {text:String} = {text:String} AS same',
        { text },
        z.object({ text: z.string(), same: z.number() }),
      );
      expect(row).toEqual({ text, same: 1 });
    }
  });

  it('binds 100,000 wide integers at once', async () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => MAX_UINT64 - BigInt(index));
    const [row] = await store.reader.query(
      'SELECT length({ids:Array(UInt64)}) AS n, toString(arrayMin({ids:Array(UInt64)})) AS least',
      { ids },
      z.object({ n: z.number(), least: z.string() }),
    );
    expect(row).toEqual({ n: ids.length, least: String(MAX_UINT64 - 99_999n) });
  });

  it('gives safe 64-bit integers as numbers and refuses others, also within arrays and tuples', async () => {
    const ask = (expression: string) => store.reader.query(`SELECT ${expression} AS value`, {}, z.unknown());
    expect(await ask('toInt64(-9007199254740991)')).toEqual([{ value: -9_007_199_254_740_991 }]);
    expect(await ask('[toUInt64(1), 9007199254740991]')).toEqual([{ value: [1, 9_007_199_254_740_991] }]);
    expect(await ask('toString(18446744073709551615)')).toEqual([{ value: '18446744073709551615' }]);
    expect(await ask('toFloat64(1e300)')).toEqual([{ value: 1e300 }]);
    expect(await ask("toDecimal64('12345678901234.56', 2)")).toEqual([{ value: '12345678901234.56' }]);
    expect(await ask('nan')).toEqual([{ value: null }]);
    for (const wide of [
      'toUInt64(9007199254740992)',
      'toUInt64(9007199254740993)',
      'toInt64(-9007199254740992)',
      '[toUInt64(18446744073709551615)]',
      "tuple('a', toNullable(toUInt64(18446744073709551615)))",
      'toUInt128(9007199254740993)',
    ]) {
      await expect(ask(wide)).rejects.toThrow(RangeError);
    }
  });

  it('refuses a row of another shape than expected', async () => {
    await expect(store.reader.query("SELECT 'x' AS n", {}, count)).rejects.toThrow(z.ZodError);
  });

  it.each([
    ['time', 'longer than 1 s', 'SELECT sum(cityHash64(number)) AS n FROM numbers(1000000000000)', { maxSeconds: 1 }],
    ['rows', 'larger than 10 rows', 'SELECT number AS n FROM numbers(11)', { maxResultRows: 10 }],
    ['bytes', 'or 64 MiB', "SELECT repeat('x', 100000 + number % 2) AS text FROM numbers(1000)", {}],
    ['memory', 'memory', 'SELECT groupArray(toString(number)) AS text FROM numbers(1000000000)', {}],
    ['nesting', 'nested', `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)} AS n`, {}],
  ])('answers QueryTooHeavyError past the limit of %s, says so, and works on', async (_, says, sql, options) => {
    const failure = await store.reader.query(sql, {}, z.unknown(), options).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(QueryTooHeavyError);
    expect(String(failure)).toContain(says);
    expect(String(failure)).not.toMatch(/SELECT|numbers|\//);
    expect(await store.reader.query('SELECT 1 AS n', {}, count)).toEqual([{ n: 1 }]);
  });

  it('never widens a limit', async () => {
    const wide = store.reader.query('SELECT number AS n FROM numbers(500001)', {}, count, {
      maxResultRows: 10_000_000,
    });
    await expect(wide).rejects.toThrow(QueryTooHeavyError);
  });

  it.each(['reader', 'writer'] as const)('ends the query in the engine when it is aborted: %s', async (side) => {
    const marker = `abort_${side}`;
    const controller = new AbortController();
    const query = store[side].query(
      `SELECT sum(cityHash64(number)) AS ${marker} FROM numbers(1000000000000)`,
      {},
      z.unknown(),
      {
        signal: controller.signal,
      },
    );
    const outcome = query.catch(String);
    await expect.poll(() => running(marker), PATIENT).toBe(1);
    controller.abort(new Error('enough'));
    expect(await outcome).toBe('Error: enough');
    await expect.poll(() => running(marker), PATIENT).toBe(0);
    await expect(store[side].query('SELECT 1', {}, z.unknown(), { signal: controller.signal })).rejects.toThrow(
      'enough',
    );
  });

  it('answers small questions while heavy ones run', async () => {
    const controller = new AbortController();
    const marker = 'heavy_beside_small';
    const heavy = Array.from({ length: 4 }, () =>
      store.reader
        .query(`SELECT sum(cityHash64(number)) AS ${marker} FROM numbers(1000000000000)`, {}, z.unknown(), {
          signal: controller.signal,
        })
        .catch(() => null),
    );
    await expect.poll(() => running(marker), PATIENT).toBe(heavy.length);
    await store.reader.query('SELECT 1 AS n', {}, count);
    expect(await running(marker)).toBe(heavy.length);
    controller.abort();
    await Promise.all(heavy);
  });

  it('lets the reader read only', async () => {
    for (const sql of [
      'DROP TABLE events',
      'INSERT INTO people VALUES (1, 1)',
      'CREATE TABLE x (n UInt8) ENGINE = Memory',
      'ALTER TABLE events DELETE WHERE 1',
      'SELECT 1; DROP TABLE events',
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "INSERT INTO FUNCTION file('/tmp/x', 'CSV') SELECT 1",
      'SELECT 1 SETTINGS max_execution_time = 0',
      'SELECT 1 SETTINGS readonly = 0',
      'SYSTEM STOP LISTEN HTTP',
    ]) {
      await expect(store.reader.query(sql, {}, z.unknown())).rejects.toThrow(/refused a statement|went past a limit/);
    }
    expect(await store.reader.query('SELECT count() AS n FROM events', {}, count)).toEqual([{ n: 0 }]);
  });

  it('says nothing of SQL or paths in its errors', async () => {
    const failure = await store.reader
      .query('SELECT secret_column FROM events', {}, z.unknown())
      .catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: The analytics engine refused a statement (code 47, UNKNOWN_IDENTIFIER).');
  });

  it('stores events exactly', async () => {
    const events = HOSTILE.map((text) => ({
      post: text,
      campaign: text,
      properties: JSON.stringify({ text }),
      seq: 2 ** 53 - 1,
      amount: -(2 ** 53 - 1),
    }));
    await store.writer.insert(
      'events',
      EVENT_COLUMN_NAMES,
      events.map((event, row) => line({ ...event, row })),
    );
    const rows = await store.reader.query(
      `SELECT toString(day) AS day, toString(at) AS at, toString(order_key) AS order_key, kind, viewable, post, campaign,
         properties, seq, amount FROM events ORDER BY row`,
      {},
      z.record(z.string(), z.unknown()),
    );
    expect(rows).toEqual(
      events.map((event) => ({
        ...event,
        day: '2026-09-01',
        at: '2026-09-01 10:00:00.123',
        order_key: MAX_UINT64.toString(),
        kind: 'impression',
        viewable: true,
      })),
    );
    await store.writer.command('TRUNCATE TABLE events');
  });

  it.each([
    ['a wrong type', '["2026-09-01"]'],
    ['an unknown kind', line({ kind: 'nonsense' })],
    ['a null', line().replace('"acme"', 'null')],
    ['a statement', `${line()}\n; DROP TABLE events;`],
    ['truncated JSON', line().slice(0, -5)],
  ])('stores nothing of a batch with %s', async (_, bad) => {
    const lines = [...Array.from({ length: 1000 }, (_, row) => line({ row })), bad, line()];
    await expect(store.writer.insert('events', EVENT_COLUMN_NAMES, lines)).rejects.toThrow('refused a statement');
    expect(await store.reader.query('SELECT count() AS n FROM events', {}, count)).toEqual([{ n: 0 }]);
  });

  it('stores a large batch of one month as one part', async () => {
    const lines = function* () {
      for (let row = 0; row < 150_000; row++) yield Buffer.from(line({ row, post: 'x'.repeat(100) }));
    };
    await store.writer.insert('events', EVENT_COLUMN_NAMES, lines());
    const rows = await store.writer.query(
      "SELECT rows AS n FROM system.parts WHERE table = 'events' AND database = currentDatabase() AND active",
      {},
      count,
    );
    expect(rows).toEqual([{ n: 150_000 }]);
    await store.writer.command('TRUNCATE TABLE events');
  });

  it('takes an empty batch', async () => {
    await store.writer.insert('events', EVENT_COLUMN_NAMES, []);
    expect(await store.reader.query('SELECT count() AS n FROM events', {}, count)).toEqual([{ n: 0 }]);
  });

  it('finds events by day and id in the projection alone, and removes them from it', async () => {
    const lines = Array.from({ length: 50_000 }, (_, row) =>
      line({ row, id_hash: String(row * 7919), day: row % 2 === 0 ? '2026-09-01' : '2026-09-02' }),
    );
    await store.writer.insert('events', EVENT_COLUMN_NAMES, lines);
    const find =
      'SELECT toString(id_hash) AS id FROM events WHERE day IN {days:Array(Date)} AND id_hash IN {ids:Array(UInt64)}';
    const parameters = { days: ['2026-09-01'], ids: [0n, 7919n, 15_838n] };
    const strangers = Array.from({ length: 5000 }, (_, index) => MAX_UINT64 - BigInt(index));
    for (const ids of [parameters.ids, [...parameters.ids, ...strangers]]) {
      const asked = { ...parameters, ids };
      const plan = await store.reader.query(
        `EXPLAIN indexes = 1 ${find}`,
        asked,
        z.object({ explain: z.string() }).transform(({ explain }) => explain),
      );
      expect(plan.join('\n')).toContain('ReadFromMergeTree (ids)');
      expect(plan.join('\n')).toMatch(/PrimaryKey\s+Keys:\s+day\s+id_hash/);
      const found = await store.reader.query(find, asked, z.object({ id: z.string() }));
      expect(found.map(({ id }) => id).sort()).toEqual(['0', '15838']);
    }

    await expect(store.writer.command('DELETE FROM events WHERE id_hash = 0')).rejects.toThrow('refused');
    await store.writer.command(
      'ALTER TABLE events DELETE WHERE day IN {days:Array(Date)} AND id_hash IN {ids:Array(UInt64)}',
      parameters,
    );
    expect(await store.reader.query(find, parameters, z.unknown())).toEqual([]);
    expect(await store.reader.query('SELECT count() AS n FROM events', {}, count)).toEqual([{ n: 49_998 }]);
    await store.writer.command('TRUNCATE TABLE events');
  });

  it('migrates again without change, finishes a step cut short and refuses a newer store', async () => {
    const tables = () =>
      store.writer.query(
        'SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name',
        {},
        z.object({ name: z.string(), create_table_query: z.string() }),
      );
    const before = await tables();
    await migrate(store);
    await store.writer.command('TRUNCATE TABLE schema_version');
    await migrate(store);
    expect(await tables()).toEqual(before);

    const newest = Math.max(...MIGRATIONS.map(({ version }) => version));
    const done = MIGRATIONS.map(({ version }) => ({ version, name: 'done', statements: ['SELECT throwIf(1)'] }));
    const step = {
      version: newest + 1,
      name: 'later',
      statements: ['CREATE TABLE IF NOT EXISTS later (n UInt8) ENGINE = Memory'],
    };
    await applyMigrations(store, [...done, step]);
    await expect(migrate(store)).rejects.toThrow(
      `made by a newer Syncline (schema ${newest + 1}; this one knows up to ${newest})`,
    );
    await store.writer.command('DROP TABLE later');
    await store.writer.command(`ALTER TABLE schema_version DELETE WHERE version = ${newest + 1}`);
    await migrate(store);
  });

  it('takes in what was stored and journalled before lost demand had a stage, and comes to the newest schema', async () => {
    const strings = (sql: string) => store.writer.query(sql, {}, z.object({ text: z.string() }));
    const tables = await strings('SELECT name AS text FROM system.tables WHERE database = currentDatabase()');
    for (const { text: table } of tables) await store.writer.command(`DROP TABLE ${table}`);
    const added = MIGRATIONS.findIndex(({ name }) => name === 'lost demand');
    const without = (statement: string) => statement.replaceAll(", 'lost' = 9", '');
    await applyMigrations(
      store,
      MIGRATIONS.slice(0, added).map((step) => ({ ...step, statements: step.statements.map(without) })),
    );
    const stages = () =>
      strings("SELECT type AS text FROM system.columns WHERE database = currentDatabase() AND name = 'stage'");
    const before = (await stages()).map(({ text }) => text);
    expect([before.length, before.some((type) => type.includes('lost'))]).toEqual([4, false]);
    await store.writer.insert('events', EVENT_COLUMN_NAMES, [line({ kind: 'purchase', stage: 'paid' })]);
    await store.writer.insert('payments', ['entry', 'day', 'n', 'stage'], ['["payment", "2026-09-01", 1, "refunded"]']);

    await applyMigrations(store, MIGRATIONS.slice(0, added + 1));
    expect(new Set((await stages()).map(({ text }) => text))).toEqual(new Set([EVENT_COLUMNS.stage]));
    // Blocks of the journal carry the type of the version that wrote them.
    const block = (type: string, ...held: readonly (typeof STAGES)[number][]) =>
      nativeBlock(held.length, [
        fixedColumn(
          'stage',
          type,
          Uint8Array.from(held, (stage) => STAGES.indexOf(stage) + 1),
        ),
        fixedColumn(
          'uid',
          'UInt32',
          Uint32Array.from(held, () => 2),
        ),
      ]);
    await store.writer.insertBlocks('events', [
      block(before[0] ?? '', 'refunded', 'triggered'),
      block(EVENT_COLUMNS.stage, 'lost', 'triggered'),
    ]);
    const stored = await strings('SELECT toString(stage) AS text FROM events ORDER BY text');
    expect(stored.map(({ text }) => text)).toEqual(['lost', 'paid', 'refunded', 'triggered', 'triggered']);
    expect(await strings('SELECT toString(stage) AS text FROM payments')).toEqual([{ text: 'refunded' }]);

    // What is kept ready is made anew where its table becomes another.
    await migrate(store);
    expect(await strings('SELECT toString(length(steps)) AS text FROM payments')).toEqual([]);
  });

  it('reports no damage', async () => {
    expect(await store.damage()).toEqual([]);
  });
});
