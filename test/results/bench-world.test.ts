import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CAMPAIGN_LIST, peopleOf, planDays, WORLD_DAYS, type WorldKey, wheel } from '../bench/world/market.ts';
import { insertDaySql, insertPeopleSql } from '../bench/world/rows.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

const WORLD: WorldKey = { events: 6_000_000, seed: 2013, lastDay: '2026-09-30' };
/** Some early day and the last one. */
const DAYS = [20, WORLD_DAYS - 1];

describe('planDays', () => {
  it('numbers the draws without a gap and ends on the last day', () => {
    const plans = planDays(WORLD);
    expect(plans).toHaveLength(WORLD_DAYS);
    expect(plans.at(-1)?.day).toBe(WORLD.lastDay);
    plans.forEach((plan, index) => {
      const before = plans[index - 1];
      expect(plan.firstDraw).toBe(before ? before.firstDraw + before.draws : 0);
    });
  });

  it('keeps the largest campaign at its share and every campaign alive on every day', () => {
    for (const { campaignWheel } of planDays(WORLD)) {
      const slots = (place: number) => campaignWheel.filter((other) => other === place).length / campaignWheel.length;
      expect(slots(1)).toBeGreaterThan(0.22);
      expect(slots(1)).toBeLessThan(0.31);
      CAMPAIGN_LIST.forEach((_, index) => expect(slots(index + 1)).toBeGreaterThan(0.002));
    }
  });
});

describe('wheel', () => {
  it('gives each item its weight', () => {
    const slots = wheel([3, 1, 0]);
    expect(slots).toHaveLength(4096);
    expect(slots.filter((place) => place === 1)).toHaveLength(3072);
    expect(slots).not.toContain(3);
  });
});

