import { inTransaction, type ServiceContext } from '../../services/context.ts';
import { tokenOf } from '../../services/accounts/standing.ts';
import type { AccountVault } from '../../services/accounts/vault.ts';
import { type Fulfilment, type PaymentGateway, RefusedError, type ReplySender, TryLaterError } from '../ports.ts';
import { DRY_RUN } from '../replies/dry-run.ts';
import { confirmationRequest } from '../replies/text.ts';
import { chargeOf, type OrderCase, orderOf, type OrderRow, type RefundRow } from './case.ts';
import type { Order } from './settle.ts';
import { giveBack, takeOne } from './stock.ts';

/** What orders have done outside, and by whom. */
export interface Effectors {
  gateway: PaymentGateway;
  replies: ReplySender;
  fulfilment: Fulfilment;
  vault: AccountVault;
}

interface Work {
  ctx: ServiceContext;
  of: OrderCase;
  effectors: Effectors;
}

/**
 * Does what an order needs next, and keeps the answer. Each effect is named by the order, so that doing it again after a
 * crash, when the answer of the first time was lost, is the same effect. False where nothing more can be done for now.
 * Throws TryLaterError while an outcome is unknown.
 */
export function perform(order: Order, work: Work): Promise<boolean> {
  switch (order.task) {
    case 'reply':
      return reply(order, work);
    case 'reserve':
      return reserve(order, work);
    case 'charge':
      return charge(order, work);
    case 'fulfil':
      return fulfil(order, work);
    default:
      return Promise.resolve(false);
  }
}

async function reply({ id }: Order, { ctx, of, effectors: { replies } }: Work): Promise<boolean> {
  const row = requireRow(of, id);
  const text = confirmationRequest(of.offer);
  if (ctx.clock.now() > row.deadline_at) {
    await keepReply(ctx, row, { text, state: 'too_late', post: null, problem: null });
    return true;
  }
  await keepReply(ctx, row, { text, state: 'waiting', post: null, problem: null });
  try {
    const { post } = await replies.send({ key: row.id, network: of.row.network, inReplyTo: row.trigger_post, text });
    const state = replies.name === DRY_RUN ? 'dry_run' : 'sent';
    await keepReply(ctx, row, { text, state, post, problem: null });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    await keepReply(ctx, row, { text, state: 'refused', post: null, problem: error.message });
  }
  return true;
}

async function keepReply(
  { db, clock }: ServiceContext,
  { id }: OrderRow,
  { text, ...outcome }: { text: string; state: string; post: string | null; problem: string | null },
): Promise<void> {
  await db
    .insertInto('order_replies')
    .values({ order_id: id, text, ...outcome, at: clock.now() })
    .onConflict((conflict) => conflict.column('order_id').doUpdateSet({ ...outcome, at: clock.now() }))
    .execute();
}

async function reserve({ id, confirmation }: Order, { ctx, of }: Work): Promise<boolean> {
  const row = requireRow(of, id);
  const confirming = of.posts.get(confirmation ?? '');
  if (!confirming) throw new Error(`The order ${row.id} has lost its confirmation.`);
  await inTransaction(ctx, async (ctx) => {
    const reservation = await reservationOf(ctx, of);
    await ctx.db
      .updateTable('orders')
      .set({
        confirmation_post: confirming.post,
        confirmed_at: confirming.at,
        reservation,
        reserved_at: ctx.clock.now(),
      })
      .where('id', '=', row.id)
      .where('reservation', 'is', null)
      .execute();
  });
  return true;
}

async function reservationOf(
  ctx: ServiceContext,
  { row, offer }: OrderCase,
): Promise<'granted' | 'sold_out' | 'over_limit'> {
  const { bought } = await ctx.db
    .selectFrom('orders')
    .select((query) => query.fn.countAll<number>().as('bought'))
    .where('case_id', '=', row.id)
    .where('reservation', '=', 'granted')
    .where((query) => query.or([query('charge', 'is', null), query('charge', '=', 'paid')]))
    .executeTakeFirstOrThrow();
  if (offer.per_person_limit !== null && bought >= offer.per_person_limit) return 'over_limit';
  return (await takeOne(ctx, { offer: offer.slug, stock: offer.stock })) ? 'granted' : 'sold_out';
}

