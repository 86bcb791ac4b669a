import { LOSSES } from '@syncline/shared/events';
import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import type { Filter, TimeToPurchaseAnswer, TimeToPurchaseRequest } from '@syncline/shared/query';
import type { ZodType } from 'zod';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings, openDays } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import type { Statement } from '../sql/fragment.ts';
import {
  compileLostOrders,
  compilePurchasePosts,
  compilePurchaseTimes,
  compileSoldOut,
  lostOrdersSchema,
  type PurchaseTimes,
  purchasePostsSchema,
  purchaseTimesSchema,
  soldOutSchema,
} from '../sql/time-to-purchase.ts';
import { wilson } from '../stats/wilson.ts';
import { together } from '../together.ts';

const MINUTES = CONFIRMATION_WINDOW_SECONDS / 60;

const METHOD =
  'Orders with a trigger in the period under the filter, from their first trigger of the period on; later stages count whatever the filter says of them, up to the end of the day after the period. ' +
  `Confirmed: the first confirmation at or after the trigger comes within ${MINUTES} minutes, the last moment included. Late: it comes after. Never: there is none and the time is over. Open: there is none yet and the time is not over; these are in no share. ` +
  'Median and 90th percentile are values of single orders (nearest rank). Paid: a payment at or after the confirmation. Proportions with the Wilson 95 % interval. ' +
  'Expired, declined and cancelled count orders with such a row, whatever else became of them. Lost demand never was an order and is counted apart, by the reason of its first row. ' +
  'Earned reach adds up the followers that distinct triggering and confirming posts told of their authors: an upper bound of the people reached, since whoever follows several buyers counts more than once and nobody sees every post.';

/** When the answer changes without any event: orders that wait are late as soon as their time is over. */
export function changesAt({ open }: Pick<TimeToPurchaseAnswer, 'open'>): string | null {
  return open.closes_at;
}

/**
 * How long orders take from trigger to confirmation and on to payment, against the deadline, and what was lost on the way
 * and before it. Errors as `answerQuery`.
 */
export async function answerTimeToPurchase(
  context: QueryContext,
  request: TimeToPurchaseRequest,
  signal?: AbortSignal,
): Promise<TimeToPurchaseAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf(scope, [], [], NO_CELLS);
  const [times, lost, posts, soldOut] = await together(signal, (signal) => {
    const read = <Row>({ sql, parameters }: Statement, row: ZodType<Row>) =>
      context.reader.query(sql, parameters, row, { signal });
    return Promise.all([
      read(compilePurchaseTimes(source, now, MINUTES), purchaseTimesSchema),
      read(compileLostOrders(source), lostOrdersSchema),
      read(compilePurchasePosts(source), purchasePostsSchema),
      isOfOneOffer(scope.filters) ? read(compileSoldOut(source), soldOutSchema) : [],
    ]);
  });
  const asked = { scope, comparison: null, now, started, confirmationWindow: true, tier: tierOf([source]) };
  const reasons = LOSSES.map((loss) => ({ loss, orders: lost.find((row) => row.loss === loss)?.orders ?? 0 }));
  const lostOrders = lost.reduce((sum, { orders }) => sum + orders, 0);
  const shaped = shapeTimes(times[0] ?? NOTHING);
  const found = { events: shaped.triggered + lostOrders, otherCurrencies: [], open: openDays(asked) };
  const { posts: count, told, followers } = posts[0] ?? { posts: 0, told: 0, followers: 0 };
  return {
    ...shaped,
    lost: { orders: lostOrders, reasons },
    sold_out_at: instantOf(soldOut[0]?.at ?? 0),
    earned_reach: { followers_upper_bound: followers, posts: count, posts_told: told },
    meta: {
      ...answerMeta(context, asked, metricWarnings(['triggers', 'confirmations'], found)),
      method: METHOD,
    },
  };
}

/** Whether a question is confined to one offer, whose stock can then be said to have run out. */
function isOfOneOffer(filters: readonly Filter[]): boolean {
  return filters.some(({ dimension, op, values: [offer, ...others] }) => {
    return dimension === 'offer' && op === 'is' && Boolean(offer) && others.length === 0;
  });
}

type Times = Omit<TimeToPurchaseAnswer, 'lost' | 'sold_out_at' | 'earned_reach' | 'meta'>;

/** Every minute up to the deadline, those in which nobody confirmed included, and the shares of the orders that are decided. */
export function shapeTimes(times: PurchaseTimes): Times {
  const { triggered, confirmed, late, open } = times;
  const decided = triggered - open;
  const [minutes, orders] = times.by_minute;
  const inMinute = new Map(minutes.map((minute, index) => [minute, orders[index] ?? 0]));
  let by = 0;
  return {
    deadline_seconds: CONFIRMATION_WINDOW_SECONDS,
    triggered,
    confirmed,
    late,
    never: decided - confirmed - late,
    open: {
      orders: open,
      closes_at: instantOf(open === 0 ? 0 : times.first_open + CONFIRMATION_WINDOW_SECONDS * 1000),
    },
    confirm_rate: wilson(confirmed, decided),
    minutes: Array.from({ length: MINUTES }, (_, minute) => {
      const here = inMinute.get(minute) ?? 0;
      by += here;
      const share = decided === 0 ? null : by / decided;
      return {
        minute,
        orders: here,
        confirmed_by: by,
        share_confirmed: share,
        share_lost_after: share === null ? null : 1 - share,
      };
    }),
    time_to_confirm: secondsOf(times.confirm_median, times.confirm_p90),
    confirm_to_paid: { ...secondsOf(times.paid_median, times.paid_p90), share: wilson(times.paid, confirmed) },
    outcomes: { expired: times.expired, declined: times.declined, cancelled: times.cancelled },
  };
}

function secondsOf(median: number | null, p90: number | null): TimeToPurchaseAnswer['time_to_confirm'] {
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
  return { median_seconds: seconds(median), p90_seconds: seconds(p90) };
}

function instantOf(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}

const NOTHING: PurchaseTimes = {
  triggered: 0,
  confirmed: 0,
  late: 0,
  open: 0,
  first_open: 0,
  by_minute: [[], []],
  confirm_median: null,
  confirm_p90: null,
  paid: 0,
  paid_median: null,
  paid_p90: null,
  expired: 0,
  declined: 0,
  cancelled: 0,
};
