import { addDays } from '@syncline/shared/time';
import { type Case, CLICK_DAYS, type QuestionKey, VIEW_DAYS } from '../query/cases.ts';
import { CAMPAIGN_LIST } from '../world/market.ts';

/*
 * The questions as an analyst would put them to the raw event table of a ClickHouse of their own, written by hand and
 * independently of Syncline's SQL. Totals stand in a row named '*'.
 */
const SEEN = `kind = 'impression' AND arm != 'control'`;
const PAID = `kind = 'purchase' AND stage = 'paid'`;
const USD_BACK = `kind = 'purchase' AND stage = 'refunded' AND currency = 'USD'`;
const TOP = 11;
/** Campaigns by slug; of touches at the same instant the first of these counts. */
const BY_SLUG = CAMPAIGN_LIST.map(({ slug }) => slug).toSorted();
/** More than 64 times any instant in milliseconds. */
const ENGAGED = 2n ** 56n;

const inPeriod = ({ period }: Case) => `day BETWEEN '${period.from}' AND '${period.to}'`;
const selected = ({ device, campaign }: Case) =>
  [campaign === null ? '1' : `campaign = '${campaign}'`, device === null ? '1' : `device = '${device}'`].join(' AND ');
const where = (one: Case) => `${inPeriod(one)} AND ${selected(one)}`;
const LOG = 'syncline.events';

const FIGURES = `sumIf(quantity, ${SEEN}) AS impressions, sumIf(quantity, ${SEEN} AND viewable) AS viewable_impressions,
  uniqExactIf(uid, ${SEEN}) AS reach, impressions / nullIf(reach, 0) AS frequency,
  sumIf(quantity, kind = 'engagement') AS engagements, sumIf(quantity, kind = 'engagement' AND action = 'click') AS clicks,
  sumIf(quantity, kind = 'follow') AS follows, uniqExactIf(order_key, ${PAID}) AS purchases, uniqExactIf(uid, ${PAID}) AS buyers,
  sumIf(amount, ${PAID} AND currency = 'USD') AS gross_revenue, gross_revenue - sumIf(amount, ${USD_BACK}) AS net_revenue,
  buyers / nullIf(reach, 0) AS conversion_per_reach`;
const COUNTED = `((${SEEN}) OR kind IN ('engagement', 'follow') OR (${PAID}) OR (${USD_BACK}))`;

