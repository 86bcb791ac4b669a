import type { IndexRequest } from '@syncline/shared/research';
import { condition, plainPeriod } from './plain-sql.ts';
import { CURRENCY, ZONE } from './world.ts';

type Asked = Pick<IndexRequest, 'period' | 'filters' | 'primary_device_threshold' | 'minimum_actions' | 'behaviours'>;

/** Who does a thing, as a plain statement that lists people; `scoped` are the events of the period under the filters. */
const DOERS: Record<string, (asked: Asked) => string> = {
  engages: () => `SELECT uid FROM scoped WHERE kind = 'engagement'`,
  likes: () => `SELECT uid FROM scoped WHERE kind = 'engagement' AND action = 'like'`,
  replies: () => `SELECT uid FROM scoped WHERE kind = 'engagement' AND action = 'reply'`,
  reposts: () => `SELECT uid FROM scoped WHERE kind = 'engagement' AND (action = 'repost' OR action = 'quote')`,
  clicks: () => `SELECT uid FROM scoped WHERE kind = 'engagement' AND action = 'click'`,
  active_2_days: () => active(2),
  active_7_days: () => active(7),
  follows_1: (asked) => following(1, asked),
  follows_5: (asked) => following(5, asked),
  follows_11: (asked) => following(11, asked),
  triggers: () => `SELECT uid FROM scoped WHERE stage = 'triggered'`,
  pays: () => `SELECT uid FROM scoped WHERE stage = 'paid'`,
};

function active(days: number): string {
  return `SELECT uid FROM scoped WHERE kind <> 'impression' GROUP BY uid
    HAVING COUNT(DISTINCT toDate(toTimeZone(at, '${ZONE}'))) >= ${days}`;
}

function following(brands: number, asked: Asked): string {
  return `SELECT uid FROM (${followed(asked)}) AS follows WHERE brands >= ${brands}`;
}

/** Of what was done to a brand at the same instant an unfollow is the last, and before it a follow that the filters hold of. */
function followed({ period, filters }: Pick<Asked, 'period' | 'filters'>): string {
  const ofBrands = filters.filter(({ dimension }) => dimension === 'brand').map(condition);
  const ofFollows = filters.filter(({ dimension }) => dimension !== 'brand').map(condition);
  const before = [`toDate(toTimeZone(at, '${ZONE}')) <= '${period.to}'`, ...ofBrands];
  const fits = ["kind = 'follow'", ...ofFollows].map((text) => `(${text})`).join(' AND ');
  return `SELECT uid, COUNT(*) AS brands FROM (
      SELECT uid, brand, CASE WHEN ${fits} THEN 1 ELSE 0 END AS stands,
        ROW_NUMBER() OVER (PARTITION BY uid, brand ORDER BY at DESC, CASE WHEN kind = 'unfollow' THEN 2 WHEN ${fits} THEN 1 ELSE 0 END DESC) AS place
      FROM events WHERE (kind = 'follow' OR kind = 'unfollow') AND brand <> '' AND ${before.map((text) => `(${text})`).join(' AND ')}
    ) AS changes WHERE place = 1 AND stands = 1 GROUP BY uid`;
}

/** The events of the scope and each person's primary device, as the head of a plain statement. */
function told(asked: Omit<Asked, 'behaviours'>): string {
  const scope = [plainPeriod(asked.period), ...asked.filters.map(condition)].map((text) => `(${text})`).join(' AND ');
  const threshold = asked.primary_device_threshold;
  return `
    WITH scoped AS (SELECT * FROM events WHERE ${scope}),
      acts AS (
        SELECT uid, SUM(CASE WHEN device = 'mobile' OR device = 'tablet' THEN quantity ELSE 0 END) AS hand,
          SUM(CASE WHEN device = 'desktop' THEN quantity ELSE 0 END) AS desk,
          SUM(CASE WHEN device = 'unknown' THEN 0 ELSE quantity END) AS placed
        FROM events WHERE ${plainPeriod(asked.period)} AND kind <> 'impression' GROUP BY uid
      ),
      told AS (
        SELECT uid, CASE WHEN placed < ${asked.minimum_actions} THEN 'unknown' WHEN hand / placed >= ${threshold} THEN 'mobile'
          WHEN desk / placed >= ${threshold} THEN 'desktop' ELSE 'mixed' END AS segment
        FROM acts WHERE uid IN (SELECT uid FROM scoped WHERE NOT (kind = 'impression' AND arm = 'control'))
      )`;
}

/** People by primary device, and how many of them do each thing, as a plain statement with values in the text. */
export function segmentsSql(asked: Asked): string {
  const counts = asked.behaviours.map((key) => `COUNT(CASE WHEN uid IN (${DOERS[key]?.(asked) ?? ''}) THEN 1 END)`);
  return `${told(asked)}
    SELECT segment, toInt64(COUNT(*)) AS people, [${counts.map((count) => `toInt64(${count})`).join(', ')}] AS did
    FROM told GROUP BY segment`;
}

/** One row a person with what each mean is over, likewise. */
export function amountsSql(asked: Omit<Asked, 'behaviours'>): string {
  return `${told(asked)},
      acted AS (
        SELECT uid, SUM(quantity) AS actions, COUNT(DISTINCT toDate(toTimeZone(at, '${ZONE}'))) AS days
        FROM scoped WHERE kind <> 'impression' GROUP BY uid
      ),
      spent AS (
        SELECT uid, SUM(CASE WHEN stage = 'paid' THEN amount ELSE -amount END) AS net
        FROM scoped WHERE (stage = 'paid' OR stage = 'refunded') AND currency = '${CURRENCY}' GROUP BY uid
      ),
      follows AS (${followed(asked)})
    SELECT told.segment AS segment, toInt64(acted.actions) AS actions, toInt64(acted.days) AS active_days,
      toInt64(follows.brands) AS brands_followed, toInt64(spent.net) AS net_spend
    FROM told LEFT JOIN acted ON acted.uid = told.uid LEFT JOIN spent ON spent.uid = told.uid
      LEFT JOIN follows ON follows.uid = told.uid`;
}
