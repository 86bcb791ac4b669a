import { METRIC_KEYS } from '@syncline/shared/metrics';
import { type QueryInput, querySchema } from '@syncline/shared/query';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildQuery } from '../build.ts';
import { NO_CELLS } from '../intervals.ts';
import { NO_RATES } from '../currencies/port.ts';
import { NO_SPEND } from '../spend/port.ts';
import { planQuery } from '../plan.ts';
import { identifier, sql } from './fragment.ts';
import { compileFrequency } from './frequency.ts';
import { compileOtherCurrencies, compileScan } from './scan.ts';

const context = {
  reader: { query: () => Promise.reject(new Error('compiling asks nothing')) },
  cells: NO_CELLS,
  spend: NO_SPEND,
  rates: NO_RATES,
  clock: { now: () => 0 },
  timezone: 'America/New_York',
  currency: 'USD',
  demo: () => false,
  backlogEvents: () => 0,
};
const plan = (input: Partial<QueryInput>) =>
  planQuery(
    buildQuery(
      querySchema.parse({ period: { from: '2026-09-01', to: '2026-09-30' }, metrics: ['reach'], ...input }),
      context,
      0,
    ),
    NO_CELLS,
  );
const rowsOf = (input: Partial<QueryInput>) => {
  const { rows } = plan(input);
  if (!rows) throw new Error('the question has no groups');
  return compileScan(rows);
};

