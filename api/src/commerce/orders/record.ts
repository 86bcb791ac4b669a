import { type ServiceContext } from '../../services/context.ts';
import { chargeOf, factsOf, type OrderCase, orderOf, type OrderRow, readCase, termsOf } from './case.ts';
import type { OrderFacts } from './facts.ts';
import { type Order, settle } from './settle.ts';
import { eventsOf } from './transitions.ts';

/** A case as it stands, and what its orders are to. */
export interface Settled {
  of: OrderCase;
  orders: readonly Order[];
}

/**
 * Settles a case with what is kept now, and takes down what that changes: states, orders that are lost from the outset,
 * and the events of stages that were reached. To be run in a transaction. Null where there is no such case.
 */
export async function settleCase(ctx: ServiceContext, id: number): Promise<Settled | null> {
  let of = await readCase(ctx, id);
  if (of === null) return null;
  let orders = settled(of, ctx.clock.now());
  const lost = orders.filter((order) => order.loss !== null && !of?.orders.has(order.id));
  for (const order of lost) await keepOrder(ctx, of, { trigger: order.id, admission: order.loss ?? 'admitted' });
  if (lost.length > 0) {
    of = (await readCase(ctx, id)) ?? of;
    orders = settled(of, ctx.clock.now());
  }
  for (const order of orders) {
    const row = of.orders.get(order.id);
    if (row) await takeDown(ctx, { order, row, of });
  }
  return { of, orders };
}

function settled(of: OrderCase, now: number): Order[] {
  const { terms, facts } = factsOf(of, now);
  return settle(terms, facts);
}

/** Keeps an order by its trigger, with what was decided when it came; once kept it stays. */
export async function keepOrder(
  { db, clock }: ServiceContext,
  of: OrderCase,
  { trigger, admission }: { trigger: string; admission: OrderFacts['admission'] },
): Promise<void> {
  const post = of.posts.find((each) => each.post === trigger);
  if (!post) throw new Error(`The order of post ${trigger} has lost its post.`);
  const { amountMinor, currency } = chargeOf(of.offer);
  const isLost = admission !== 'admitted';
  await db
    .insertInto('orders')
    .values({
      id: orderOf(of, trigger),
      case_id: of.row.id,
      trigger_post: trigger,
      admission,
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
      triggered_at: post.at,
      deadline_at: post.at + termsOf(of.offer).windowMs,
      confirmed_at: null,
      state: isLost ? 'lost' : 'triggered',
      loss: isLost ? admission : null,
      paid_minor: 0,
      refunded_minor: 0,
      task: null,
      changed_at: clock.now(),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

async function takeDown(
  { db, clock }: ServiceContext,
  { order, row, of }: { order: Order; row: OrderRow; of: OrderCase },
): Promise<void> {
  const { state, loss, task } = order;
  const now = { state, loss, task, paid_minor: order.paidMinor, refunded_minor: order.refundedMinor };
  const isChanged = Object.entries(now).some(([column, value]) => row[column as keyof OrderRow] !== value);
  if (isChanged) {
    await db
      .updateTable('orders')
      .set({ ...now, changed_at: clock.now() })
      .where('id', '=', row.id)
      .execute();
  }
  const events = eventsOf(order, row, of);
  const told = await db.selectFrom('order_events').select('transition').where('order_id', '=', row.id).execute();
  const fresh = events.filter(({ key }) => !told.some(({ transition }) => transition === key));
  if (fresh.length === 0) return;
  await db
    .insertInto('order_events')
    .values(
      fresh.map(({ key, event }) => ({
        order_id: row.id,
        transition: key,
        event: JSON.stringify(event),
        sent_at: null,
      })),
    )
    .execute();
}
