import type { Period } from '@syncline/shared/time';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { columnsOfFilters, eachOf, eachStep, movedOrders, ordersOf, type StepColumn } from './moved-orders.ts';
import { countedWhere, type PaymentSource, paymentsWhere } from './payment-source.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** What the histories of a scope are read for. */
export interface HistoryScope extends Scope {
  source: PaymentSource;
  /** Days of the period that are told apart. */
  within?: Period | undefined;
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
  /** The day that stands for theirs, counted from 1970-01-01, four times, 1 more where they count and 2 more within the days told apart. */
  time: z.int(),
  place: z.string(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  amount: z.int(),
  orders: z.int(),
});
export type PaidRow = z.infer<typeof paidRowSchema>;

/** Orders refunded, or paid more than once, that took the same steps, whenever that was. */
export const movedRowSchema = z.object({
  /** Refunded or paid, amount and place. */
  steps: z.array(z.tuple([z.boolean(), z.int(), z.string()])),
  /** How many took them at the same times, and these, step by step as of payments; then the next. */
  times: z.array(z.int()),
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
    SELECT any(at_time) AS time, toString(any(place_key)) AS place, toString(any(brand)) AS brand,
      toString(any(campaign)) AS campaign, toString(any(offer)) AS offer, any(minor) AS amount, sum(n) AS orders
    FROM (SELECT ${timeOf(scope)} AS at_time, ${PLACE} AS place_key, brand, campaign, offer, amount AS minor, n
      FROM ${countedWhere(scope.source, scope, inCurrency(scope))}
      WHERE stage = 'paid' AND ${inMonths(scope)} AND ${inPiece(sql`amount`, piece)})
    GROUP BY cityHash64(at_time, place_key, minor) HAVING orders != 0`);
}

/**
 * Every order that is refunded in the months that the scope touches, or was ever paid twice, as far as the period's end:
 * what it did, and how many did the same. A few more come along, which did neither.
 */
export function compileMoved(scope: HistoryScope, piece: Piece): Statement {
  const columns = [...new Set<StepColumn>([...STEPS, ...columnsOfFilters(scope)])];
  const step = sql`((refunded, amount, ${PLACE}), ${timeOf(scope)}, day <= ${until(scope)})`;
  return compile(sql`
    SELECT arrayMap(what -> (what.1, what.2, toString(what.3)), whats) AS steps, groupArrayArray(arrayPushFront(at_times, orders)) AS times
    FROM (SELECT whats, at_times, sum(n) AS orders
      FROM (SELECT n, arrayFilter(step -> step.3, ${eachStep(columns, step)}) AS moved,
          arrayMap(step -> step.1, moved) AS whats, arrayMap(step -> step.2, moved) AS at_times
        FROM ${ordersMoved(scope, columns)}
        WHERE arrayExists(day -> ${inMonths(scope)}, ${eachOf('day')}) AND ${inPiece(sql`order_key`, piece)})
      GROUP BY whats, at_times HAVING orders != 0)
    GROUP BY whats`);
}

/** The columns that histories are told by. */
const STEPS = ['day', 'refunded', 'amount', 'brand', 'campaign', 'offer'] as const satisfies readonly StepColumn[];

/** The log knows of no order that moved on: keys are compared by half of their bits, which is quicker and finds a few more. */
function ordersMoved(scope: HistoryScope, columns: readonly StepColumn[]): Fragment {
  const { source, currency } = scope;
  if (source.kept) return movedOrders(source, { currency, columns }, firstOfMonths(scope));
  const rows = paymentsWhere(source, sql`${inCurrency(scope)} AND day <= ${until(scope)}`);
  const half = sql`toUInt32(order_key)`;
  const moved = sql`(SELECT * FROM ${rows} WHERE ${half} IN (
    SELECT arrayJoin(arrayFilter((key, next) -> key = next, arrayPopBack(ascending), arrayPopFront(ascending)))
    FROM (SELECT arraySort(groupArray(${half})) AS ascending FROM ${rows} WHERE stage = 'paid'
      GROUP BY bitShiftRight(order_key, 56))
    UNION ALL SELECT ${half} FROM ${rows} WHERE stage = 'refunded' AND ${inMonths(scope)}))`;
  return ordersOf(moved, sql`n`, { columns });
}

/** What places are called. */
export function compilePlaces(scope: HistoryScope, places: readonly string[]): Statement {
  return compile(sql`
    SELECT DISTINCT toString(${PLACE}) AS place, brand, campaign, offer
    FROM ${countedWhere(scope.source, scope, inCurrency(scope))}
    WHERE day <= ${until(scope)} AND toString(${PLACE}) IN ${bind('Array(String)', places)}`);
}

/** The first of the days that come to the same. */
function dayOf({ turns }: HistoryScope): Fragment {
  const latest = turns.map((turn) => sql`if(day >= ${bind('Date', turn)}, ${bind('Date', turn)}, toDate(0))`);
  return latest.reduce((day, turn) => sql`greatest(${day}, ${turn})`, sql`toStartOfMonth(day)`);
}

/** The day and whether the row counts, in one number. */
function timeOf(scope: HistoryScope): Fragment {
  const within = scope.within ? sql`1 + 2 * (${inPeriod(scope.within)})` : sql`1`;
  return sql`toInt64(toUInt16(${dayOf(scope)}) * 4
    + if(${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}, ${within}, 0))`;
}

function inMonths(scope: HistoryScope): Fragment {
  return sql`day BETWEEN ${bind('Date', firstOfMonths(scope))} AND ${until(scope)}`;
}

function until({ period }: HistoryScope): Fragment {
  return bind('Date', period.to);
}

function firstOfMonths({ period }: HistoryScope): string {
  return `${period.from.slice(0, 7)}-01`;
}

function inCurrency({ currency }: HistoryScope): Fragment {
  return sql`currency = ${bind('String', currency)}`;
}

/** Rows whose number falls to one of the pieces. */
export function inPiece(number: Fragment, { piece, pieces }: Piece): Fragment {
  return pieces === 1 ? sql`1` : sql`${number} % ${bind('UInt32', pieces)} = ${bind('UInt32', piece)}`;
}
