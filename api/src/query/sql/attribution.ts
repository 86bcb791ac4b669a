import { z } from 'zod';
import type { Scope, Windows } from '../build.ts';
import type { PaymentSelection } from '../payments.ts';
import type { Source } from '../plan.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { newerPeople, paymentRows } from './payments.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';
import { inPeriodOrBefore } from './time.ts';

/** Orders credited to one campaign on one basis; to one campaign on either, where `both_bases`; all orders, where `everything`. */
export const attributionRowSchema = z.object({
  /** '' for orders without a touch. */
  campaign: z.string(),
  engaged: z.int(),
  both_bases: z.int(),
  everything: z.int(),
  purchases: z.int(),
  buyers: z.int(),
  gross_revenue: z.int(),
  /** Orders credited to the campaign recorded on the purchase. */
  agreeing: z.int(),
});
export type AttributionRow = z.infer<typeof attributionRowSchema>;

/** Added to the rank of engagements: more milliseconds than any instant has, so that they stand above every view. */
const ENGAGED = sql`1125899906842624`;
/** Added to the stretches of views, which keeps them apart from those of engagements. */
const VIEWED = sql`2147483648`;

const moment = sql`toUnixTimestamp64Milli(at)`;
const span = (days: number): Fragment => sql`${bind('UInt32', days)} * 86400000`;

/**
 * The last touch of every paid order. Touches meet orders by person and by stretch of time as long as a window: a touch at
 * most a window before a payment lies in the payment's own stretch or in the one before, so few pairs are compared however
 * long a history is. The rank of a touch is its instant, engagements above views. Of the highest rank the smallest
 * campaign counts: the smallest of texts that begin with the rank's complement in 16 digits and end with the campaign
 * (tuples compare many times slower). An order without a touch has rank 0.
 */
export function compileAttribution(source: Source, windows: Windows): Statement {
  const paid = belongsTo('paid', source.scope.currency);
  return compile(sql`
    WITH (SELECT groupBitmapState(uid) ${fromSource(source)} AND ${paid}) AS buyers_of_period
    ${byCampaign(sql`
      SELECT any(buyer) AS buyer, any(own_campaign) AS own_campaign, any(revenue) AS revenue, max(rank) >= ${ENGAGED} AS engaged,
        if(max(rank) = 0, '', substring(min(concat(hex(bitNot(rank)), touch_campaign)), 17)) AS campaign
      FROM (
        SELECT order_key, buyer, own_campaign, revenue, touch_campaign,
          toUInt64(if(paid_at - touched_at BETWEEN 0 AND lasting, touched_at + if(engagement, ${ENGAGED}, 0), 0)) AS rank
        FROM (${touches(source, windows)}) AS touches RIGHT JOIN (${orders(source, windows)}) AS orders USING (stretch)
      )
      GROUP BY order_key`)}`);
}

/** The same out of payments that know their last touches. */
export function compileKeptAttribution(scope: Scope, windows: Windows, selection: PaymentSelection): Statement {
  const within = (touchedAt: Fragment, days: number) =>
    sql`${moment} - toUnixTimestamp64Milli(${touchedAt}) <= ${span(days)}`;
  const viewed =
    windows.viewDays === 0 ? sql`''` : sql`if(${within(sql`viewed_at`, windows.viewDays)}, viewed_with, '')`;
  return compile(
    sql`${newerPeople(scope, windows, selection)}${byCampaign(sql`
    SELECT argMin(uid, place) AS buyer, argMin(recorded, place) AS own_campaign, sum(money) AS revenue,
      argMin(by_engagement, place) AS engaged, argMin(credited, place) AS campaign
    FROM (
      SELECT order_key, uid, campaign AS recorded, ${place(moment)} AS place,
        engaged_with != '' AND ${within(sql`engaged_at`, windows.clickDays)} AS by_engagement,
        if(by_engagement, engaged_with, ${viewed}) AS credited,
        sum(if(currency = ${bind('String', scope.currency)}, amount, 0) * n) AS money
      FROM (${paymentRows(scope, windows, selection)})
      GROUP BY order_key, uid, recorded, place, by_engagement, credited HAVING sum(n) > 0
    )
    GROUP BY order_key`)}`,
  );
}

/** Figures by campaign and basis, by campaign, and of all, over orders with `campaign`, `engaged`, `buyer`, `own_campaign` and `revenue`. */
function byCampaign(orders: Fragment): Fragment {
  return sql`SELECT campaign, engaged, grouping(engaged) AS both_bases, grouping(campaign) AS everything, count() AS purchases,
      uniqExact(buyer) AS buyers, sum(revenue) AS gross_revenue, countIf(campaign != '' AND campaign = own_campaign) AS agreeing
    FROM (${orders})
    GROUP BY GROUPING SETS ((campaign, engaged), (campaign), ())`;
}

/** What the buyers saw and did that carries a campaign, whatever the filters; `lasting` is how long it can be credited. */
function touches({ scope }: Source, { viewDays, clickDays }: Windows): Fragment {
  const engagement = belongsTo('engagements', scope.currency);
  const views = sql`(${belongsTo('impressions', scope.currency)})`;
  const [rows, lasting] =
    viewDays === 0
      ? [engagement, span(clickDays)]
      : [sql`(${engagement} OR ${views})`, sql`if(engagement, ${span(clickDays)}, ${span(viewDays)})`];
  return sql`
    SELECT toString(campaign) AS touch_campaign, ${moment} AS touched_at, ${engagement} AS engagement, ${lasting} AS lasting,
      ${stretch(sql`uid`, sql`if(engagement, 0, ${VIEWED}) + intDiv(touched_at, lasting)`)} AS stretch
    FROM events
    WHERE ${inPeriodOrBefore(scope.period, clickDays)} AND campaign != '' AND ${rows} AND bitmapContains(buyers_of_period, uid)`;
}

/** Every order paid in the period under the filter, as of its first paid row, once for each stretch in which a touch of it can lie. */
function orders(source: Source, { viewDays, clickDays }: Windows): Fragment {
  const { currency } = source.scope;
  const own = (days: number, offset: Fragment) => sql`${offset} + intDiv(paid_at, ${span(days)})`;
  const latest = [own(clickDays, sql`0`), ...(viewDays === 0 ? [] : [own(viewDays, VIEWED)])];
  const stretches = latest.flatMap((number) => [stretch(sql`buyer`, number), stretch(sql`buyer`, sql`${number} - 1`)]);
  return sql`
    SELECT order_key, buyer, own_campaign, revenue, paid_at, arrayJoin([${join(stretches, ', ')}]) AS stretch
    FROM (
      SELECT order_key, min(instant) AS paid_at, argMin(uid, place) AS buyer, argMin(recorded, place) AS own_campaign,
        sum(paid) AS revenue
      FROM (
        SELECT order_key, uid, toString(campaign) AS recorded, ${moment} AS instant,
          ${place(sql`instant`)} AS place, if(currency = ${bind('String', currency)}, amount, 0) AS paid
        ${fromSource(source)} AND ${belongsTo('paid', currency)}
      )
      GROUP BY order_key
    )`;
}

/** Of rows at the same instant the one with the smallest hash comes first. */
function place(instant: Fragment): Fragment {
  return sql`bitShiftLeft(toUInt128(${instant}), 64) + id_hash`;
}

/** A stretch of a person's time as one number; joins compare it far faster than a pair. */
function stretch(person: Fragment, number: Fragment): Fragment {
  return sql`bitShiftLeft(toUInt64(${person}), 32) + toUInt64(${number})`;
}