/** The statement that answers a case. */
export const CLICKHOUSE_SQL: Readonly<Record<QuestionKey, (one: Case) => string>> = {
  totals: (one) => `SELECT ${FIGURES} FROM ${LOG} WHERE ${where(one)}`,
  campaigns: (one) => `SELECT if(grouping(campaign) = 1, '*', toString(campaign)) AS name, ${FIGURES}
    FROM ${LOG} WHERE ${where(one)} AND ${COUNTED} GROUP BY ROLLUP(campaign)`,
  frequency: (one) => `SELECT least(times, ${TOP}) AS bin, count() AS people, sum(times) AS impressions,
      countIf(last_paid >= first_seen) AS converted
    FROM (
      SELECT uid, sumIf(quantity, ${SEEN}) AS times, minIf(at, ${SEEN}) AS first_seen, maxIf(at, ${PAID}) AS last_paid
      FROM ${LOG} WHERE ${where(one)} AND ((${SEEN}) OR (${PAID})) GROUP BY uid HAVING times > 0
    ) GROUP BY bin`,
  'daily-devices': (
    one,
  ) => `SELECT if(everything, '*', toString(day)) AS date, if(everything, '*', toString(device)) AS used,
      impressions, reach
    FROM (
      SELECT day, device, grouping(day) = 1 AS everything, sum(quantity) AS impressions, uniqExact(uid) AS reach
      FROM ${LOG} WHERE ${where(one)} AND ${SEEN} GROUP BY GROUPING SETS ((day, device), ())
    )`,
  'reach-curve': (
    one,
  ) => `SELECT toString(daily.day) AS date, impressions, daily.reach AS reach, new_people AS newly_reached,
      sum(new_people) OVER (ORDER BY daily.day) AS cumulative_reach
    FROM (
      SELECT day, sum(quantity) AS impressions, uniqExact(uid) AS reach FROM ${LOG} WHERE ${where(one)} AND ${SEEN} GROUP BY day
    ) AS daily
    LEFT JOIN (
      SELECT first_day AS day, count() AS new_people
      FROM (SELECT uid, min(day) AS first_day FROM ${LOG} WHERE ${where(one)} AND ${SEEN} GROUP BY uid) GROUP BY first_day
    ) AS firsts ON firsts.day = daily.day`,
  overlap: (one) => `WITH
      ${list(CAMPAIGN_LIST.map(({ slug }) => slug))} AS names,
      masks AS (
        SELECT mask, count() AS people FROM (
          SELECT uid, groupBitOr(bitShiftLeft(toUInt64(1), indexOf(names, campaign))) AS mask
          FROM ${LOG} WHERE ${where(one)} AND ${SEEN} GROUP BY uid
        ) GROUP BY mask
      ),
      sets AS (SELECT bitPositionsToArray(mask) AS places, people FROM masks)
    SELECT names[one] AS a, names[other] AS b, sum(people) AS together FROM sets ARRAY JOIN places AS one ARRAY JOIN places AS other
    WHERE one <= other GROUP BY one, other
    UNION ALL
    SELECT names[places[1]] AS a, '' AS b, sum(people) AS together FROM sets WHERE length(places) = 1 GROUP BY a
    UNION ALL
    SELECT '*' AS a, '*' AS b, sum(people) AS together FROM sets`,
  funnel: (
    one,
  ) => `SELECT tupleElement(entry, 1) AS stage, tupleElement(entry, 2) AS people, tupleElement(entry, 3) AS people_did
    FROM (
      SELECT count() AS n, ${['engaged', 'followed', 'triggered', 'confirmed', 'paid', 'kept']
        .map(
          (stage, index) =>
            `countIf(${stage}) AS did_${index + 2}, countIf(furthest >= ${index + 2}) AS far_${index + 2}`,
        )
        .join(', ')}
      FROM (
        SELECT *, multiIf(kept, 7, paid, 6, confirmed, 5, triggered, 4, followed, 3, engaged, 2, 1) AS furthest
        FROM (
          SELECT minIf(at, ${SEEN}) AS seen, maxIf(at, kind = 'engagement') >= seen AS engaged, maxIf(at, kind = 'follow') >= seen AS followed,
            maxIf(at, kind = 'purchase' AND stage = 'triggered') >= seen AS triggered,
            maxIf(at, kind = 'purchase' AND stage = 'confirmed') >= seen AS confirmed, maxIf(at, ${PAID}) >= seen AS paid,
            paid AND (${['USD', 'EUR'].map((code) => `${balance(code)} > 0`).join(' OR ')}) AS kept
          FROM ${LOG} WHERE ${where(one)} GROUP BY uid HAVING countIf(${SEEN}) > 0
        )
      )
    ) ARRAY JOIN [('exposed', n, n), ${['engaged', 'followed', 'triggered', 'confirmed', 'paid', 'kept']
      .map((stage, index) => `('${stage}', far_${index + 2}, did_${index + 2})`)
      .join(', ')}] AS entry`,
  segments: (one) => `SELECT if(grouping(segment) = 1, '*', segment) AS primary_device, sum(acts > 0) AS active_users,
      sum(acts) AS actions, sum(engaged) AS engagements, sum(bought) AS buyers
    FROM (
      SELECT multiIf(known = 0, 'unknown', 5 * handheld >= 3 * known, 'mobile', 5 * desktop >= 3 * known, 'desktop', 'mixed') AS segment,
        acts, engaged, bought
      FROM (
        SELECT sumIf(quantity, device IN ('mobile', 'tablet')) AS handheld, sumIf(quantity, device = 'desktop') AS desktop,
          sumIf(quantity, device != 'unknown') AS known, sumIf(quantity, ${selected(one)}) AS acts,
          sumIf(quantity, kind = 'engagement' AND ${selected(one)}) AS engaged, countIf(${PAID} AND ${selected(one)}) > 0 AS bought
        FROM ${LOG} WHERE ${inPeriod(one)} AND kind != 'impression' GROUP BY uid HAVING acts > 0
      )
    ) GROUP BY ROLLUP(segment)`,
  attribution: (one) => `WITH
      ${list(BY_SLUG)} AS names,
      orders AS (
        SELECT order_key, argMin(uid, at) AS buyer, min(at) AS paid_at, sumIf(amount, currency = 'USD') AS revenue
        FROM ${LOG} WHERE ${where(one)} AND ${PAID} GROUP BY order_key
      ),
      touches AS (
        SELECT uid, at AS touched_at, kind = 'engagement' AS engaged,
          engaged * ${ENGAGED} + toUnixTimestamp64Milli(at) * 64 + ${BY_SLUG.length} - indexOf(names, campaign) AS touch
        FROM ${LOG}
        WHERE day BETWEEN '${addDays(one.period.from, -CLICK_DAYS)}' AND '${one.period.to}' AND campaign != ''
          AND (kind = 'engagement' OR (${SEEN})) AND uid IN (SELECT buyer FROM orders)
      ),
      credits AS (
        SELECT any(orders.buyer) AS buyer, any(orders.revenue) AS revenue, max(if(touched_at <= paid_at
          AND touched_at >= paid_at - toIntervalDay(if(engaged, ${CLICK_DAYS}, ${VIEW_DAYS})), touch, 0)) AS last_touch
        FROM touches RIGHT JOIN orders ON touches.uid = orders.buyer GROUP BY orders.order_key
      )
    SELECT if(grouping(campaign) = 1, '*', campaign) AS credited, count() AS purchases, uniqExact(buyer) AS buyers,
      sum(revenue) AS gross_revenue, countIf(last_touch >= ${ENGAGED}) AS engaged_purchases,
      sumIf(revenue, last_touch >= ${ENGAGED}) AS engaged_revenue,
      countIf(last_touch > 0 AND last_touch < ${ENGAGED}) AS viewed_purchases,
      sumIf(revenue, last_touch > 0 AND last_touch < ${ENGAGED}) AS viewed_revenue
    FROM (SELECT *, if(last_touch = 0, '', names[${BY_SLUG.length} - last_touch % 64]) AS campaign FROM credits)
    GROUP BY ROLLUP(campaign)`,
};

/**
 * The same statement counting people by bitmap instead of by hash set, which is as exact and faster where people have
 * dense 32-bit numbers, as they do in this table; null where it counts none.
 */
export function withBitmaps(sql: string): string | null {
  const changed = sql
    .replaceAll('uniqExactIf(uid,', 'groupBitmapIf(uid,')
    .replaceAll('uniqExact(uid)', 'groupBitmap(uid)');
  return changed === sql ? null : changed;
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

function balance(currency: string): string {
  return `sumIf(if(stage = 'paid', amount, -amount), kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency = '${currency}')`;
}
