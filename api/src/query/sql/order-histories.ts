import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { countedWhere, movedWhere, type PaymentSource, paymentsWhere } from './payment-source.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** What the histories of a scope are read for. */
export interface HistoryScope extends Scope {
  source: PaymentSource;
  /** The days from which on other terms can hold, in their order: of all days from one to the next the first stands. */
  turns: readonly string[];
}

/** One of several statements that bring back an answer in parts. */
export interface Piece {
  piece: number;
  pieces: number;
}

/** Payments alike: `orders` of them, of orders that moved once or more. */
export const paidRowSchema = z.object({
  day: z.string(),
  place: z.string(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  amount: z.int(),
  counted: z.boolean(),
  orders: z.int(),
});
export type PaidRow = z.infer<typeof paidRowSchema>;

/** Orders refunded, or paid more than once, that moved alike. */
export const movedRowSchema = z.object({
  /** Refunded or paid, day, amount, place, whether it counts, and how often (less than 0: taken away again). */
  steps: z.array(z.tuple([z.boolean(), z.string(), z.int(), z.string(), z.boolean(), z.int()])),
  orders: z.int(),
});
export type MovedRow = z.infer<typeof movedRowSchema>;

export const placeRowSchema = paidRowSchema.pick({ place: true, brand: true, campaign: true, offer: true });
export type PlaceRow = z.infer<typeof placeRowSchema>;

const PLACE = sql`cityHash64(brand, campaign, offer)`;

/**
 * Every payment of the months that the scope touches, counted by day, place and amount, whatever else became of its order.
 * Names of a group are those of any of its rows: they have them in common.
 */
export function compilePaid(scope: HistoryScope, piece: Piece): Statement {
  return compile(sql`
    SELECT toString(any(first_day)) AS day, toString(any(place_key)) AS place, toString(any(brand)) AS brand,
      toString(any(campaign)) AS campaign, toString(any(offer)) AS offer, any(minor) AS amount, any(is_counted) AS counted,
      sum(n) AS orders
    FROM (SELECT ${dayOf(scope)} AS first_day, ${PLACE} AS place_key, brand, campaign, offer, amount AS minor,
        ${countedIn(scope)} AS is_counted, n
      FROM ${countedWhere(scope.source, scope, inCurrency(scope))}
      WHERE stage = 'paid' AND ${inMonths(scope)} AND ${inPiece(sql`amount`, piece)})
    GROUP BY cityHash64(first_day, place_key, minor, is_counted) HAVING orders != 0`);
}

/**
 * Every order that is refunded in the months that the scope touches, or was ever paid twice, as far as the period's end:
 * what it did, and how many did the same. A few more come along, which did neither.
 */
export function compileMoved(scope: HistoryScope, piece: Piece): Statement {
  return compile(sql`
    SELECT arrayMap(step -> (step.1, toString(step.2), step.3, toString(step.4), step.5, step.6), any(moved)) AS steps, count() AS orders
    FROM (SELECT arrayMap(step -> (toBool(step.2), step.4, step.5, step.6, step.7, step.8), arraySort(groupArray(
        (at, stage = 'refunded', id, first_day, amount, place_key, is_counted, n)))) AS moved
      FROM (SELECT order_key, at, day, stage, toString(id_hash) AS id, ${dayOf(scope)} AS first_day, amount, ${PLACE} AS place_key,
          ${countedIn(scope)} AS is_counted, n
        FROM ${movedRows(scope)} WHERE ${inPiece(sql`order_key`, piece)})
      GROUP BY order_key HAVING max(day) >= ${firstOfMonths(scope)})
    GROUP BY sipHash128(moved)`);
}

/** The log knows of no order that moved on: keys are compared by half of their bits, which is quicker and finds a few more. */
function movedRows(scope: HistoryScope): Fragment {
  const until = sql`${inCurrency(scope)} AND day <= ${bind('Date', scope.period.to)}`;
  const { source } = scope;
  if (source.kept) return movedWhere(source, until);
  const rows = paymentsWhere(source, until);
  const half = sql`toUInt32(order_key)`;
  return sql`(SELECT * FROM ${rows} WHERE ${half} IN (
    SELECT arrayJoin(arrayFilter((key, next) -> key = next, arrayPopBack(ascending), arrayPopFront(ascending)))
    FROM (SELECT arraySort(groupArray(${half})) AS ascending FROM ${rows} WHERE stage = 'paid'
      GROUP BY bitShiftRight(order_key, 56))
    UNION ALL SELECT ${half} FROM ${rows} WHERE stage = 'refunded' AND ${inMonths(scope)}))`;
}

/** What places are called. */
export function compilePlaces(scope: HistoryScope, places: readonly string[]): Statement {
  return compile(sql`
    SELECT DISTINCT toString(${PLACE}) AS place, brand, campaign, offer
    FROM ${countedWhere(scope.source, scope, inCurrency(scope))}
    WHERE day <= ${bind('Date', scope.period.to)} AND toString(${PLACE}) IN ${bind('Array(String)', places)}`);
}

/** The first of the days that come to the same. */
function dayOf({ turns }: HistoryScope): Fragment {
  const latest = turns.map((turn) => sql`if(day >= ${bind('Date', turn)}, ${bind('Date', turn)}, toDate(0))`);
  return latest.reduce((day, turn) => sql`greatest(${day}, ${turn})`, sql`toStartOfMonth(day)`);
}

function countedIn(scope: HistoryScope): Fragment {
  return sql`toBool(${inPeriod(scope.period)} AND ${matching(scope.filters, scope)})`;
}

function inMonths(scope: HistoryScope): Fragment {
  return sql`day BETWEEN ${firstOfMonths(scope)} AND ${bind('Date', scope.period.to)}`;
}

function firstOfMonths({ period }: HistoryScope): Fragment {
  return bind('Date', `${period.from.slice(0, 7)}-01`);
}

function inCurrency({ currency }: HistoryScope): Fragment {
  return sql`currency = ${bind('String', currency)}`;
}

/** Rows whose number falls to one of the pieces. */
export function inPiece(number: Fragment, { piece, pieces }: Piece): Fragment {
  return pieces === 1 ? sql`1` : sql`${number} % ${bind('UInt32', pieces)} = ${bind('UInt32', piece)}`;
}
