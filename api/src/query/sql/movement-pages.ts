import { z } from 'zod';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import { type HistoryScope, inPiece, type Piece } from './order-histories.ts';
import { paymentsWhere } from './payment-source.ts';
import { movementRowSchema } from './revenue-share.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

type PageScope = Omit<HistoryScope, 'turns'>;

/** How many paid and refunded rows a day has. */
export const movementDaySchema = z.object({ day: z.string(), rows: z.int() });
export type MovementDay = z.infer<typeof movementDaySchema>;

export const firstDaySchema = z.object({ first_day: z.string() });

/** A row with how many its order has on the days from the page's first one up to the end of the period. */
export const pagedRowSchema = movementRowSchema.extend({ moves: z.int() });
export type PagedRow = z.infer<typeof pagedRowSchema>;

/** One of the pages in which movements are read in their order. */
export interface Page {
  days: { from: string; to: string };
  /** The last row of the page before, where that ended within these days. */
  after: Pick<PagedRow, 'at_ms' | 'order' | 'kind' | 'id'> | null;
  rows: number;
  /** The first day of which every order is looked at: of days before it come the rows of orders that moved since. */
  firstDay: string;
}

const COLUMNS = sql`id_hash, order_key, at, day, stage, amount, brand, campaign, offer, network, device, client, action, arm`;

/** The paid and refunded rows in the scope's currency up to the end of its period, counted by day, the first day first. */
export function compileMovementDays(scope: PageScope): Statement {
  return compile(sql`
    SELECT day, sum(n) AS rows FROM ${movesOf(scope)} WHERE day <= ${bind('Date', scope.period.to)}
    GROUP BY day HAVING rows > 0 ORDER BY day`);
}

/** The first day on which an order was paid that moved in the months of the period, if that is before them. */
export function compileFirstDay(scope: PageScope, piece: Piece): Statement {
  const first = bind('Date', `${scope.period.from.slice(0, 7)}-01`);
  const rows = movesOf(scope);
  const within = inPiece(sql`order_key`, piece);
  return compile(sql`
    SELECT min(day) AS first_day FROM ${rows}
    WHERE stage = 'paid' AND day < ${first} AND ${within}
      AND order_key IN (SELECT order_key FROM ${rows} WHERE day BETWEEN ${first} AND ${bind('Date', scope.period.to)} AND ${within})
    HAVING count() > 0`);
}

/** A page of movements by instant, order and kind: the order in which they are settled. */
export function compileMovementPage(scope: PageScope, { days, after, rows, firstDay }: Page): Statement {
  const between = sql`day BETWEEN ${bind('Date', days.from)} AND ${bind('Date', days.to)}`;
  const beyond = after
    ? sql`(at_ms, order, kind, id) > (${bind('Int64', after.at_ms)}, ${bind('String', after.order)}, ${bind('String', after.kind)}, ${bind('String', after.id)})`
    : sql`1`;
  const later = movesOf(scope);
  return compile(sql`
    SELECT id, order, at_ms, day, kind, amount, brand, campaign, offer, counted, moves
    FROM (
      SELECT toString(id_hash) AS id, toString(order_key) AS order, toUnixTimestamp64Milli(at) AS at_ms, day, toString(stage) AS kind,
        amount, brand, campaign, offer, order_key, toBool(${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}) AS counted
      FROM ${rowsOf(scope, between)}) AS page
    INNER JOIN (
      SELECT order_key, sum(n) AS moves FROM ${later}
      WHERE day BETWEEN ${bind('Date', days.from)} AND ${bind('Date', scope.period.to)}
        AND order_key IN (SELECT order_key FROM ${later} WHERE ${between})
      GROUP BY order_key HAVING sumIf(n, day >= ${bind('Date', firstDay)}) > 0) AS orders USING (order_key)
    WHERE ${beyond}
    ORDER BY at_ms, order, kind, id LIMIT ${bind('UInt32', rows)}`);
}

/** Consecutive days together as long as they have no more rows than one page; a fuller day stands alone. */
export function daysTogether(days: readonly MovementDay[], rows: number): Page['days'][] {
  const together: { from: string; to: string; rows: number }[] = [];
  for (const one of days) {
    const last = together.at(-1);
    if (last && last.rows + one.rows <= rows) Object.assign(last, { to: one.day, rows: last.rows + one.rows });
    else together.push({ from: one.day, to: one.day, rows: one.rows });
  }
  return together.map(({ from, to }) => ({ from, to }));
}

/** Rows with how often they stand. */
function movesOf({ source, currency }: PageScope): Fragment {
  return paymentsWhere(source, sql`currency = ${bind('String', currency)}`);
}

/** Each row that stands, once. */
function rowsOf({ source, currency }: PageScope, days: Fragment): Fragment {
  const rows = paymentsWhere(source, sql`currency = ${bind('String', currency)} AND ${days}`);
  return source.kept ? sql`(SELECT ${COLUMNS} FROM ${rows} GROUP BY ${COLUMNS} HAVING sum(n) > 0)` : rows;
}
