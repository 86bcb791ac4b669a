import { z } from 'zod';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { type HistoryScope, inPiece, type Piece } from './order-histories.ts';
import { paymentsWhere } from './payment-source.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** A paid or refunded row. */
export const movementRowSchema = z.object({
  id: z.string(),
  order: z.string(),
  at_ms: z.int(),
  day: z.string(),
  kind: z.enum(['paid', 'refunded']),
  amount: z.int(),
  brand: z.string(),
  campaign: z.string(),
  offer: z.string(),
  /** Whether it lies in the period and the filters hold of it. */
  counted: z.boolean(),
});

const COLUMNS = sql`id_hash, order_key, at, day, stage, amount, currency, brand, campaign, offer, network, device, client, action, arm`;

/**
 * Every row that the shares of a scope can hang on, in the workspace currency: of the orders of the months that the period
 * touches, and of the months in which orders were paid of which something was refunded in these, for tiers and caps go by
 * whole months. All rows of such an order up to the period's end are there.
 */
export function compileMovements(scope: HistoryScope, { piece, pieces }: Piece): Statement {
  const { from, to } = scope.period;
  const first = bind('Date', `${from.slice(0, 7)}-01`);
  const last = bind('Date', to);
  const { source } = scope;
  const rows = paymentsWhere(source, sql`currency = ${bind('String', scope.currency)} AND day <= ${last}`);
  // Kept rows that were taken away again are left out.
  const standing = source.kept ? sql`(SELECT ${COLUMNS} FROM ${rows} GROUP BY ${COLUMNS} HAVING sum(n) > 0)` : rows;
  return compile(sql`
    WITH (
      SELECT toStartOfMonth(least(${first}, ifNull(minOrNull(day), ${first}))) FROM ${rows}
      WHERE stage = 'paid' AND order_key IN (SELECT order_key FROM ${rows} WHERE day BETWEEN ${first} AND ${last})
    ) AS first_day
    SELECT toString(id_hash) AS id, toString(order_key) AS order, toUnixTimestamp64Milli(at) AS at_ms, day,
      toString(stage) AS kind, amount, brand, campaign, offer, toBool(${inPeriod(scope.period)} AND ${matching(scope.filters, scope)}) AS counted
    FROM ${standing}
    WHERE ${inPiece(sql`order_key`, { piece, pieces })}
      AND order_key IN (SELECT order_key FROM ${rows} WHERE day BETWEEN first_day AND ${last})`);
}
