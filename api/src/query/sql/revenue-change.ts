import type { Period } from '@syncline/shared/time';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, type Statement, sql } from './fragment.ts';
import type { MovementSource } from './revenue-share.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** What was sold of an offer in a campaign in the period and in the one it is compared with. */
export const soldTwiceSchema = z.object({
  campaign: z.string(),
  offer: z.string(),
  orders_now: z.int(),
  gross_now: z.int(),
  refunds_now: z.int(),
  orders_before: z.int(),
  gross_before: z.int(),
  refunds_before: z.int(),
});

/** One row for each offer of each campaign with money in the workspace currency in either period, both read in one statement. */
export function compileSoldTwice(scope: Scope, before: Period, source: MovementSource): Statement {
  const rows = sql`stage IN ('paid', 'refunded') AND currency = ${bind('String', scope.currency)}
    AND (${inPeriod(scope.period)} OR ${inPeriod(before)}) AND ${matching(scope.filters, scope)}`;
  // Kept payments that were taken away again can still stand there with 1 and with -1.
  const times = source === 'payments' ? sql`n` : sql`toInt64(1)`;
  const from = source === 'payments' ? sql`payments WHERE entry = 'payment'` : sql`events WHERE kind = 'purchase'`;
  return compile(sql`
    SELECT toString(campaign) AS campaign, toString(offer) AS offer, ${sums('now')}, ${sums('before')}
    FROM (
      SELECT campaign, offer, order_key, ${ofOrder('now', scope.period, times)}, ${ofOrder('before', before, times)}
      FROM ${from} AND ${rows}
      GROUP BY campaign, offer, order_key
    )
    GROUP BY campaign, offer
    HAVING orders_now > 0 OR orders_before > 0 OR refunds_now != 0 OR refunds_before != 0`);
}

const NAMES = {
  now: { paid: sql`paid_now`, gross: sql`sold_now`, refunds: sql`back_now` },
  before: { paid: sql`paid_before`, gross: sql`sold_before`, refunds: sql`back_before` },
};
const SUMS = {
  now: { orders: sql`orders_now`, gross: sql`gross_now`, refunds: sql`refunds_now` },
  before: { orders: sql`orders_before`, gross: sql`gross_before`, refunds: sql`refunds_before` },
};

function ofOrder(when: keyof typeof NAMES, period: Period, times: Fragment): Fragment {
  const { paid, gross, refunds } = NAMES[when];
  const within = inPeriod(period);
  return sql`sumIf(${times}, ${within} AND stage = 'paid') AS ${paid},
    sumIf(amount * ${times}, ${within} AND stage = 'paid') AS ${gross},
    sumIf(amount * ${times}, ${within} AND stage = 'refunded') AS ${refunds}`;
}

function sums(when: keyof typeof NAMES): Fragment {
  const [one, all] = [NAMES[when], SUMS[when]];
  return sql`countIf(${one.paid} > 0) AS ${all.orders}, sum(${one.gross}) AS ${all.gross}, sum(${one.refunds}) AS ${all.refunds}`;
}
