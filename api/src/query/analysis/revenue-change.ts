import type { Warning } from '@syncline/shared/query';
import {
  CHANGE_PARTS,
  changeComparedWith,
  type RevenueChange,
  type RevenueChangeAnswer,
  type RevenueChangeRequest,
  type SoldIn,
} from '@syncline/shared/revenue-change';
import { resolveComparison } from '@syncline/shared/time';
import type { z } from 'zod';
import { groupBy } from '../../lib/group-by.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { compileOtherMoney } from '../sql/payment-source.ts';
import { compileSoldTwice, soldTwiceSchema } from '../sql/revenue-change.ts';
import { otherCurrencySchema } from '../sql/scan.ts';
import { type ChangeParts, priceVolumeMix, type Sold } from '../stats/price-volume-mix.ts';
import { together } from '../together.ts';
import { buildPaymentScope, choosePayments, tierOfPayments } from './payment-scope.ts';

/** A request whose comparison is decided, as its answer hangs on those days too. */
export type RevenueChangeQuestion = RevenueChangeRequest & { compare: NonNullable<RevenueChangeRequest['compare']> };

/** The request with the comparison that it leaves out. */
export function withComparison(request: RevenueChangeRequest): RevenueChangeQuestion {
  return { ...request, compare: request.compare ?? changeComparedWith(request.period) };
}

const METHOD =
  'Net revenue is what was paid less what was refunded, each on its own day. Compared are the offers of each campaign, with the price of one as gross revenue ÷ orders paid. ' +
  'Of what was sold in both periods: volume is the change of the number of orders at the shares and prices of the period before; mix is what was sold beyond those shares, at the prices of before; price is the change of the price times the orders of now. ' +
  'What had no orders in the period before is new, what has none any more has ended, each with all of its gross revenue; refunds are those of the periods, whenever the order was paid. ' +
  'The parts are worked out exactly for each offer of each campaign and given out in whole minor units by largest remainder; they add up to the difference there, in each group and in total. ' +
  'Source: selling-price, sales-quantity and sales-mix variances (Horngren, Datar and Rajan, Cost Accounting, ch. 7 and 14), with the period before in the place of the budget.';

/**
 * Why the net revenue of a period differs from that of another: volume, price, mix, new, ended and refunds, in total and by
 * campaign or offer, in integer minor units that add up to the difference. Errors as `answerQuery`; forbidden_combination for
 * a filter by primary device.
 */
export async function answerRevenueChange(
  context: QueryContext,
  question: RevenueChangeQuestion,
  signal?: AbortSignal,
): Promise<RevenueChangeAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildPaymentScope(question, context, 'changes of revenue');
  const comparison = resolveComparison(scope.period, question.compare);
  return atOneMoment(context.cells, async (coverage) => {
    const source = choosePayments(scope, coverage, [scope.period, comparison]);
    const sold = compileSoldTwice(scope, comparison, source);
    const others = [scope.period, comparison].map((period) => compileOtherMoney({ ...scope, period }, source));
    const [rows, otherCurrencies] = await together(signal, (signal) =>
      Promise.all([
        context.reader.query(sold.sql, sold.parameters, soldTwiceSchema, { signal }),
        Promise.all(
          others.map(({ sql, parameters }) => context.reader.query(sql, parameters, otherCurrencySchema, { signal })),
        ),
      ]),
    );
    const asked = { scope, comparison, now, started, confirmationWindow: false, tier: tierOfPayments(source) };
    const warnings = otherCurrencies.flatMap((found): Warning[] =>
      metricWarnings(['net_revenue'], { events: 1, otherCurrencies: found, open: [] }),
    );
    const nothing = { code: 'no_data', message: 'Nothing was paid or refunded in either period.' } as const;
    return {
      ...shape(rows, question.by),
      meta: { ...answerMeta(context, asked, [...warnings, ...(rows.length === 0 ? [nothing] : [])]), method: METHOD },
    };
  });
}

interface Thing {
  campaign: string;
  offer: string;
  before: Sold;
  now: Sold;
  parts: ChangeParts;
}

function shape(
  rows: readonly z.infer<typeof soldTwiceSchema>[],
  by: RevenueChangeQuestion['by'],
): Pick<RevenueChangeAnswer, 'totals' | 'groups'> {
  const sold = rows.map((row) => ({
    campaign: row.campaign,
    offer: row.offer,
    before: { orders: row.orders_before, gross: row.gross_before, refunds: row.refunds_before },
    now: { orders: row.orders_now, gross: row.gross_now, refunds: row.refunds_now },
  }));
  const parts = priceVolumeMix(sold);
  const things = sold.flatMap((thing, index): Thing[] => {
    const own = parts[index];
    return own ? [{ ...thing, parts: own }] : [];
  });
  const size = ({ difference }: RevenueChange) => Math.abs(difference);
  return {
    totals: added(things),
    groups: [...groupBy(things, (thing) => thing[by])]
      .map(([value, own]) => ({ value, ...added(own) }))
      .toSorted((one, other) => size(other) - size(one) || (one.value < other.value ? -1 : 1)),
  };
}

function added(things: readonly Thing[]): RevenueChange {
  const sum = (of: (thing: Thing) => number) => things.reduce((total, thing) => total + of(thing), 0);
  const sold = (of: (thing: Thing) => Sold): SoldIn => {
    const [orders, gross, refunds] = [
      sum((thing) => of(thing).orders),
      sum((thing) => of(thing).gross),
      sum((thing) => of(thing).refunds),
    ];
    return { orders, gross_revenue: gross, refunds, net_revenue: gross - refunds };
  };
  const [before, now] = [sold((thing) => thing.before), sold((thing) => thing.now)];
  return {
    before,
    now,
    difference: now.net_revenue - before.net_revenue,
    parts: Object.fromEntries(CHANGE_PARTS.map((part) => [part, sum(({ parts }) => parts[part])])) as ChangeParts,
  };
}
