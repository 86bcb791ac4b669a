import type { AnalyticsReader } from '@syncline/api/stores/clickhouse/port';
import type { Period } from '@syncline/shared/time';
import { z } from 'zod';
import type { Condition } from './oracle.ts';
import { ZONE } from './world.ts';

const LOCAL_DAY = `toDate(toTimeZone(at, '${ZONE}'))`;
const MS = 'toUnixTimestamp64Milli(at)';
const WINDOW_MS = 900_000;

interface Asked {
  period: Period;
  filters: readonly Condition[];
}

const condition = ({ dimension, op, values }: Condition) =>
  `CAST(${dimension} AS String) ${op === 'is' ? 'IN' : 'NOT IN'} (${values.map((value) => `'${value}'`).join(', ')})`;

/** What `POST /analysis/time-to-purchase` must say, by statements of joins written by hand, tallied one order at a time. */
export async function expectedTimes(reader: AnalyticsReader, { period, filters }: Asked, now: number) {
  const inPeriod = `${LOCAL_DAY} BETWEEN '${period.from}' AND '${period.to}'`;
  const inReach = `${LOCAL_DAY} BETWEEN '${period.from}' AND addDays(toDate('${period.to}'), 1)`;
  const inScope = [inPeriod, ...filters.map(condition)].join(' AND ');
  const ask = <Row>(sql: string, row: z.ZodType<Row>) => reader.query(sql, {}, row);
  const firstOf = (stage: string, after: string) => `
    SELECT e.order_key AS order_key, MIN(${MS}) AS ms FROM events AS e INNER JOIN ${after} AS before USING (order_key)
    WHERE e.stage = '${stage}' AND ${inReach} AND ${MS} >= before.ms GROUP BY e.order_key`;
  const asked = `(SELECT order_key, MIN(${MS}) AS ms FROM events WHERE stage = 'triggered' AND ${inPeriod} GROUP BY order_key)`;
  const said = `(${firstOf('confirmed', asked)})`;
  const having = (stage: string) =>
    `(SELECT DISTINCT order_key, 1 AS there FROM events WHERE stage = '${stage}' AND ${inReach})`;
  const orders = await ask(
    `SELECT asked.ms AS asked, said.ms AS said, paid.ms AS paid,
       expired.there AS expired, declined.there AS declined, cancelled.there AS cancelled
     FROM (SELECT DISTINCT order_key FROM events WHERE stage = 'triggered' AND ${inScope}) AS scope
     INNER JOIN ${asked} AS asked USING (order_key)
     LEFT JOIN ${said} AS said USING (order_key)
     LEFT JOIN (${firstOf('paid', said)}) AS paid USING (order_key)
     LEFT JOIN ${having('expired')} AS expired USING (order_key)
     LEFT JOIN ${having('declined')} AS declined USING (order_key)
     LEFT JOIN ${having('cancelled')} AS cancelled USING (order_key)`,
    z.object({
      asked: z.int(),
      said: z.int(),
      paid: z.int(),
      expired: z.int(),
      declined: z.int(),
      cancelled: z.int(),
    }),
  );
  // An outer join of this engine gives 0 for what is not there.
  const inTime = orders.filter(({ asked, said }) => said > 0 && said - asked <= WINDOW_MS);
  const others = orders.filter((order) => !inTime.includes(order));
  const open = others.filter(({ asked }) => asked + WINDOW_MS >= now);
  const late = others.filter((order) => !open.includes(order) && order.said > 0);
  const paid = inTime.filter((order) => order.paid > 0);
  const decided = orders.length - open.length;
  const losses = await ask(
    `SELECT toString(order_key) AS order_key, extract(properties, '"loss":"([a-z_]+)"') AS loss FROM events
     WHERE stage = 'lost' AND ${inScope} ORDER BY at, id_hash`,
    z.object({ order_key: z.string(), loss: z.string() }),
  );
  const reasons = new Map<string, string>();
  for (const { order_key, loss } of losses) if (!reasons.has(order_key)) reasons.set(order_key, loss);
  const posts = await ask(
    `SELECT post, properties FROM events WHERE stage IN ('triggered', 'confirmed') AND NOT post = '' AND ${inScope}`,
    z.object({ post: z.string(), properties: z.string() }),
  );
  const followers = new Map<string, number | null>();
  for (const { post, properties } of posts) {
    const told = (JSON.parse(properties) as { followers?: unknown }).followers;
    const known = followers.get(post) ?? null;
    const count = Number.isInteger(told) && Number(told) >= 0 ? Number(told) : null;
    followers.set(post, count === null ? known : Math.max(count, known ?? 0));
  }
  const counts = [...followers.values()].filter((count) => count !== null);
  return {
    triggered: orders.length,
    confirmed: inTime.length,
    late: late.length,
    never: decided - inTime.length - late.length,
    open: {
      orders: open.length,
      closes_at:
        open.length === 0 ? null : new Date(Math.min(...open.map(({ asked }) => asked)) + WINDOW_MS).toISOString(),
    },
    rate: [inTime.length, decided],
    minutes: Array.from({ length: 15 }, (_, minute) => {
      const until = minute === 14 ? WINDOW_MS + 1 : (minute + 1) * 60_000;
      return inTime.filter(({ asked, said }) => said - asked >= minute * 60_000 && said - asked < until).length;
    }),
    time_to_confirm: percentiles(inTime.map(({ asked, said }) => said - asked)),
    confirm_to_paid: percentiles(paid.map((order) => order.paid - order.said)),
    paid: [paid.length, inTime.length],
    outcomes: {
      expired: orders.filter((order) => order.expired === 1).length,
      declined: orders.filter((order) => order.declined === 1).length,
      cancelled: orders.filter((order) => order.cancelled === 1).length,
    },
    lost: reasons.size,
    reasons: Object.fromEntries(
      [...new Set(reasons.values())].map((loss) => [loss, [...reasons.values()].filter((one) => one === loss).length]),
    ),
    earned_reach: {
      followers_upper_bound: counts.reduce((sum, count) => sum + count, 0),
      posts: followers.size,
      posts_told: counts.length,
    },
  };
}

/** By counting: the smallest value that half, and nine in ten, of the values do not exceed. */
function percentiles(waits: readonly number[]) {
  const reaching = (tenths: number) =>
    waits
      .filter((wait) => waits.filter((other) => other <= wait).length * 10 >= tenths * waits.length)
      .reduce((least, wait) => Math.min(least, wait), Number.POSITIVE_INFINITY);
  const seconds = (tenths: number) => (waits.length === 0 ? null : reaching(tenths) / 1000);
  return { median_seconds: seconds(5), p90_seconds: seconds(9) };
}

/** When demand for the offer was first lost because nothing was left. */
export async function expectedSoldOut(reader: AnalyticsReader, period: Period, network: string, offer: string) {
  const rows = await reader.query(
    `SELECT ${MS} AS ms FROM events WHERE stage = 'lost' AND offer = '${offer}' AND network = '${network}'
       AND position(properties, '"loss":"sold_out"') > 0 AND ${LOCAL_DAY} BETWEEN '${period.from}' AND '${period.to}' ORDER BY ms LIMIT 1`,
    {},
    z.object({ ms: z.int() }),
  );
  const [first] = rows;
  return first ? new Date(first.ms).toISOString() : null;
}
