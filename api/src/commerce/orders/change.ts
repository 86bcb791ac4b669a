import { randomUUID } from 'node:crypto';
import { formatAmount } from '@syncline/shared/money';
import type { OrderDetail, RefundRequest } from '@syncline/shared/orders';
import { ApiError } from '../../lib/errors.ts';
import { inTransaction, type ServiceContext } from '../../services/context.ts';
import type { OrderNews } from '../ports.ts';
import type { RefundRow } from './case.ts';
import { markFulfilled } from './effects.ts';
import { getOrder, requireOrder } from './get.ts';

/**
 * Asks for a refund, in part or of all that is left; the gateway is asked next. The same `key` is the same refund.
 * `not_found` when there is no such order, `conflict` when it was not paid or less than the amount is left of it.
 */
export function askRefund(
  ctx: ServiceContext,
  { id, request, key }: { id: string; request: RefundRequest; key: string | undefined },
): Promise<OrderDetail> {
  const refundId = key === undefined ? `r-${randomUUID()}` : `r-${id}-${key}`;
  return inTransaction(ctx, async (ctx) => {
    const { of, row } = await requireOrder(ctx, id);
    const refunds = of.refunds.filter(({ order_id }) => order_id === id);
    const known = refunds.find((refund) => refund.id === refundId);
    if (known) return repeated(ctx, { id, known, request });
    if (row.charge !== 'paid')
      throw new ApiError('conflict', `The order "${id}" was not paid: there is nothing to refund.`);
    const left = row.amount_minor - givenBack(refunds);
    const amount = request.amount_minor ?? left;
    if (left === 0)
      throw new ApiError('conflict', `Everything paid for the order "${id}" has gone back, or is about to.`);
    if (amount > left) {
      const [asked, rest] = [amount, left].map((minor) => `${formatAmount(minor, row.currency)} ${row.currency}`);
      throw new ApiError('conflict', `amount_minor: ${asked} is more than the ${rest} that are left of this order.`, {
        path: 'amount_minor',
        hint: 'Ask for less, or leave the amount out to refund all that is left.',
      });
    }
    await ctx.db
      .insertInto('order_refunds')
      .values({
        id: refundId,
        order_id: id,
        amount_minor: amount,
        state: 'asked',
        reason: request.reason ?? null,
        reference: null,
        by: 'operator',
        asked_at: ctx.clock.now(),
        settled_at: null,
      })
      .execute();
    await touchCase(ctx, row.case_id);
    return getOrder(ctx, id);
  });
}

async function repeated(
  ctx: ServiceContext,
  { id, known, request }: { id: string; known: RefundRow; request: RefundRequest },
): Promise<OrderDetail> {
  if (request.amount_minor === undefined || request.amount_minor === known.amount_minor) return getOrder(ctx, id);
  throw new ApiError('conflict', 'This Idempotency-Key was used for a refund of another amount.');
}

/** What has gone back of an order or is about to, in minor units. */
function givenBack(refunds: readonly RefundRow[]): number {
  return refunds.filter(({ state }) => state !== 'refused').reduce((sum, { amount_minor }) => sum + amount_minor, 0);
}

/** Marks a paid order as shipped by hand; `conflict` when it was not paid. One that was shipped stays as it is. */
export function fulfilOrder(ctx: ServiceContext, id: string): Promise<OrderDetail> {
  return inTransaction(ctx, async (ctx) => {
    const { row } = await requireOrder(ctx, id);
    if (row.charge !== 'paid')
      throw new ApiError('conflict', `The order "${id}" was not paid, so there is nothing to ship.`);
    await markFulfilled(ctx, id);
    await touchCase(ctx, row.case_id);
    return getOrder(ctx, id);
  });
}

/** Has what an order waits for tried again at once. */
export function retryOrder(ctx: ServiceContext, id: string): Promise<OrderDetail> {
  return inTransaction(ctx, async (ctx) => {
    const { row } = await requireOrder(ctx, id);
    await touchCase(ctx, row.case_id);
    return getOrder(ctx, id);
  });
}

/**
 * Takes in what a gateway or whoever ships tells of an order. What is told twice, or was asked for here, counts once.
 * False where no paid order of this name and currency is known.
 */
export function learnNews(ctx: ServiceContext, news: OrderNews): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const column = news.kind === 'fulfilled' ? 'id' : 'charge_reference';
    const key = news.kind === 'fulfilled' ? news.order : news.charge;
    const row = await ctx.db.selectFrom('orders').selectAll().where(column, '=', key).executeTakeFirst();
    if (!row || row.charge !== 'paid') return false;
    if (news.kind === 'refunded' && news.currency !== row.currency) return false;
    if (news.kind === 'fulfilled') await markFulfilled(ctx, row.id);
    else if (!(await keepRefund(ctx, { order: row.id, news }))) return true;
    await touchCase(ctx, row.case_id);
    return true;
  });
}

/** Keeps a refund that the gateway told of, unless it is known; the one that was asked for here and not answered yet is this one. */
async function keepRefund(
  { db, clock }: ServiceContext,
  { order, news }: { order: string; news: Extract<OrderNews, { kind: 'refunded' }> },
): Promise<boolean> {
  const refunds = await db
    .selectFrom('order_refunds')
    .selectAll()
    .where('order_id', '=', order)
    .orderBy('asked_at')
    .execute();
  if (refunds.some(({ id, reference }) => id === `g-${news.id}` || reference === news.id)) return false;
  const settled = { state: 'refunded' as const, reference: news.id, settled_at: clock.now() };
  const asked = refunds.find(({ state, amount_minor }) => state === 'asked' && amount_minor === news.amountMinor);
  if (asked) await db.updateTable('order_refunds').set(settled).where('id', '=', asked.id).execute();
  else {
    await db
      .insertInto('order_refunds')
      .values({
        id: `g-${news.id}`,
        order_id: order,
        amount_minor: news.amountMinor,
        ...settled,
        reason: null,
        by: 'gateway',
        asked_at: clock.now(),
      })
      .execute();
  }
  return true;
}

async function touchCase({ db, clock }: ServiceContext, id: number): Promise<void> {
  await db
    .updateTable('order_cases')
    .set((row) => ({ due_at: clock.now(), revision: row('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}
