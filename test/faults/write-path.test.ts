import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_TABLE } from '@syncline/api/ingest/device-table';
import { memoryOf } from '@syncline/api/ingest/event-batch';
import { diskStorage, type JournalStorage } from '@syncline/api/ingest/journal-storage';
import type { AcceptedPurchase } from '@syncline/api/ingest/port';
import { Preparation } from '@syncline/api/ingest/preparation';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { impression, linesOf, NOW, numberOf, openWritePath, SETTINGS, type TestWritePath } from './write-path.ts';

let engine: TestEngine;
let path: TestWritePath;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.store.writer.command('TRUNCATE TABLE events');
  await engine.store.writer.command('TRUNCATE TABLE people');
  path = await openWritePath(engine.store);
});
afterEach(() => path.remove());

interface Sent {
  onConflict?: 'replace';
  origin?: 'demo';
  source?: string;
}
const send = (events: readonly unknown[], more: Sent = {}) =>
  path.ingest.submit({ lines: linesOf(events), source: 'test', origin: '', ...more });
const count = (condition?: string) => numberOf(engine.store, 'count()', condition);
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    impression(`e${from + index}`, { user: `u${(from + index) % 50}`, at: NOW - (from + index) * 3_600_000 }),
  );

/** Distinct keys by which the people of the log are known. */
const PEOPLE_KNOWN = '(SELECT uniqExact(user_key) FROM people WHERE uid IN (SELECT uid FROM events))';

describe('ids', () => {
  it('count once, however often and wherever they are sent', async () => {
    const events = many(0, 300);
    expect(await send([...events, ...events.slice(0, 10)])).toMatchObject({
      accepted: 300,
      duplicate: 10,
      rejected: 0,
    });
    const again = await Promise.all([send(events), send(events), send([...events, ...many(300, 310)])]);
    expect(again.map(({ accepted }) => accepted).toSorted((a, b) => a - b)).toEqual([0, 0, 10]);
    await path.ingest.flush();
    await path.reopen();
    expect(await send(events)).toMatchObject({ accepted: 0, duplicate: 300 });
    await path.ingest.flush();
    expect(await count()).toBe(310);
    expect(await numberOf(engine.store, 'uniqExact(uid)')).toBe(50);
    expect(await numberOf(engine.store, PEOPLE_KNOWN)).toBe(50);
  });

  it('are the same event written another way, and refused with other content', async () => {
    await send([impression('a', { properties: { one: 1, two: 'x' } })]);
    const rewritten = impression('a', {
      at: '2026-09-10T14:00:00+02:00',
      quantity: 1,
      network: 'x',
      properties: { two: 'x', one: 1 },
    });
    expect(await send([rewritten])).toMatchObject({ duplicate: 1 });
    const outcome = await send([impression('a', { campaign: 'autumn', user: 'jane' }), impression('b')]);
    expect(outcome).toMatchObject({ accepted: 1, rejected: 1, rejects: [{ line: 1, id: 'a', code: 'id_conflict' }] });
    expect(path.letters).toMatchObject([{ source: 'test', reject: { code: 'id_conflict' }, replayable: true }]);
    expect(path.letters[0]?.payload).not.toContain('jane');
  });

  it('take the place of what is stored where that is asked for, once', async () => {
    await send([impression('a'), impression('b')]);
    await path.ingest.flush();
    const changed = impression('a', { campaign: 'autumn' });
    const twice = [impression('b', { campaign: 'winter' }), impression('b', { campaign: 'autumn' })];
    expect(await send([changed, ...twice], { onConflict: 'replace' })).toMatchObject({ accepted: 0, replaced: 3 });
    expect(await send([changed], { onConflict: 'replace' })).toMatchObject({ duplicate: 1, replaced: 0 });
    await path.ingest.flush();
    expect(await count()).toBe(2);
    expect(await count("campaign = 'autumn'")).toBe(2);
    await path.reopen();
    expect(await send([changed])).toMatchObject({ duplicate: 1 });
    expect(await count()).toBe(2);
  });
});