describe('compileScan', () => {
  it('writes campaigns by reach and frequency', () => {
    expect(rowsOf({ metrics: ['reach', 'frequency'], dimensions: ['campaign'], limit: 5 })).toMatchInlineSnapshot(`
      {
        "parameters": {
          "p1": "2026-09-01",
          "p2": "2026-09-30",
          "p3": 5,
          "p4": 0,
        },
        "sql": "SELECT toString(d0) AS dimension_0, m_reach AS reach, m_impressions / nullIf(m_reach, 0) AS frequency, events_counted, count() OVER () AS groups FROM (SELECT campaign AS d0, uniqExactIf(uid, kind = 'impression' AND arm != 'control') AS m_reach, sumIf(quantity, kind = 'impression' AND arm != 'control') AS m_impressions, count() AS events_counted FROM events WHERE day BETWEEN {p1:Date} AND {p2:Date} AND ((kind = 'impression' AND arm != 'control')) GROUP BY d0) ORDER BY reach DESC NULLS LAST, dimension_0 ASC NULLS LAST LIMIT {p3:UInt32} OFFSET {p4:UInt32}",
      }
    `);
  });

  it('writes hours of one device under a filter', () => {
    expect(
      rowsOf({
        metrics: ['net_revenue'],
        dimensions: ['time:hour'],
        filters: [
          { dimension: 'device', op: 'is', values: ['mobile', 'tablet'] },
          { dimension: 'client', op: 'contains', values: ['iPhone', 'Deck'] },
        ],
      }),
    ).toMatchInlineSnapshot(`
      {
        "parameters": {
          "p1": "America/New_York",
          "p10": "USD",
          "p11": 100,
          "p12": 0,
          "p2": "USD",
          "p3": "USD",
          "p4": "2026-09-01",
          "p5": "2026-09-30",
          "p6": [
            "mobile",
            "tablet",
          ],
          "p7": "iPhone",
          "p8": "Deck",
          "p9": "USD",
        },
        "sql": "SELECT concat(toString(toDate(intDiv(d0, 24))), 'T', leftPad(toString(d0 % 24), 2, '0'), ':00') AS dimension_0, (toInt64(m_gross_revenue) - toInt64(m_refunds)) AS net_revenue, events_counted, count() OVER () AS groups FROM (SELECT toUInt32(day) * 24 + toHour(at, {p1:String}) AS d0, sumIf(amount, kind = 'purchase' AND stage = 'paid' AND currency = {p2:String}) AS m_gross_revenue, sumIf(amount, kind = 'purchase' AND stage = 'refunded' AND currency = {p3:String}) AS m_refunds, count() AS events_counted FROM events WHERE day BETWEEN {p4:Date} AND {p5:Date} AND device IN {p6:Array(String)} AND (position(lowerUTF8(client), lowerUTF8({p7:String})) > 0 OR position(lowerUTF8(client), lowerUTF8({p8:String})) > 0) AND ((kind = 'purchase' AND stage = 'paid' AND currency = {p9:String}) OR (kind = 'purchase' AND stage = 'refunded' AND currency = {p10:String})) GROUP BY d0) ORDER BY dimension_0 ASC NULLS LAST, net_revenue DESC NULLS LAST LIMIT {p11:UInt32} OFFSET {p12:UInt32}",
      }
    `);
  });

  it('writes the confirmation window and primary devices', () => {
    expect(rowsOf({ metrics: ['confirm_rate'], dimensions: ['primary_device'] })).toMatchInlineSnapshot(`
      {
        "parameters": {
          "p1": "2026-09-01",
          "p10": "2026-09-01",
          "p11": "2026-09-30",
          "p12": 100,
          "p13": 0,
          "p2": "2026-09-30",
          "p3": "2026-09-01",
          "p4": "2026-10-01",
          "p5": 900,
          "p6": 0.6,
          "p7": 0.6,
          "p8": "2026-09-01",
          "p9": "2026-09-30",
        },
        "sql": "WITH confirmed_orders AS ( SELECT order_key FROM ( SELECT order_key, minIf(at, stage = 'triggered' AND day BETWEEN {p1:Date} AND {p2:Date}) AS first_trigger, groupArrayIf(at, stage = 'confirmed') AS confirmed FROM events WHERE day BETWEEN {p3:Date} AND {p4:Date} AND kind = 'purchase' AND stage IN ('triggered', 'confirmed') GROUP BY order_key ) WHERE arrayExists(moment -> moment >= first_trigger AND moment <= first_trigger + toIntervalSecond({p5:UInt32}), confirmed) ) SELECT toString(d0) AS dimension_0, m_confirmations / nullIf(m_triggers, 0) AS confirm_rate, events_counted, count() OVER () AS groups FROM (SELECT primary_device AS d0, uniqExactArray(p0) AS m_confirmations, uniqExactArray(p1) AS m_triggers, sum(p_events) AS events_counted FROM ( SELECT *, CAST(toInt8(multiIf(known = 0, 0, handheld / known >= {p6:Float64}, 1, desktop / known >= {p7:Float64}, 2, 3)) AS Enum8('unknown' = 0, 'mobile' = 1, 'desktop' = 2, 'mixed' = 3)) AS primary_device FROM (SELECT uid, sumIf(quantity, device IN ('mobile', 'tablet')) AS handheld, sumIf(quantity, device = 'desktop') AS desktop, sumIf(quantity, device != 'unknown') AS known, groupUniqArrayIf(order_key, 1 AND kind = 'purchase' AND stage = 'triggered' AND order_key IN confirmed_orders) AS p0, groupUniqArrayIf(order_key, 1 AND kind = 'purchase' AND stage = 'triggered') AS p1, countIf(1 AND ((kind = 'purchase' AND stage = 'triggered'))) AS p_events FROM events WHERE day BETWEEN {p8:Date} AND {p9:Date} AND own AND kind != 'impression' AND uid IN (SELECT arrayJoin(bitmapToArray(groupBitmapState(uid))) FROM events WHERE day BETWEEN {p10:Date} AND {p11:Date} AND own AND kind != 'impression' AND 1 AND ((kind = 'purchase' AND stage = 'triggered'))) GROUP BY uid) ) WHERE 1 GROUP BY d0 HAVING events_counted > 0) ORDER BY confirm_rate DESC NULLS LAST, dimension_0 ASC NULLS LAST LIMIT {p12:UInt32} OFFSET {p13:UInt32}",
      }
    `);
  });

  it('numbers parameters in order, so that equal questions are equal statements', () => {
    const input: Partial<QueryInput> = { metrics: METRIC_KEYS, dimensions: ['hour_of_day', 'primary_device'] };
    const statement = rowsOf(input);
    expect(rowsOf(input)).toEqual(statement);
    const used = [...statement.sql.matchAll(/\{p(\d+):/g)].map((match) => Number(match[1]));
    expect(used).toEqual(used.map((_, index) => index + 1));
    expect(Object.keys(statement.parameters)).toEqual(used.map((number) => `p${number}`));
  });

  it('keeps every value out of the text', () => {
    const hostile = fc.constantFrom("'; DROP TABLE events --", '{p1:String}', '\\', "a' OR '1'='1", '`', '${x}', '/*');
    fc.assert(
      fc.property(hostile, fc.constantFrom('is', 'is_not', 'contains', 'matches_any_prefix'), (value, op) => {
        const filters = [{ dimension: 'campaign' as const, op: op as 'is', values: [value] }];
        const harmless = [{ dimension: 'campaign' as const, op: op as 'is', values: ['x'] }];
        expect(rowsOf({ dimensions: ['brand'], filters }).sql).toBe(
          rowsOf({ dimensions: ['brand'], filters: harmless }).sql,
        );
      }),
      { seed: 1 },
    );
  });
});

describe('other statements', () => {
  it('look up paid and refunded amounts in other currencies', () => {
    const source = plan({ metrics: ['refunds'] }).otherCurrencies;
    expect(source && compileOtherCurrencies(source)).toMatchInlineSnapshot(`
      {
        "parameters": {
          "p1": "2026-09-01",
          "p2": "2026-09-30",
          "p3": "USD",
        },
        "sql": "SELECT currency, sumIf(amount, stage = 'paid') AS paid, sumIf(amount, stage = 'refunded') AS refunded FROM events WHERE day BETWEEN {p1:Date} AND {p2:Date} AND kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency NOT IN ('', {p3:String}) GROUP BY currency HAVING paid != 0 OR refunded != 0 ORDER BY currency",
      }
    `);
  });

  it('bin people by frequency', () => {
    expect(compileFrequency(plan({}).totals.source, true, 11)).toMatchInlineSnapshot(`
      {
        "parameters": {
          "p1": 11,
          "p2": "2026-09-01",
          "p3": "2026-09-30",
        },
        "sql": "SELECT least(seen_times, {p1:UInt32}) AS bin, count() AS people, sum(seen_times) AS impressions, countIf(last_paid >= first_seen) AS converted FROM ( SELECT uid, sumIf(quantity, kind = 'impression' AND arm != 'control' AND viewable) AS seen_times, minIf(at, kind = 'impression' AND arm != 'control' AND viewable) AS first_seen, maxIf(at, kind = 'purchase' AND stage = 'paid') AS last_paid FROM events WHERE day BETWEEN {p2:Date} AND {p3:Date} AND ((kind = 'impression' AND arm != 'control' AND viewable) OR (kind = 'purchase' AND stage = 'paid')) GROUP BY uid HAVING seen_times > 0 ) GROUP BY GROUPING SETS ((bin), ()) ORDER BY bin",
      }
    `);
  });
});

describe('identifier', () => {
  it('takes names only', () => {
    expect(identifier('m_reach')).toEqual(sql`m_reach`);
    expect(() => identifier('a; DROP')).toThrow(RangeError);
    expect(() => identifier('')).toThrow(RangeError);
  });
});
