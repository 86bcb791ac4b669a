import { addDays } from '@syncline/shared/time';
import { type Case, CLICK_DAYS, type QuestionKey, VIEW_DAYS } from '../query/cases.ts';
import { CAMPAIGN_LIST } from '../world/market.ts';
import { CODED, codeOf } from './codes.ts';

/*
 * The questions in DuckDB's SQL over its own table of the same rows, in the fastest of the formulations that were tried
 * at 10 M events. Totals stand in a row named '*'.
 */
const kind = (name: string) => `kind = ${codeOf('kind', name)}`;
const stage = (name: string) => `${kind('purchase')} AND stage = ${codeOf('stage', name)}`;
const SEEN = `${kind('impression')} AND arm <> ${codeOf('arm', 'control')}`;
const PAID = stage('paid');
const IN_USD = `currency = ${codeOf('currency', 'USD')}`;
const TOP = 11;
/** Campaigns by slug; of touches at the same instant the first of these counts. */
const BY_SLUG = CAMPAIGN_LIST.map(({ slug }) => slug).toSorted();
/** How many slugs come after each campaign's, by its number. */
const LATER_SLUGS = `[${CAMPAIGN_LIST.map(({ slug }) => BY_SLUG.length - 1 - BY_SLUG.indexOf(slug)).join(', ')}]`;
/** More than 64 times any instant in milliseconds. */
const ENGAGED = 2n ** 56n;
const LATER = ['engaged', 'followed', 'triggered', 'confirmed', 'paid', 'kept'];

const inPeriod = ({ period }: Case) => `day BETWEEN DATE '${period.from}' AND DATE '${period.to}'`;
const selected = ({ device, campaign }: Case) =>
  [
    campaign === null ? 'true' : `campaign = ${codeOf('campaign', campaign)}`,
    device === null ? 'true' : `device = ${codeOf('device', device)}`,
  ].join(' AND ');
const where = (one: Case) => `${inPeriod(one)} AND ${selected(one)}`;
const sum = (value: string, rows: string) => `coalesce(sum(${value}) FILTER (${rows}), 0)`;
const named = (column: keyof typeof CODED, code: string) => `(${list(CODED[column])})[${code} + 1]`;

const FIGURES = `${sum('quantity', SEEN)} AS impressions, ${sum('quantity', `${SEEN} AND viewable`)} AS viewable_impressions,
  count(DISTINCT uid) FILTER (${SEEN}) AS reach, impressions / nullif(reach, 0) AS frequency,
  ${sum('quantity', kind('engagement'))} AS engagements,
  ${sum('quantity', `${kind('engagement')} AND action = ${codeOf('action', 'click')}`)} AS clicks,
  ${sum('quantity', kind('follow'))} AS follows, count(DISTINCT order_key) FILTER (${PAID}) AS purchases,
  count(DISTINCT uid) FILTER (${PAID}) AS buyers, ${sum('amount', `${PAID} AND ${IN_USD}`)} AS gross_revenue,
  gross_revenue - ${sum('amount', `${stage('refunded')} AND ${IN_USD}`)} AS net_revenue,
  buyers / nullif(reach, 0) AS conversion_per_reach`;
const COUNTED = `((${SEEN}) OR kind IN (${codeOf('kind', 'engagement')}, ${codeOf('kind', 'follow')}) OR (${PAID})
  OR (${stage('refunded')} AND ${IN_USD}))`;