describe('removal', () => {
  it('takes ids out for good, stored or not, across restarts', async () => {
    await send(many(0, 20));
    await path.ingest.flush();
    await send(many(20, 30));
    const ids = ['e3', 'e25', 'never-seen'].map((id) => ({ id, days: null }));
    expect(await path.ingest.retract(ids)).toBe(2);
    expect(await path.ingest.retract(ids)).toBe(0);
    expect(await path.ingest.retract([{ id: 'e4', days: ['2020-01-01'] }])).toBe(0);
    await path.ingest.flush();
    expect(await count()).toBe(28);
    for (let restart = 0; restart < 2; restart++) {
      const outcome = await send([...many(0, 30), impression('never-seen')]);
      expect(outcome).toMatchObject({ accepted: 0, duplicate: 31 });
      await path.ingest.flush();
      expect(await count()).toBe(28);
      await path.reopen();
    }
  });

  it('takes an origin out whole and lets it come again', async () => {
    await send(many(0, 10));
    await send([impression('d1'), impression('d2')], { origin: 'demo' });
    await path.ingest.purge('demo');
    expect(await count()).toBe(10);
    expect(await send([impression('d1')], { origin: 'demo' })).toMatchObject({ accepted: 1 });
    await path.reopen();
    await path.ingest.flush();
    expect(await count()).toBe(11);
  });
});

describe('what is stored', () => {
  it('is the event, with day, device, brand and campaign worked out', async () => {
    await path.remove();
    path = await openWritePath(engine.store, {
      catalogue: { campaign: () => ({ brand: 'acme' }), offer: () => ({ campaign: 'spring' }) },
    });
    const odd = 'He said "5 €\\n" \u2028\u0007 👩‍🚀';
    await send([
      {
        id: 'p1',
        at: '2026-09-09T23:30:00.5Z',
        kind: 'purchase',
        user: 'u9',
        offer: 'tablet',
        stage: 'paid',
        order: 'r1',
        amount: '149.99',
        client: 'Twitter for iPad',
        post: odd,
        properties: { [odd]: odd, n: 1.5 },
      },
    ]);
    await path.ingest.flush();
    const row = z.object({
      at: z.string(),
      day: z.string(),
      all: z.array(z.string()),
      amount: z.number(),
      post: z.string(),
      properties: z.string(),
      key: z.string(),
    });
    const [stored] = await engine.store.reader.query(
      `SELECT toString(at) AS at, toString(day) AS day, amount, post, properties, lower(hex(user_key)) AS key,
       [toString(kind), brand, campaign, offer, network, toString(device), client, toString(action), toString(stage), currency] AS all FROM events JOIN people USING (uid)`,
      {},
      row,
    );
    expect(stored).toMatchObject({ at: '2026-09-09 23:30:00.500', day: '2026-09-10', amount: 14_999, post: odd });
    expect(stored?.all).toEqual([
      'purchase',
      'acme',
      'spring',
      'tablet',
      'x',
      'tablet',
      'Twitter for iPad',
      '',
      'paid',
      'USD',
    ]);
    expect(JSON.parse(stored?.properties ?? '')).toEqual({ [odd]: odd, n: 1.5 });
    expect(stored?.key).toBe(path.ingest.userKey('u9'));
  });

  it('is the same person when a refused line is sent again', async () => {
    await send([impression('a'), impression('a', { campaign: 'autumn', user: 'u2' })]);
    const [letter] = path.letters;
    const event = JSON.parse(letter?.payload ?? '') as Record<string, unknown>;
    expect(await send([{ ...event, id: 'b' }], { source: 'replay' })).toMatchObject({ accepted: 1 });
    expect(await send([{ ...event, id: 'c' }], { source: 'http' })).toMatchObject({ accepted: 1 });
    await path.ingest.flush();
    const expected = BigInt(`0x${path.ingest.userKey('u2')}`);
    expect(await count(`uid IN (SELECT uid FROM people WHERE user_key = ${expected})`)).toBe(1);
  });
});

const purchase = (id: string, more: Readonly<Record<string, unknown>>) => ({
  id,
  at: NOW,
  kind: 'purchase',
  stage: 'paid',
  user: `buyer ${id}`,
  order: `order ${id}`,
  amount: '12.50',
  ...more,
});

