import type { Condition } from './oracle.ts';
import { CURRENCY, ZONE } from './world.ts';

/** Plain statements for single metrics by one dimension, written by hand with values in the text: `grouping` and `value` by group. */
export interface PlainQuestion {
  metric: keyof typeof VALUES;
  dimension: keyof typeof GROUPINGS;
  period: { from: string; to: string };
  filters: readonly Condition[];
}

const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]) => values.map(quote).join(', ');
const LOCAL = `toTimeZone(at, '${ZONE}')`;

export const GROUPINGS = {
  none: `''`,
  brand: 'brand',
  campaign: 'campaign',
  device: 'CAST(device AS String)',
  arm: 'CAST(arm AS String)',
  'time:day': `formatDateTime(${LOCAL}, '%Y-%m-%d')`,
  'time:week': `formatDateTime(toStartOfWeek(${LOCAL}, 1), '%Y-%m-%d')`,
  'time:month': `formatDateTime(${LOCAL}, '%Y-%m-01')`,
  'time:hour': `formatDateTime(${LOCAL}, '%Y-%m-%dT%H:00')`,
  hour_of_day: `toString(toHour(${LOCAL}))`,
  weekday: `toString(toDayOfWeek(${LOCAL}))`,
};

const SHOWN = `kind = 'impression' AND NOT (arm = 'control')`;
const PAID = `stage = 'paid'`;
const LOCAL_MONEY = `currency = '${CURRENCY}'`;

/** What is counted, and among which events; a sum of nothing is NULL in plain SQL and stands for 0. */
export const VALUES = {
  impressions: ['SUM(quantity)', SHOWN],
  viewable_impressions: ['SUM(quantity)', `${SHOWN} AND viewable = true`],
  reach: ['COUNT(DISTINCT uid)', SHOWN],
  engagements: ['SUM(quantity)', `kind = 'engagement'`],
  engaged_users: ['COUNT(DISTINCT uid)', `kind = 'engagement'`],
  clicks: ["SUM(CASE WHEN action = 'click' THEN quantity ELSE 0 END)", `kind = 'engagement'`],
  net_follows: ["SUM(CASE WHEN kind = 'follow' THEN 1 WHEN kind = 'unfollow' THEN -1 ELSE 0 END)", '1 = 1'],
  triggers: ['COUNT(DISTINCT order_key)', `stage = 'triggered'`],
  confirmations: ['COUNT(DISTINCT order_key)', `stage = 'triggered' AND confirmed_in_time`],
  lost_triggers: ['COUNT(DISTINCT order_key)', `stage = 'lost'`],
  purchases: ['COUNT(DISTINCT order_key)', PAID],
  buyers: ['COUNT(DISTINCT uid)', PAID],
  gross_revenue: ['SUM(amount)', `${PAID} AND ${LOCAL_MONEY}`],
  net_revenue: [
    "SUM(CASE WHEN stage = 'paid' THEN amount ELSE -amount END)",
    `stage IN ('paid', 'refunded') AND ${LOCAL_MONEY}`,
  ],
  active_users: ['COUNT(DISTINCT uid)', `NOT (kind = 'impression')`],
  actions: ['SUM(quantity)', `NOT (kind = 'impression')`],
  people: ['COUNT(DISTINCT uid)', '1 = 1'],
} as const satisfies Record<string, readonly [string, string]>;

export function plainSql({ metric, dimension, period, filters }: PlainQuestion): string {
  const [value, among] = VALUES[metric];
  const inPeriod = plainPeriod(period);
  const triggers = `SELECT order_key AS k, MIN(at) AS asked FROM events WHERE stage = 'triggered' AND ${inPeriod} GROUP BY k`;
  const inTime = `SELECT k FROM (${triggers}) AS t INNER JOIN (SELECT order_key AS k, at FROM events WHERE stage = 'confirmed') AS c
    USING (k) WHERE dateDiff('millisecond', asked, at) BETWEEN 0 AND 15 * 60 * 1000`;
  const counted = among.replace('confirmed_in_time', `order_key IN (${inTime})`);
  const conditions = [inPeriod, counted, ...filters.map(condition)].map((text) => `(${text})`).join(' AND ');
  return `SELECT ${GROUPINGS[dimension]} AS grouping, toInt64(${value}) AS value FROM events WHERE ${conditions} GROUP BY grouping`;
}

/** Events of the days of a period in the world's zone. */
export function plainPeriod({ from, to }: PlainQuestion['period']): string {
  const local = `toDate(${LOCAL})`;
  return `${local} >= '${from}' AND ${local} <= '${to}'`;
}

/** What a filter asks of an event. */
export function condition({ dimension, op, values }: Condition): string {
  const grouped: string =
    dimension in GROUPINGS ? GROUPINGS[dimension as keyof typeof GROUPINGS] : `CAST(${dimension} AS String)`;
  const text = dimension === 'client' ? `lowerUTF8(${grouped})` : grouped;
  const wanted = dimension === 'client' ? values.map((value) => value.toLowerCase()) : values;
  if (op === 'is') return `${text} IN (${list(wanted)})`;
  if (op === 'is_not') return `NOT ${text} IN (${list(wanted)})`;
  return wanted
    .map((value) =>
      op === 'contains'
        ? `countSubstrings(${text}, ${quote(value)}) > 0`
        : `substringUTF8(${text}, 1, ${[...value].length}) = ${quote(value)}`,
    )
    .join(' OR ');
}
