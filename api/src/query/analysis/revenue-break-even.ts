import {
  highestTotal,
  type Party,
  percentMillionths,
  percentText,
  type Terms,
  WHOLE_MILLIONTHS,
} from '@syncline/shared/agreements';
import type { BreakEvenAnswer, BreakEvenCut, BreakEvenRequest } from '@syncline/shared/revenue-scenarios';
import type { SharedRevenue } from '@syncline/shared/revenue-share';
import { ApiError } from '../../lib/errors.ts';
import { addedOrders, type At, findCrossing } from '../../settlement/break-even.ts';
import type { QueryContext } from '../context.ts';
import { partyIn, supposedOf } from './scenario-terms.ts';
import { amountOf, readShares, type SharesQuestion } from './share-reading.ts';

export type BreakEvenQuestion = BreakEvenRequest & SharesQuestion;

const METHOD =
  'The cut is looked for among all percentages of four decimals from 0 to what the other terms leave of 100 %, everything else being as supposed; the percentage at which the target is reached and its neighbour at which it is not are each settled in full. ' +
  'Added orders are taken to be like those of the period: the same mix of prices, refunds and terms, each bringing the party what an order of the period brings it on average under the supposed terms, less the cost of its goods. That more volume reaches other tiers, caps or minimums is not looked at. ' +
  'The cost of goods is that of every paid order of the period, refunded or not.';

/**
 * The cut at which a party comes to a target, and how many more orders make up for supposed terms. Both are exact: money in
 * integer minor units, percentages to their four decimals (see `findCrossing` and `addedOrders`). The residual party is
 * looked at from 0 % up, who takes the cut from the highest percentage down. Errors as `answerRevenueShare`;
 * forbidden_combination for a cut that is no percentage term of the supposed terms, for somebody whose result does not go
 * by it, and for a cost that is missing or hangs on list prices that are not known.
 */
export async function answerBreakEven(
  context: QueryContext,
  { agreement, cut, party: asked, target: wanted, cost: costOfGoods, what_if, ...question }: BreakEvenQuestion,
  signal?: AbortSignal,
): Promise<BreakEvenAnswer> {
  const terms = supposedOf(what_if, agreement, 'agreement');
  const party = partyIn(terms, asked);
  const place = cut && percentageIn(terms, cut);
  refuseUntouched(party, terms, place?.taker);
  if (wanted.kind === 'cost' && costOfGoods === null) {
    throw new ApiError('forbidden_combination', 'target: the cost of goods is not given', { path: 'cost' });
  }
  const { actual, under, meta } = await readShares(context, question, signal);
  const supposed = amountOf(await under(what_if), party.party);
  const today = amountOf(actual, party.party);
  const cost = costOfGoods === null ? null : costOf(costOfGoods, actual);
  const target = wanted.kind === 'amount' ? wanted.amount_minor : wanted.kind === 'cost' ? (cost ?? 0) : today;
  const amountUnder = async (moved: Terms) => {
    const all = what_if.map((one) => (one.agreement === agreement ? { ...one, terms: moved } : one));
    return amountOf(await under(all), party.party);
  };
  return {
    agreement,
    party,
    today,
    supposed,
    cost,
    cut: place ? await findCut(terms, place, { party: party.party, target, amountUnder }) : null,
    volume: volumeOf({ today, supposed, cost: cost ?? 0, orders: actual.orders }),
    meta: meta(METHOD),
  };
}

/** Refuses to look at the result of somebody who neither takes the cut nor what is left. */
function refuseUntouched({ party }: Party, { residual }: Terms, taker: Party | undefined): void {
  if (party === residual.party || party === taker?.party) return;
  throw new ApiError('forbidden_combination', `party: what "${party}" comes to does not go by this cut`, {
    path: 'party',
    hint: `"${residual.party}", who takes what is left${taker ? `, or "${taker.party}", who takes the cut` : ''}`,
  });
}

interface Sought {
  party: string;
  target: number;
  /** What the party comes to under other terms of the agreement. */
  amountUnder: (moved: Terms) => Promise<number>;
}

async function findCut(
  terms: Terms,
  { percent, term, taker, withPercent }: Place,
  { party, target, amountUnder }: Sought,
): Promise<BreakEvenCut> {
  const risesWithCut = party === taker.party;
  const highest = WHOLE_MILLIONTHS - highestTotal(terms) + percentMillionths(percent);
  const { holds, fails } = await findCrossing({
    easy: risesWithCut ? highest : 0,
    hard: risesWithCut ? 0 : highest,
    target,
    amountAt: (millionths) => amountUnder(withPercent(percentText(millionths))),
  });
  const reached = risesWithCut ? 'from' : 'up_to';
  return {
    party: taker,
    term,
    percent,
    target,
    reached,
    holds: written(holds),
    fails: written(fails),
    only: onlyIn(terms),
  };
}

interface Place {
  percent: string;
  term: number;
  taker: Party;
  withPercent: (percent: string) => Terms;
}

function percentageIn(terms: Terms, { party, term }: NonNullable<BreakEvenRequest['cut']>): Place {
  const place = terms.shares.findIndex((share) => share.party === party);
  const share = terms.shares[place];
  const found = share?.terms[term];
  if (!share || found?.kind !== 'percentage') {
    throw new ApiError('forbidden_combination', `cut: term ${term} of "${party}" is no percentage of these terms`, {
      path: share ? 'cut.term' : 'cut.party',
      hint: 'The place of a percentage term, from 0, among the terms of the share of a party',
    });
  }
  const taker: Party = { party, name: share.name, role: share.role };
  const withPercent = (percent: string): Terms => ({
    ...terms,
    shares: terms.shares.with(place, { ...share, terms: share.terms.with(term, { ...found, percent }) }),
  });
  return { percent: found.percent, term, taker, withPercent };
}

/** In minor units, rounded up. */
function costOf(cost: NonNullable<BreakEvenRequest['cost']>, { orders, list_price }: SharedRevenue): number {
  if (cost.kind === 'per_order') return orders * cost.amount_minor;
  if (list_price === null) {
    throw new ApiError('forbidden_combination', 'cost: the list price is not known of every payment of the period', {
      path: 'cost',
      hint: 'Give the cost per order, or filter by offers that have a list price',
    });
  }
  const whole = BigInt(WHOLE_MILLIONTHS);
  return Number((BigInt(list_price) * BigInt(percentMillionths(cost.percent)) + whole - 1n) / whole);
}

function written(at: At | null): BreakEvenCut['holds'] {
  return at && { percent: percentText(at.at), amount: at.amount };
}

/**
 * With one share the residual party has the rest, order by order and after each refund, so that neither turns back. With
 * more, a unit of rounding can go from one to another. Under a cap a higher percentage can use the cap up with orders that
 * are refunded later, and lead to less.
 */
function onlyIn({ shares }: Terms): BreakEvenCut['only'] {
  if (shares.some(({ cap_minor }) => cap_minor !== null)) return 'not_known';
  return shares.length === 1 ? 'certain' : 'but_for_rounding';
}

function volumeOf({ today, supposed, cost, orders }: Record<'today' | 'supposed' | 'cost' | 'orders', number>) {
  const of = { orders, today: today - cost, supposed: supposed - cost };
  const added = addedOrders(of);
  return added === null ? null : { ...of, added_orders: added, added_part: (of.today - of.supposed) / of.supposed };
}