describe('lines prepared elsewhere', () => {
  const events = [
    ...many(0, 40),
    impression('e3', { user: 'u3', at: NOW - 3 * 3_600_000 }),
    impression('by-brand', { campaign: undefined, brand: 'named', properties: { größe: 'ä'.repeat(200), n: 1.5 } }),
    purchase('by-offer', { offer: 'tablet' }),
    { id: 'no-user', at: NOW, kind: 'activity' },
    purchase('named', { offer: 'tablet', campaign: 'own', currency: 'JPY', amount: '900', post: 'p-ü' }),
    { id: 'use', at: '2026-09-10T23:30:00+02:00', kind: 'activity', user: 'jäne', client: 'Twitter for iPad' },
    impression('card', { user: '4111111111111111' }),
  ];
  const prepare = (sent: readonly unknown[]) => async () => {
    const preparation = new Preparation({ ...SETTINGS, devices: DEVICE_TABLE }, { now: () => NOW });
    const prepared = preparation.prepare(linesOf(sent), { count: sent.length, origin: '' });
    return structuredClone(prepared, { transfer: memoryOf(prepared.events) });
  };
  const rows = async () => {
    await path.ingest.flush();
    return engine.store.writer.query(
      `SELECT events.* EXCEPT (uid, seq, row) REPLACE (toString(id_hash) AS id_hash, toString(order_key) AS order_key),
       toString(user_key) AS person FROM events JOIN people ON people.uid = events.uid ORDER BY id_hash, day`,
      {},
      z.record(z.string(), z.unknown()),
    );
  };
  const openWithCatalogue = async (discovered: unknown[]) => {
    await path.remove();
    await engine.store.writer.command('TRUNCATE TABLE events');
    path = await openWritePath(engine.store, {
      catalogue: {
        offer: (slug) => (slug === 'tablet' ? { campaign: 'launch' } : undefined),
        campaign: (slug) => (slug === 'launch' ? { brand: 'maker' } : undefined),
        discover: async (found) => void discovered.push(found),
      },
    });
  };

  it('are stored, refused and made known as if the write path had prepared them', async () => {
    const [here, elsewhere]: [unknown[], unknown[]] = [[], []];
    await openWithCatalogue(here);
    const outcome = await send(events);
    const stored = await rows();
    const letters = path.letters.slice();
    expect(outcome).toMatchObject({ accepted: 44, duplicate: 1, rejected: 2 });
    expect(stored.filter(({ brand, campaign }) => brand === 'maker' && campaign === 'launch')).toHaveLength(1);
    await openWithCatalogue(elsewhere);
    const batch = { lines: linesOf(events), source: 'test', origin: '' as const };
    expect(await path.ingest.submit({ ...batch, prepare: prepare(events) })).toEqual(outcome);
    expect(await rows()).toEqual(stored);
    expect(path.letters).toEqual(letters);
    expect(elsewhere).toEqual(here);
    expect(await send(events)).toMatchObject({ accepted: 0, duplicate: 45, rejected: 2 });
  });

  it('are refused with other content under a stored id, and kept as they were sent', async () => {
    await send(many(0, 3));
    const changed = many(0, 3).map((event, index) => (index === 1 ? { ...event, campaign: 'autumn' } : event));
    const outcome = await path.ingest.submit({
      lines: linesOf(changed),
      source: 'test',
      origin: '',
      prepare: prepare(changed),
    });
    expect(outcome).toMatchObject({ duplicate: 2, rejects: [{ line: 2, id: 'e1', code: 'id_conflict' }] });
    expect(path.letters).toMatchObject([{ replayable: true, payload: expect.stringContaining('autumn') as string }]);
  });
});

describe('whoever watches purchases', () => {
  it('is told of each that is wanted and not the demo’s, once it is durable, in order', async () => {
    const told: [number, string[]][] = [];
    const seen: AcceptedPurchase[] = [];
    let full = false;
    const storage: JournalStorage = {
      ...diskStorage,
      async open(name, mode) {
        const file = await diskStorage.open(name, mode);
        return {
          ...file,
          write: (bytes, position) =>
            full ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : file.write(bytes, position),
        };
      },
    };
    await path.remove();
    path = await openWritePath(engine.store, {
      storage,
      catalogue: { offer: () => ({ campaign: 'launch' }), campaign: () => ({ brand: 'maker' }) },
      watch: {
        wants: (at) => at >= NOW - 1000,
        durable: (sequence, purchases) => {
          told.push([sequence, purchases.map(({ offer }) => offer)]);
          seen.push(...purchases);
        },
      },
    });
    const loss = { stage: 'lost', properties: { text: 'ä'.repeat(100), loss: 'protected' }, amount: undefined };
    await send([
      purchase('a', { offer: 'lamp', at: NOW - 8 * 86_400_000 }),
      purchase('b', { offer: 'cup', at: NOW, client: 'Twitter for iPad' }),
      impression('c'),
      purchase('d', { offer: 'desk', at: NOW - 1000, ...loss }),
      purchase('b', { offer: 'cup', at: NOW, client: 'Twitter for iPad' }),
    ]);
    await send([purchase('e', { offer: 'cup' })], { origin: 'demo' });
    full = true;
    await expect(send([purchase('f', { offer: 'vase' })])).rejects.toMatchObject({ code: 'unavailable' });
    full = false;
    await send([purchase('f', { offer: 'vase', stage: 'triggered', amount: undefined })]);
    expect(told).toEqual([
      [1, ['cup', 'desk']],
      [expect.any(Number), ['vase']],
    ]);
    expect(seen[0]).toEqual({
      at: NOW,
      stage: 'paid',
      loss: null,
      offer: 'cup',
      campaign: 'launch',
      brand: 'maker',
      device: 'tablet',
      amountMinor: 1250,
      currency: 'USD',
      orderKey: expect.any(BigInt),
      userKey: BigInt(`0x${path.ingest.userKey('buyer b')}`),
    });
    expect(seen.slice(1)).toMatchObject([
      { stage: 'lost', loss: 'protected', amountMinor: null, device: 'unknown' },
      { stage: 'triggered', loss: null, amountMinor: null },
    ]);
  });
});

