import { addDays } from '@syncline/shared/time';

/** Days over which the orders spread; the last one has not ended. */
export const ORDER_DAYS = 90;
/** What the platform takes, in percent of what was paid. */
export const PERCENT = 5;

const ORDERS_PER_STATEMENT = 1_000_000;
const PEOPLE = 500_000;
const DAY_MS = 86_400_000;

interface Orders {
  orders: number;
  lastDay: string;
}

/** A row of an order: when, how much, and whether the order has it; a number below 1000 decides, the same each time. */
interface Kind {
  stage: 'paid' | 'refunded';
  amount: string;
  ms: string;
  where: string;
}

/** Refunds come up to 30 days later, every second one in part; a second payment follows within as many days. */
const KINDS: readonly Kind[] = [
  { stage: 'paid', amount: 'price', ms: 'ms', where: '1' },
  {
    stage: 'refunded',
    amount: 'if(chance % 2 = 0, price, intDiv(price * (30 + chance), 100))',
    ms: `ms + ${DAY_MS} * (1 + lag)`,
    where: 'chance < 50',
  },
  { stage: 'paid', amount: 'price', ms: `ms + 60000 + ${DAY_MS} * lag`, where: 'chance BETWEEN 100 AND 104' },
];

/** The statements that fill the log: 40 campaigns of 8 brands with two offers each, 160 prices. What would lie past the last day is left out. */
export function insertOrdersSql({ orders, lastDay }: Orders): string[] {
  const start = Date.parse(`${addDays(lastDay, 1 - ORDER_DAYS)}T00:00:00Z`);
  const people = `INSERT INTO people (user_key, uid) SELECT intHash64(number), toUInt32(number) FROM numbers(1, ${PEOPLE})`;
  const statements = [people];
  for (let first = 0; first < orders; first += ORDERS_PER_STATEMENT) {
    const count = Math.min(ORDERS_PER_STATEMENT, orders - first);
    KINDS.forEach(({ stage, amount, ms, where }, kind) => {
      statements.push(`INSERT INTO events (day, at, kind, uid, brand, campaign, offer, network, stage, order_key, amount, currency,
          quantity, id_hash, seq, row)
        SELECT toDate(toUInt16(intDiv(then, ${DAY_MS}))), fromUnixTimestamp64Milli(then), 'purchase', toUInt32(1 + i % ${PEOPLE}),
          concat('brand-', toString(c % 8)), concat('campaign-', toString(c)), concat('offer-', toString(c), '-', toString(offer_of_two)),
          'x', '${stage}', intHash64(i + 1), minor, 'USD', 1, intHash64(i * 4 + ${kind}), 1 + intDiv(i, 88000), toUInt32(i % 88000 * 4 + ${kind})
        FROM (SELECT *, ${ms} AS then, ${amount} AS minor FROM (
          SELECT number AS i, cityHash64(number, 1) AS h, cityHash64(number, 2) AS g, cityHash64(number, 3) AS f,
            ${start} + (toInt64(h % ${ORDER_DAYS}) * 86400 + toInt64(g % 86400)) * 1000 + toInt64(f % 1000) AS ms,
            intDiv(h, 1000) % 40 AS c, intDiv(h, 100000) % 2 AS offer_of_two,
            toInt64(990 + (c * 7919 % 40) * 500) * if(offer_of_two = 1, 3, 1) * toInt64(1 + intDiv(g, 100000) % 2) AS price,
            toInt64(intDiv(f, 1000) % 1000) AS chance, toInt64(intDiv(f, 10000000) % 30) AS lag
          FROM numbers(${first}, ${count})) WHERE ${where})
        WHERE then < ${start + ORDER_DAYS * DAY_MS}`);
    });
  }
  return statements;
}

/** Orders are told apart into so many parts, so that the windows of one fit in memory. */
export const PLAIN_PARTS = 8;

/**
 * What stands of the orders of a part after each of its rows, by day: the platform has its part of each payment, rounded half up,
 * and after a refund that part of what it had that was not refunded, rounded half up again.
 */
export function plainSharesSql(part: number): string {
  const halfUp = (numerator: string, denominator: string) =>
    `intDiv(2 * (${numerator}) + (${denominator}), 2 * (${denominator}))`;
  const earned = `if(stage = 'paid', ${halfUp(`amount * ${PERCENT}`, '100')}, 0)`;
  return `SELECT toString(day) AS on_day, sum(if(stage = 'paid', amount, 0)) AS gross, sum(if(stage = 'refunded', amount, 0)) AS refunds,
      sum(stands - stood) AS platform
    FROM (
      SELECT day, stage, amount, ${halfUp('earned * (paid - refunded)', 'paid')} AS stands,
        lagInFrame(stands, 1, 0) OVER (PARTITION BY order_key ORDER BY at, id_hash) AS stood
      FROM (
        SELECT order_key, day, at, id_hash, stage, amount,
          sum(if(stage = 'paid', amount, 0)) OVER so_far AS paid, sum(if(stage = 'refunded', amount, 0)) OVER so_far AS refunded,
          sum(${earned}) OVER so_far AS earned
        FROM events WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency = 'USD' AND order_key % ${PLAIN_PARTS} = ${part}
        WINDOW so_far AS (PARTITION BY order_key ORDER BY at, id_hash)))
    GROUP BY day ORDER BY day`;
}

/** Orders paid within the days, by their part. */
export function plainOrdersSql({ from, to }: { from: string; to: string }): string {
  return `SELECT uniqExact(order_key) AS orders FROM events
    WHERE kind = 'purchase' AND stage = 'paid' AND currency = 'USD' AND day BETWEEN '${from}' AND '${to}'`;
}
