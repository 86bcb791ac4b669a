import { DEVICES } from '@syncline/shared/events';
import { THRESHOLDS_TRIED } from '@syncline/shared/sensitivity';
import type { PeopleQuestionKey, PeopleScope } from './questions.ts';

/*
 * The questions in plain SQL over the raw rows, written apart from Syncline's, with the people told apart one by one. All
 * shares are compared as whole numbers: 60 % is 5 × a ≥ 3 × b.
 */
const LOG = 'syncline.events';
const SEEN = `kind = 'impression' AND arm != 'control'`;
const ACTED = `kind != 'impression'`;
const PAID = `kind = 'purchase' AND stage = 'paid'`;
const BACK = `kind = 'purchase' AND stage = 'refunded'`;

const inPeriod = ({ period }: PeopleScope) => `day BETWEEN '${period.from}' AND '${period.to}'`;
const selected = ({ filter }: PeopleScope) => (filter ? `${filter.dimension} = '${filter.value}'` : '1');
const brands = ({ filter }: PeopleScope) =>
  filter?.dimension === 'brand' ? `brand = '${filter.value}'` : `brand != ''`;

const BY_DEVICE = `sumIf(quantity, ${ACTED} AND device IN ('mobile', 'tablet')) AS handheld,
  sumIf(quantity, ${ACTED} AND device = 'desktop') AS desktop, sumIf(quantity, ${ACTED} AND device != 'unknown') AS known`;
const SEGMENT = `multiIf(known = 0, 'unknown', 5 * handheld >= 3 * known, 'mobile', 5 * desktop >= 3 * known, 'desktop', 'mixed')`;

/** Who follows which brand after the rows: the last change decides, of one instant an unfollow and before it a follow that counts. */
const standing = (rows: string, on = '1') => `SELECT uid, toString(brand) AS name FROM ${LOG}
  WHERE kind IN ('follow', 'unfollow') AND ${rows} GROUP BY uid, brand HAVING argMax(kind = 'follow' AND ${on}, (at, kind = 'unfollow', ${on}))`;

const DID: Readonly<Record<string, (on: string) => string>> = {
  engages: (on) => `countIf(${on} AND kind = 'engagement') > 0`,
  likes: (on) => `countIf(${on} AND kind = 'engagement' AND action = 'like') > 0`,
  replies: (on) => `countIf(${on} AND kind = 'engagement' AND action = 'reply') > 0`,
  reposts: (on) => `countIf(${on} AND kind = 'engagement' AND action IN ('repost', 'quote')) > 0`,
  clicks: (on) => `countIf(${on} AND kind = 'engagement' AND action = 'click') > 0`,
  triggers: (on) => `countIf(${on} AND kind = 'purchase' AND stage = 'triggered') > 0`,
  pays: (on) => `countIf(${on} AND ${PAID}) > 0`,
  actions: (on) => `sumIf(quantity, ${on} AND ${ACTED})`,
  active_days: (on) => `uniqExactIf(day, ${on} AND ${ACTED})`,
  net_spend: (on) =>
    `sumIf(amount, ${on} AND ${PAID} AND currency = 'USD') - sumIf(amount, ${on} AND ${BACK} AND currency = 'USD')`,
};
const MADE: Readonly<Record<string, string>> = {
  active_2_days: 'active_days >= 2',
  active_7_days: 'active_days >= 7',
  brands_followed: 'brands',
  follows_1: 'brands >= 1',
  follows_5: 'brands >= 5',
  follows_11: 'brands >= 11',
};
const NAMES = [...Object.keys(DID), ...Object.keys(MADE)];

const active = (
  one: PeopleScope,
  columns: string,
) => `SELECT uid, ${BY_DEVICE}, ${columns} FROM ${LOG} WHERE ${inPeriod(one)}
  GROUP BY uid HAVING countIf(${ACTED}) > 0 AND countIf(${selected(one)} AND (${ACTED} OR (${SEEN}))) > 0`;