describe('recovery', () => {
  it('inserts what the log lost, row by row, and nothing else', async () => {
    await send(many(0, 500));
    await send(many(500, 900));
    await path.ingest.retract([{ id: 'e10', days: null }]);
    await send([impression('e11', { at: NOW - 11 * 3_600_000, campaign: 'new' })], { onConflict: 'replace' });
    await path.ingest.flush();
    const before = await numberOf(engine.store, 'sum(id_hash % 1000003)');
    expect(await count()).toBe(899);
    await engine.store.writer.command('ALTER TABLE events DELETE WHERE (seq = 1 AND row % 3 = 0) OR seq = 2');
    expect(await count()).toBeLessThan(400);
    await path.reopen();
    expect(await count()).toBe(899);
    expect(await numberOf(engine.store, 'sum(id_hash % 1000003)')).toBe(before);
    expect(await numberOf(engine.store, 'uniqExact(seq, row)')).toBe(899);
  });

  it('carries out a journal whose checkpoint is gone, and goes on after one that is gone itself', async () => {
    await send(many(0, 50));
    await path.ingest.flush();
    await path.ingest.close();
    writeFileSync(join(path.dataDir, 'journal', 'checkpoint.json'), '{"wri');
    await path.reopen();
    expect(await count()).toBe(50);
    const other = await openWritePath(engine.store);
    await other.ingest.submit({ lines: linesOf(many(50, 60)), source: 'test', origin: '' });
    await other.ingest.flush();
    expect(await numberOf(engine.store, 'uniqExact(seq, row)')).toBe(60);
    expect(await numberOf(engine.store, 'uniqExact(uid)')).toBe(50);
    await other.remove();
  });

  it('refuses to start on a damaged journal and names the file', async () => {
    for (let record = 0; record < 3; record++) await send(many(record * 10, record * 10 + 10));
    await path.ingest.close();
    const folder = join(path.dataDir, 'journal');
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.journal')) ?? '');
    const content = readFileSync(file);
    const damaged = Buffer.from(content);
    damaged.writeUInt8(content.readUInt8(200) ^ 4, 200);
    writeFileSync(file, damaged);
    await expect(path.reopen()).rejects.toThrow(/0000000000000001\.journal is damaged at byte \d+/);
    writeFileSync(file, content);
    await path.reopen();
  });
});

describe('a full disk', () => {
  it('is answered with 503 and loses or doubles nothing', async () => {
    let full = false;
    const storage: JournalStorage = {
      ...diskStorage,
      async open(name, mode) {
        const file = await diskStorage.open(name, mode);
        return {
          ...file,
          async write(bytes, position) {
            if (!full) return file.write(bytes, position);
            await file.write(bytes.subarray(0, Math.floor(bytes.length / 3)), position);
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          },
        };
      },
    };
    await path.remove();
    path = await openWritePath(engine.store, { storage });
    await send(many(0, 100));
    full = true;
    const refused = await Promise.allSettled([send(many(100, 200)), send(many(150, 260)), send(many(0, 10))]);
    for (const result of refused.slice(0, 2)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfterSeconds: 10 } });
    }
    await expect(path.ingest.retract([{ id: 'e5', days: null }])).rejects.toMatchObject({ code: 'unavailable' });
    full = false;
    expect(await send(many(100, 200))).toMatchObject({ accepted: 100 });
    expect(await send(many(150, 260))).toMatchObject({ accepted: 60, duplicate: 50 });
    expect(await path.ingest.retract([{ id: 'e5', days: null }])).toBe(1);
    await path.reopen();
    await path.ingest.flush();
    expect(await count()).toBe(259);
    expect(await numberOf(engine.store, 'uniqExact(uid)')).toBe(50);
    expect(await numberOf(engine.store, PEOPLE_KNOWN)).toBe(50);
  });
});