async function charge({ id }: Order, { ctx, of, effectors: { gateway, vault } }: Work): Promise<boolean> {
  const row = requireRow(of, id);
  const answer = await askForCharge(row, { ctx, of, gateway, vault });
  await inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('orders')
      .set({
        charge: answer.outcome,
        gateway: gateway.name,
        charge_reference: answer.outcome === 'paid' ? answer.reference : null,
        declined_because: answer.outcome === 'declined' ? answer.reason : null,
        charged_at: ctx.clock.now(),
      })
      .where('id', '=', row.id)
      .where('charge', 'is', null)
      .executeTakeFirst();
    if (answer.outcome === 'declined' && numUpdatedRows > 0n) await giveBack(ctx, of.offer.slug);
  });
  return true;
}

async function askForCharge(
  row: OrderRow,
  { ctx, of, gateway, vault }: Pick<Work, 'ctx' | 'of'> & Pick<Effectors, 'gateway' | 'vault'>,
) {
  const poster = { network: of.row.network, accountKey: of.row.person };
  const token = await tokenOf(ctx, { poster, vault });
  if (token === null && row.charge_asked_at === null)
    return { outcome: 'declined' as const, reason: 'account_unlinked' };
  if (token === null) {
    throw new TryLaterError(
      'The account was unlinked while the answer of the gateway was outstanding. Look there, or have it linked again.',
    );
  }
  const firstAskedAt = row.charge_asked_at ?? ctx.clock.now();
  await ctx.db.updateTable('orders').set({ charge_asked_at: firstAskedAt }).where('id', '=', row.id).execute();
  // What the gateway refuses as wrong is not the buyer's doing: it waits until somebody has looked.
  return gateway.charge({
    key: row.id,
    order: row.id,
    token,
    amountMinor: row.amount_minor,
    currency: row.currency,
    description: of.offer.product ?? of.offer.name,
    firstAskedAt,
  });
}

async function fulfil({ id }: Order, { ctx, of, effectors: { fulfilment } }: Work): Promise<boolean> {
  const row = requireRow(of, id);
  const { currency } = chargeOf(of.offer);
  const isTaken = await fulfilment.fulfil({
    key: row.id,
    order: row.id,
    offer: of.offer.slug,
    product: of.offer.product,
    network: of.row.network,
    person: of.row.person,
    amountMinor: row.amount_minor,
    currency,
    paidAt: row.charged_at ?? ctx.clock.now(),
  });
  if (isTaken) await markFulfilled(ctx, row.id);
  return isTaken;
}

/** Keeps that an order was shipped; once kept it stays as it was first told. */
export async function markFulfilled({ db, clock }: ServiceContext, order: string): Promise<void> {
  await db
    .updateTable('orders')
    .set({ fulfilled_at: clock.now() })
    .where('id', '=', order)
    .where('fulfilled_at', 'is', null)
    .execute();
}

/** Asks the gateway for a refund that was asked for here, and keeps the answer. */
export async function refund(
  { id, order_id, amount_minor }: RefundRow,
  { ctx, of, effectors: { gateway } }: Work,
): Promise<void> {
  const row = [...of.orders.values()].find((order) => order.id === order_id);
  if (!row || row.charge_reference === null) throw new Error(`The refund ${id} has lost its charge.`);
  const answer = await gateway
    .refund({ key: id, charge: row.charge_reference, amountMinor: amount_minor, currency: row.currency })
    .catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
      return { outcome: 'refused' as const, reason: error.message };
    });
  const reason = answer.outcome === 'refused' ? { reason: answer.reason } : { reference: answer.reference };
  await ctx.db
    .updateTable('order_refunds')
    .set({ state: answer.outcome, ...reason, settled_at: ctx.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .execute();
}

function requireRow(of: OrderCase, trigger: string): OrderRow {
  const row = of.orders.get(trigger);
  if (!row) throw new Error(`The order ${orderOf(of, trigger)} is not kept.`);
  return row;
}