/** The statement that answers a question, value by column as its rows have them. */
export const PEOPLE_SQL: Readonly<Record<PeopleQuestionKey, (one: PeopleScope) => string>> = {
  index: (one) => `SELECT [${NAMES.map((name) => `'${name}'`).join(', ')}][place] AS name,
      sumIf(sums[place], segment = 'mobile') AS did, sumIf(people, segment = 'mobile') AS base,
      sumIf(sums[place], segment IN ('desktop', 'mixed')) AS others_did, sumIf(people, segment IN ('desktop', 'mixed')) AS others_base
    FROM (
      SELECT segment, count() AS people, [${NAMES.map((name) => `sum(toInt64(${MADE[name] ?? name}))`).join(', ')}] AS sums
      FROM (
        SELECT *, ${SEGMENT} AS segment
        FROM (${active(
          one,
          Object.entries(DID)
            .map(([name, of]) => `${of(selected(one))} AS ${name}`)
            .join(', '),
        )}) AS people
        LEFT JOIN (
          SELECT uid, count() AS brands FROM (${standing(`day <= '${one.period.to}' AND ${brands(one)}`, selected(one))})
          GROUP BY uid
        ) AS following USING (uid)
      ) GROUP BY segment
    ) ARRAY JOIN arrayEnumerate(sums) AS place GROUP BY place`,
  sensitivity: (
    one,
  ) => `SELECT toString(threshold) AS name, countIf(known > 0 AND handheld / known >= threshold) AS mobile,
      countIf(known > 0 AND desktop / known >= threshold) AS desktop, countIf(known = 0) AS unknown,
      count() - mobile - desktop - unknown AS mixed
    FROM (SELECT *, [${THRESHOLDS_TRIED.join(', ')}] AS thresholds FROM (${active(one, '1')}) AS people)
    ARRAY JOIN thresholds AS threshold GROUP BY threshold`,
  intensity: (one) => `SELECT ${SEGMENT} AS name, count() AS people, sum(done) AS actions,
      arraySort(groupArray(done))[intDiv(people * 5 + 9, 10)] AS median
    FROM (SELECT uid, ${BY_DEVICE}, sumIf(quantity, ${ACTED} AND ${selected(one)}) AS done, countIf(${ACTED} AND ${selected(one)}) AS rows
      FROM ${LOG} WHERE ${inPeriod(one)} AND ${ACTED} GROUP BY uid HAVING rows > 0)
    GROUP BY name`,
  devices: (
    one,
  ) => `SELECT concat(metric, ' ', multiIf(mobile AND desktop, 'both', mobile, 'mobile_only', desktop, 'desktop_only', other, 'other', 'unknown')) AS name,
      count() AS people
    FROM (
      SELECT uid, metric, max(device IN ('mobile', 'tablet')) AS mobile, max(device = 'desktop') AS desktop, max(device = 'other') AS other
      FROM ${LOG} ARRAY JOIN arrayFilter(one -> one != '', [if(${SEEN}, 'reach', ''), if(${ACTED}, 'active_users', ''),
        if(kind = 'engagement', 'engaged_users', ''), if(${PAID}, 'buyers', '')]) AS metric
      WHERE ${inPeriod(one)} AND ${selected(one)} GROUP BY uid, metric
    ) GROUP BY name`,
  paths: (
    one,
  ) => `SELECT concat(if(last.1 = 0, 'not_seen', [${DEVICES.map((device) => `'${device}'`).join(', ')}][1 - last.2]), ' ', toString(bought)) AS name,
      countIf(what = 'order') AS purchases, countIf(what = 'buyer') AS buyers
    FROM (
      SELECT what, key, any(bought) AS bought,
        max(if(seen_at <= paid_at AND seen_at >= paid_at - 30 * 86400000, (seen_at, place), (0, 0))) AS last
      FROM (
        SELECT unit.1 AS what, unit.2 AS key, argMin(uid, (at, id_hash)) AS buyer, argMin(device, (at, id_hash)) AS bought,
          toUnixTimestamp64Milli(min(at)) AS paid_at
        FROM ${LOG} ARRAY JOIN [('order', order_key), ('buyer', toUInt64(uid))] AS unit
        WHERE ${inPeriod(one)} AND ${selected(one)} AND ${PAID} GROUP BY unit
      ) AS paid
      LEFT JOIN (
        SELECT uid, toUnixTimestamp64Milli(at) AS seen_at, -toInt8(device) AS place FROM ${LOG}
        WHERE ${SEEN} AND ${selected(one)} AND uid IN (SELECT uid FROM ${LOG} WHERE ${inPeriod(one)} AND ${selected(one)} AND ${PAID})
      ) AS shown ON shown.uid = paid.buyer
      GROUP BY what, key
    ) GROUP BY name`,
  brandFollows: (one) => `SELECT ${SEGMENT} AS name, count() AS followers, sum(brands) AS follows
    FROM (SELECT uid, count() AS brands FROM (${standing(`day <= '${one.period.to}' AND ${brands(one)}`)}) GROUP BY uid) AS followers
    LEFT JOIN (SELECT uid, ${BY_DEVICE} FROM ${LOG} WHERE ${inPeriod(one)} AND ${ACTED} GROUP BY uid) AS acted USING (uid)
    GROUP BY name`,
  followerOverlap: (one) => `SELECT concat(a, ' ', b) AS name, count() AS people
    FROM (SELECT uid, groupArray(name) AS names FROM (${standing(`day <= '${one.period.to}' AND ${brands(one)}`)}) GROUP BY uid)
    ARRAY JOIN names AS a ARRAY JOIN names AS b WHERE a < b GROUP BY name`,
  nextFollows: (one) => `SELECT name, uniqExact(uid) AS new_followers
    FROM (
      SELECT uid, toString(brand) AS name, kind, day, lagInFrame(toString(kind), 1, 'unfollow')
        OVER (PARTITION BY uid, brand ORDER BY at, kind = 'unfollow' ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
      FROM ${LOG} WHERE kind IN ('follow', 'unfollow') AND day <= '${one.period.to}' AND ${brands(one)}
    ) WHERE kind = 'follow' AND before = 'unfollow' AND day >= '${one.period.from}' GROUP BY name`,
  followerValue: (one) => `SELECT name, sum(follows) AS followers, count() - followers AS others,
      countIf(follows AND pays) AS bought, countIf(NOT follows AND pays) AS others_bought
    FROM (
      SELECT uid, name, max(paid) AS pays, max(stands) AS follows, max(shown) AS reached
      FROM (
        SELECT uid, toString(brand) AS name, ${PAID} AS paid, ${SEEN} AS shown, 0 AS stands FROM ${LOG}
        WHERE ${inPeriod(one)} AND ${brands(one)} AND ((${PAID}) OR (${SEEN}))
        UNION ALL
        SELECT uid, name, 0 AS paid, 0 AS shown, 1 AS stands FROM (${standing(`day < '${one.period.from}' AND ${brands(one)}`)})
      ) GROUP BY uid, name HAVING reached
    ) GROUP BY name`,
};