/** The statement that answers a case. */
export const DUCKDB_SQL: Readonly<Record<QuestionKey, (one: Case) => string>> = {
  totals: (one) => `SELECT ${FIGURES} FROM events WHERE ${where(one)}`,
  campaigns: (one) => `SELECT * EXCLUDE (campaign), coalesce(${named('campaign', 'campaign')}, '*') AS name FROM (
      SELECT campaign, ${FIGURES} FROM events WHERE ${where(one)} AND ${COUNTED} GROUP BY ROLLUP (campaign)
    )`,
  frequency: (one) => `SELECT least(times, ${TOP}) AS bin, count(*) AS people, sum(times) AS impressions,
      count(*) FILTER (last_paid >= first_seen) AS converted
    FROM (
      SELECT uid, sum(quantity) FILTER (${SEEN}) AS times, min("at") FILTER (${SEEN}) AS first_seen,
        max("at") FILTER (${PAID}) AS last_paid
      FROM events WHERE ${where(one)} AND ((${SEEN}) OR (${PAID})) GROUP BY uid
    ) WHERE times > 0 GROUP BY bin`,
  'daily-devices': (
    one,
  ) => `SELECT coalesce(CAST(day AS VARCHAR), '*') AS date, coalesce(${named('device', 'device')}, '*') AS used,
      impressions, reach
    FROM (
      SELECT day, device, sum(quantity) AS impressions, count(DISTINCT uid) AS reach
      FROM events WHERE ${where(one)} AND ${SEEN} GROUP BY GROUPING SETS ((day, device), ())
    )`,
  'reach-curve': (
    one,
  ) => `SELECT CAST(day AS VARCHAR) AS date, impressions, reach, coalesce(new_people, 0) AS newly_reached,
      sum(newly_reached) OVER (ORDER BY day) AS cumulative_reach
    FROM (
      SELECT day, sum(quantity) AS impressions, count(DISTINCT uid) AS reach FROM events WHERE ${where(one)} AND ${SEEN} GROUP BY day
    ) LEFT JOIN (
      SELECT first_day AS day, count(*) AS new_people
      FROM (SELECT min(day) AS first_day FROM events WHERE ${where(one)} AND ${SEEN} GROUP BY uid) GROUP BY first_day
    ) USING (day)`,
  overlap: (one) => `WITH masks AS MATERIALIZED (
      SELECT mask, count(*) AS people FROM (
        SELECT bit_or(1::UBIGINT << campaign) AS mask FROM events WHERE ${where(one)} AND ${SEEN} GROUP BY uid
      ) GROUP BY mask
    ),
    sets AS MATERIALIZED (
      SELECT mask, people, place FROM masks, range(1, ${CODED.campaign.length}) AS places(place) WHERE mask & (1::UBIGINT << place) <> 0
    )
    SELECT ${named('campaign', 'one')} AS a, ${named('campaign', 'other')} AS b, together FROM (
      SELECT one.place AS one, other.place AS other, sum(one.people) AS together FROM sets AS one JOIN sets AS other USING (mask)
      WHERE one.place <= other.place GROUP BY ALL
    )
    UNION ALL SELECT ${named('campaign', 'place')}, '', sum(people) FROM sets WHERE bit_count(mask) = 1 GROUP BY place
    UNION ALL SELECT '*', '*', sum(people) FROM masks`,
  funnel: (one) => `WITH
    times AS (
      SELECT min("at") FILTER (${SEEN}) AS seen, max("at") FILTER (${kind('engagement')}) AS engaged_at,
        max("at") FILTER (${kind('follow')}) AS followed_at, max("at") FILTER (${stage('triggered')}) AS triggered_at,
        max("at") FILTER (${stage('confirmed')}) AS confirmed_at, max("at") FILTER (${PAID}) AS paid_at,
        ${balance('USD')} AS usd, ${balance('EUR')} AS eur
      FROM events WHERE ${where(one)} GROUP BY uid
    ),
    did AS (
      SELECT engaged_at >= seen AS engaged, followed_at >= seen AS followed, triggered_at >= seen AS triggered,
        confirmed_at >= seen AS confirmed, paid_at >= seen AS paid, paid_at >= seen AND (usd > 0 OR eur > 0) AS kept
      FROM times WHERE seen IS NOT NULL
    ),
    counted AS (
      SELECT count(*) AS n, ${LATER.map((name, index) => `count(*) FILTER (${name}) AS did_${index}`).join(', ')},
        ${LATER.map((_, index) => `count(*) FILTER (${LATER.slice(index).join(' OR ')}) AS far_${index}`).join(', ')}
      FROM did
    )
    SELECT 'exposed' AS stage, n AS people, n AS people_did FROM counted
    ${LATER.map((name, index) => `UNION ALL SELECT '${name}', far_${index}, did_${index} FROM counted`).join(' ')}`,
  segments: (
    one,
  ) => `SELECT coalesce(segment, '*') AS primary_device, count(*) AS active_users, coalesce(sum(acts), 0) AS actions,
      coalesce(sum(engaged), 0) AS engagements, count(*) FILTER (bought) AS buyers
    FROM (
      SELECT CASE WHEN known IS NULL THEN 'unknown' WHEN 5 * handheld >= 3 * known THEN 'mobile'
        WHEN 5 * desktop >= 3 * known THEN 'desktop' ELSE 'mixed' END AS segment, acts, engaged, bought
      FROM (
        SELECT sum(quantity) FILTER (device IN (${codeOf('device', 'mobile')}, ${codeOf('device', 'tablet')})) AS handheld,
          sum(quantity) FILTER (device = ${codeOf('device', 'desktop')}) AS desktop,
          sum(quantity) FILTER (device <> ${codeOf('device', 'unknown')}) AS known,
          sum(quantity) FILTER (${selected(one)}) AS acts,
          sum(quantity) FILTER (${kind('engagement')} AND ${selected(one)}) AS engaged,
          bool_or(${PAID} AND ${selected(one)}) AS bought
        FROM events WHERE ${inPeriod(one)} AND kind <> ${codeOf('kind', 'impression')} GROUP BY uid
      ) WHERE acts > 0
    ) GROUP BY ROLLUP (segment)`,
  attribution: (one) => `WITH
    orders AS MATERIALIZED (
      SELECT order_key, arg_min(uid, "at") AS uid, min("at") AS paid_at, coalesce(sum(amount) FILTER (${IN_USD}), 0) AS revenue
      FROM events WHERE ${where(one)} AND ${PAID} GROUP BY order_key
    ),
    touches AS (
      SELECT uid, "at", ${kind('engagement')} AS engaged, campaign FROM events
      WHERE day BETWEEN DATE '${addDays(one.period.from, -CLICK_DAYS)}' AND DATE '${one.period.to}' AND campaign <> 0
        AND (${kind('engagement')} OR (${SEEN})) AND uid IN (SELECT uid FROM orders)
    ),
    latest AS (
      SELECT order_key, max(CASE WHEN engaged THEN ${ENGAGED} ELSE 0 END + epoch_ms("at") * 64 + ${LATER_SLUGS}[campaign]) AS touch
      FROM touches JOIN orders USING (uid)
      WHERE "at" <= paid_at AND "at" >= paid_at - CASE WHEN engaged THEN INTERVAL ${CLICK_DAYS} DAY ELSE INTERVAL ${VIEW_DAYS} DAY END
      GROUP BY order_key
    ),
    credits AS (
      SELECT coalesce(${list(BY_SLUG)}[${BY_SLUG.length} - touch % 64], '') AS campaign,
        coalesce(touch >= ${ENGAGED}, false) AS engaged, uid, revenue
      FROM orders LEFT JOIN latest USING (order_key)
    )
    SELECT coalesce(campaign, '*') AS credited, count(*) AS purchases, count(DISTINCT uid) AS buyers,
      coalesce(sum(revenue), 0) AS gross_revenue, count(*) FILTER (engaged) AS engaged_purchases,
      coalesce(sum(revenue) FILTER (engaged), 0) AS engaged_revenue,
      count(*) FILTER (campaign <> '' AND NOT engaged) AS viewed_purchases,
      coalesce(sum(revenue) FILTER (campaign <> '' AND NOT engaged), 0) AS viewed_revenue
    FROM credits GROUP BY ROLLUP (campaign)`,
};

function list(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

function balance(currency: string): string {
  const moved = `CASE stage WHEN ${codeOf('stage', 'paid')} THEN amount WHEN ${codeOf('stage', 'refunded')} THEN -amount END`;
  return `sum(${moved}) FILTER (${kind('purchase')} AND currency = ${codeOf('currency', currency)})`;
}
