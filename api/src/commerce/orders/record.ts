import { standingOf } from '../../services/accounts/standing.ts';
import { chunks, type ServiceContext } from '../../services/context.ts';
import { chargeOf, factsOf, type OrderCase, orderOf, type OrderRow, readCase, termsOf } from './case.ts';
import type { OrderFacts } from './facts.ts';
import { type Order, settle } from './settle.ts';
import { isSoldOut } from './stock.ts';
import { untoldEvents } from './transitions.ts';

const ROWS_A_STATEMENT = 100;

/** A case as it stands, and what its orders are to. */
export interface Settled {
  of: OrderCase;
  orders: readonly Order[];
}

/**
 * Settles a case with what is kept now, and takes down what that changes: orders that are let in or lost, states, and the
 * events of stages that were reached. To be run in a transaction. Null where there is no such case.
 */
export async function settleCase(ctx: ServiceContext, id: number): Promise<Settled | null> {
  let of = await readCase(ctx, id);
  if (of === null) return null;
  let orders = settled(of, { now: ctx.clock.now() });
  if (orders.some((order) => isNew(order, of))) {
    const standing = await standingNow(ctx, of);
    orders = settled(of, { now: ctx.clock.now(), standing });
    await keepOrders(
      ctx,
      of,
      orders.filter((order) => isNew(order, of)),
    );
    of = (await readCase(ctx, id)) ?? of;
    orders = settled(of, { now: ctx.clock.now() });
  }
  await takeDown(ctx, of, orders);
  return { of, orders };
}

function settled(of: OrderCase, asked: Parameters<typeof factsOf>[1]): Order[] {
  const { terms, facts } = factsOf(of, asked);
  return settle(terms, facts);
}

/** Whether an order is to be kept, which it is not yet. */
function isNew({ id, task, loss }: Order, of: OrderCase | null): boolean {
  return of !== null && !of.orders.has(id) && (task === 'admit' || loss !== null);
}

/** What account and stock say of a trigger of the case that comes now. */
async function standingNow(ctx: ServiceContext, { row, offer }: OrderCase): Promise<OrderFacts['admission']> {
  const { network, person: accountKey } = row;
  const account = await standingOf(ctx, { network, accountKey, audience: offer.audience });
  const isGone = account === 'admitted' && (await isSoldOut(ctx, { offer: offer.slug, stock: offer.stock }));
  return isGone ? 'sold_out' : account;
}

/** Keeps orders by their triggers, with what was decided when they came; once kept that stays. */
async function keepOrders({ db, clock }: ServiceContext, of: OrderCase, orders: readonly Order[]): Promise<void> {
  const { amountMinor, currency } = chargeOf(of.offer);
  const { windowMs } = termsOf(of.offer);
  const rows = orders.map(({ id, loss }): OrderRow => {
    const at = of.posts.get(id)?.at;
    if (at === undefined) throw new Error(`The order of post ${id} has lost its post.`);
    return {
      id: orderOf(of, id),
      case_id: of.row.id,
      trigger_post: id,
      admission: loss ?? 'admitted',
      confirmation_post: null,
      reservation: null,
      reserved_at: null,
      charge_asked_at: null,
      charge: null,
      gateway: null,
      charge_reference: null,
      declined_because: null,
      charged_at: null,
      fulfilled_at: null,
      amount_minor: amountMinor,
      currency,
      triggered_at: at,
      deadline_at: at + windowMs,
      confirmed_at: null,
      state: loss === null ? 'triggered' : 'lost',
      loss,
      paid_minor: 0,
      refunded_minor: 0,
      task: null,
      changed_at: clock.now(),
    };
  });
  for (const some of chunks(rows, ROWS_A_STATEMENT)) {
    await db
      .insertInto('orders')
      .values(some)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}

async function takeDown({ db, clock }: ServiceContext, of: OrderCase, orders: readonly Order[]): Promise<void> {
  const events = orders.flatMap((order) => {
    const row = of.orders.get(order.id);
    return row ? untoldEvents(order, row, of).map((untold) => ({ ...untold, order_id: row.id })) : [];
  });
  for (const order of orders) {
    const row = of.orders.get(order.id);
    const { state, loss, task } = order;
    const now = { state, loss, task, paid_minor: order.paidMinor, refunded_minor: order.refundedMinor };
    if (!row || Object.entries(now).every(([column, value]) => row[column as keyof OrderRow] === value)) continue;
    await db
      .updateTable('orders')
      .set({ ...now, changed_at: clock.now() })
      .where('id', '=', row.id)
      .execute();
  }
  const rows = events.map(({ order_id, key, event }) => {
    return { order_id, transition: key, event: JSON.stringify(event), sent_at: null };
  });
  for (const some of chunks(rows, ROWS_A_STATEMENT)) await db.insertInto('order_events').values(some).execute();
}