describe('the rows of a world', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    await engine.store.writer.command(insertPeopleSql(WORLD));
    await insertDays(WORLD);
  });
  afterAll(() => engine?.stop());

  async function insertDays(world: WorldKey) {
    for (const day of DAYS) {
      const plan = planDays(world)[day];
      if (!plan) throw new Error(`there is no day ${day}`);
      await engine.store.writer.command(insertDaySql(world, plan));
    }
  }

  async function ask<Shape extends z.ZodRawShape>(sql: string, shape: Shape) {
    const [row] = await engine.store.writer.query(sql, {}, z.object(shape));
    if (!row) throw new Error(`no row: ${sql}`);
    return row;
  }

  const digest = () =>
    ask('SELECT count() AS rows, toString(sum(sipHash64(*))) AS digest FROM events', {
      rows: z.int(),
      digest: z.string(),
    });

  it('are the same for the same seed and others for another', async () => {
    const first = await digest();
    await engine.store.writer.command('TRUNCATE TABLE events');
    await insertDays({ ...WORLD, seed: 7 });
    const other = await digest();
    await engine.store.writer.command('TRUNCATE TABLE events');
    await insertDays(WORLD);
    expect(first.rows).toBeGreaterThan(50_000);
    expect(other.digest).not.toBe(first.digest);
    await expect(digest()).resolves.toEqual(first);
  });

  it('hold one event for each id and for each place in the journal, by day and inside the world', async () => {
    const found = await ask(
      `SELECT count() AS rows, uniqExact(day, id_hash) AS ids, uniqExact(seq, row) AS places, countIf(day != toDate(at)) AS misdated,
        toString(max(day)) AS last FROM events`,
      { rows: z.int(), ids: z.int(), places: z.int(), misdated: z.int(), last: z.string() },
    );
    expect(found).toEqual({ rows: found.rows, ids: found.rows, places: found.rows, misdated: 0, last: WORLD.lastDay });
  });

  it('name people that the table of people knows by the same number', async () => {
    const found = await ask(
      `SELECT count() AS people, uniqExact(user_key) AS keys, countIf(events.uid != known.uid) AS strangers
       FROM (SELECT DISTINCT uid FROM events) AS events LEFT JOIN people AS known USING (uid)`,
      { people: z.int(), keys: z.int(), strangers: z.int() },
    );
    expect(found.strangers).toBe(0);
    expect(found.keys).toBe(found.people);
    expect(found.people).toBeLessThanOrEqual(peopleOf(WORLD));
  });

  it('are skewed as stated', async () => {
    const shares = await ask(
      `SELECT countIf(kind = 'impression') / count() AS impressions, countIf(device = 'mobile') / count() AS mobile,
        countIf(campaign = '${CAMPAIGN_LIST[0]?.slug}') / count() AS largest,
        countIf(campaign = '${CAMPAIGN_LIST.at(-1)?.slug}') / count() AS smallest,
        countIf(arm = 'control') / countIf(arm = 'exposed') AS control,
        countIf(kind = 'impression' AND NOT viewable) / countIf(kind = 'impression') AS unseen,
        uniqExact(campaign) AS campaigns, uniqExact(brand) AS brands, uniqExactIf(currency, currency != '') AS currencies
       FROM events`,
      {
        impressions: z.number(),
        mobile: z.number(),
        largest: z.number(),
        smallest: z.number(),
        control: z.number(),
        unseen: z.number(),
        campaigns: z.int(),
        brands: z.int(),
        currencies: z.int(),
      },
    );
    expect(shares.impressions).toBeGreaterThan(0.8);
    expect(shares.impressions).toBeLessThan(0.85);
    expect(shares.mobile).toBeGreaterThan(0.62);
    expect(shares.mobile).toBeLessThan(0.7);
    expect(shares.largest).toBeGreaterThan(0.22);
    expect(shares.largest).toBeLessThan(0.29);
    expect(shares.smallest).toBeGreaterThan(0.003);
    expect(shares.smallest).toBeLessThan(0.015);
    expect(shares.control).toBeGreaterThan(0.03);
    expect(shares.control).toBeLessThan(0.07);
    expect(shares.unseen).toBeGreaterThan(0.27);
    expect(shares.unseen).toBeLessThan(0.31);
    // Activity without a campaign or brand is one more of each.
    expect(shares).toMatchObject({ campaigns: 41, brands: 9, currencies: 2 });
  });

  it('give a few people many events and a third of the busy ones two devices', async () => {
    const people = await ask(
      `SELECT quantileExact(0.5)(events) AS half, max(events) AS most, countIf(used = 2 AND events >= 8) / countIf(events >= 8) AS both,
        max(used) AS devices FROM (SELECT uid, count() AS events, uniqExact(device) AS used FROM events GROUP BY uid)`,
      { half: z.int(), most: z.int(), both: z.number(), devices: z.int() },
    );
    expect(people.most).toBeGreaterThan(10 * people.half);
    expect(people.both).toBeGreaterThan(0.25);
    expect(people.both).toBeLessThan(0.4);
    expect(people.devices).toBe(2);
  });

  it('tell every order as one story: triggered, confirmed in time, paid, refunded no more than was paid', async () => {
    const orders = await ask(
      `SELECT count() AS orders, countIf(people > 1 OR currencies > 1) AS mixed,
        countIf(paid > 0 AND (triggered = 0 OR confirmed < triggered OR confirmed > triggered + 900000 OR paid < confirmed)) AS hasty,
        countIf(confirmed > triggered + 900000) AS late, countIf(paid > 0) AS sold, countIf(refunded > 0) AS returned,
        countIf(refunded > 0 AND refunded < gross) AS in_part, countIf(refunded > gross) AS overpaid
       FROM (
         SELECT order_key, uniqExact(uid) AS people, uniqExactIf(currency, currency != '') AS currencies,
           minIf(ms, stage = 'triggered') AS triggered, minIf(ms, stage = 'confirmed') AS confirmed, minIf(ms, stage = 'paid') AS paid,
           sumIf(amount, stage = 'paid') AS gross, sumIf(amount, stage = 'refunded') AS refunded
         FROM (SELECT *, toUnixTimestamp64Milli(at) AS ms FROM events WHERE kind = 'purchase')
         WHERE order_key IN (SELECT order_key FROM events WHERE stage = 'triggered')
         GROUP BY order_key
       )`,
      {
        orders: z.int(),
        mixed: z.int(),
        hasty: z.int(),
        late: z.int(),
        sold: z.int(),
        returned: z.int(),
        in_part: z.int(),
        overpaid: z.int(),
      },
    );
    expect(orders).toMatchObject({ mixed: 0, hasty: 0, overpaid: 0 });
    expect(orders.sold).toBeGreaterThan(orders.orders / 2);
    for (const seen of [orders.late, orders.returned, orders.in_part]) expect(seen).toBeGreaterThan(0);
  });

  it('let most orders follow an impression of the campaign by the same person', async () => {
    const { after, orders } = await ask(
      `SELECT countIf(order_at >= first_seen) AS after, count() AS orders
       FROM (SELECT uid, campaign, at AS order_at FROM events WHERE stage = 'triggered') AS orders
       LEFT JOIN (SELECT uid, campaign, min(at) AS first_seen FROM events WHERE kind = 'impression' GROUP BY uid, campaign) AS seen
       USING (uid, campaign) WHERE first_seen > 0`,
      { after: z.int(), orders: z.int() },
    );
    expect(after / orders).toBeGreaterThan(0.95);
  });
});
