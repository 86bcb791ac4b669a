import type { Period } from '@syncline/shared/time';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, identifier, join, type Statement, sql } from './fragment.ts';
import { columnsOfFilters, eachOf, movedOrders, type StepColumn } from './moved-orders.ts';
import { countedWhere, type PaymentSource, paymentsWhere } from './payment-source.ts';
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
export function compileSoldTwice(scope: Scope, before: Period, source: PaymentSource): Statement {
  const within = sql`(${inPeriod(scope.period)} OR ${inPeriod(before)}) AND ${matching(scope.filters, scope)}`;
  const where = sql`currency = ${bind('String', scope.currency)} AND ${within}`;
  const periods = [
    { ...NOW, within: inPeriod(scope.period) },
    { ...BEFORE, within: inPeriod(before) },
  ];
  const columns = (of: (period: Compared) => Fragment) => join(periods.map(of), ', ');
  const counted = sql`SELECT campaign, offer, ${columns(paidIn)}, ${columns(moneyIn)}`;
  const parts = source.kept
    ? sql`${counted} FROM ${countedWhere(source, scope, where)} GROUP BY campaign, offer
      UNION ALL SELECT campaign, offer, ${columns(({ paid }) => sql`sum(least(1 - ${paid}, 0))`)},
        ${columns(() => sql`toInt64(0), toInt64(0)`)}
      FROM (SELECT campaign, offer, order_key, ${columns(paidIn)} FROM ${paidAgain(scope, before, source)} WHERE ${within}
        GROUP BY campaign, offer, order_key)
      GROUP BY campaign, offer`
    : sql`SELECT campaign, offer, ${columns(({ paid }) => sql`toInt64(${paid} > 0) AS ${paid}`)},
        ${columns(({ gross, refunds }) => sql`${gross}, ${refunds}`)}
      FROM (${counted} FROM ${paymentsWhere(source, where)} GROUP BY campaign, offer, order_key)`;
  return compile(sql`
    SELECT toString(campaign) AS campaign, toString(offer) AS offer,
      ${columns(({ paid, gross, refunds, sums }) => sql`sum(${paid}) AS ${sums.orders}, sum(${gross}) AS ${sums.gross}, sum(${refunds}) AS ${sums.refunds}`)}
    FROM (${parts})
    GROUP BY campaign, offer
    HAVING orders_now > 0 OR orders_before > 0 OR refunds_now != 0 OR refunds_before != 0`);
}

/** The steps of orders that were paid more than once. */
function paidAgain(scope: Scope, before: Period, source: PaymentSource & { kept: true }): Fragment {
  const columns = [...new Set<StepColumn>(['day', 'refunded', 'campaign', 'offer', ...columnsOfFilters(scope)])];
  const from = before.from < scope.period.from ? before.from : scope.period.from;
  const steps = columns.map((name) => sql`${eachOf(name)} AS ${identifier(name)}`);
  return sql`(SELECT order_key, n, ${join(columns.map(identifier), ', ')}, if(refunded, 'refunded', 'paid') AS stage
    FROM (SELECT * FROM ${movedOrders(source, { currency: scope.currency, columns }, from)}
      WHERE arrayCount(refunded -> NOT refunded, ${eachOf('refunded')}) > 1)
    ARRAY JOIN ${join(steps, ', ')})`;
}

interface Compared extends Columns {
  within: Fragment;
}

/** What is told of each period. Kept ready, payments are counted, and what an order was paid more than once is taken off again. */
interface Columns {
  paid: Fragment;
  gross: Fragment;
  refunds: Fragment;
  sums: { orders: Fragment; gross: Fragment; refunds: Fragment };
}

const NOW: Columns = {
  paid: sql`paid_now`,
  gross: sql`sold_now`,
  refunds: sql`back_now`,
  sums: { orders: sql`orders_now`, gross: sql`gross_now`, refunds: sql`refunds_now` },
};
const BEFORE: Columns = {
  paid: sql`paid_before`,
  gross: sql`sold_before`,
  refunds: sql`back_before`,
  sums: { orders: sql`orders_before`, gross: sql`gross_before`, refunds: sql`refunds_before` },
};

function paidIn({ paid, within }: Compared): Fragment {
  return sql`sumIf(n, ${within} AND stage = 'paid') AS ${paid}`;
}

function moneyIn({ gross, refunds, within }: Compared): Fragment {
  return sql`sumIf(amount * n, ${within} AND stage = 'paid') AS ${gross}, sumIf(amount * n, ${within} AND stage = 'refunded') AS ${refunds}`;
}
