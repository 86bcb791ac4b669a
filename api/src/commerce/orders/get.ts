import type { OrderDetail, OrderPost, OrderReply, OrderStep, Refund } from '@syncline/shared/orders';
import { ApiError } from '../../lib/errors.ts';
import { isoTime, type ServiceContext } from '../../services/context.ts';
import { type OrderCase, type OrderRow, type PostRow, readCase, type RefundRow, withdrawalsOf } from './case.ts';
import { findOrder, isoOrNull } from './list.ts';
import { transitionsOf } from './transitions.ts';

/** An order with its posts, what happened to it, its refunds and its reply; `not_found` when there is none. */
export async function getOrder(ctx: ServiceContext, id: string): Promise<OrderDetail> {
  const { of, row, order } = await requireOrder(ctx, id);
  const reply = of.replies.find(({ order_id }) => order_id === id);
  const shown: OrderReply | null = reply
    ? {
        order: id,
        network: of.row.network,
        in_reply_to: row.trigger_post,
        text: reply.text,
        state: reply.state as OrderReply['state'],
        post: reply.post,
        problem: reply.problem,
        at: isoTime(reply.at),
      }
    : null;
  const refunds = of.refunds.filter(({ order_id }) => order_id === id);
  return {
    ...order,
    posts: postsOf(row, of),
    timeline: timelineOf(row, of, shown),
    refunds: refunds.map(toRefund),
    reply: shown,
    charge_reference: row.charge_reference,
    gateway: row.gateway,
  };
}

/** An order with its case; `not_found` when there is none. */
export async function requireOrder(ctx: ServiceContext, id: string) {
  const found = await findOrder(ctx, id);
  const of = found && (await readCase(ctx, found.case));
  const row = of && [...of.orders.values()].find((each) => each.id === id);
  if (!found || !of || !row) throw new ApiError('not_found', `There is no order "${id}".`);
  const { case: _, ...order } = found;
  return { of, row, order };
}

/** The posts of the buyer that the order can hang on: from its trigger until its last confirmation could come in. */
function postsOf(row: OrderRow, of: OrderCase): OrderPost[] {
  const roleOf = ({ post }: PostRow): OrderPost['role'] =>
    post === row.trigger_post ? 'trigger' : post === row.confirmation_post ? 'confirmation' : 'other';
  const withdrawn = withdrawalsOf(of);
  return [...of.posts.values()]
    .filter((post) => roleOf(post) !== 'other' || (post.at >= row.triggered_at && post.at <= row.deadline_at))
    .sort((a, b) => a.at - b.at)
    .map((post) => ({
      id: post.post,
      role: roleOf(post),
      action: post.action,
      at: isoTime(post.at),
      received_at: isoTime(post.received_at),
      withdrawn_at: isoOrNull(withdrawn.get(post.post) ?? null),
      client: post.client,
      followers: post.followers,
      url: of.row.network === 'x' ? `https://x.com/i/status/${post.post}` : null,
    }));
}

function timelineOf(row: OrderRow, of: OrderCase, reply: OrderReply | null): OrderStep[] {
  const step = (name: OrderStep['step'], at: number | null, more: Partial<OrderStep> = {}): OrderStep[] =>
    at === null ? [] : [{ step: name, at: isoTime(at), post: null, amount_minor: null, note: null, ...more }];
  const answered = reply !== null && (reply.state === 'sent' || reply.state === 'dry_run');
  return [
    ...transitionsOf(row.state, row, of).flatMap(({ stage, at, amountMinor, post }) =>
      step(stage, at, {
        post: post ?? null,
        amount_minor: amountMinor ?? null,
        note: stage === 'lost' ? row.loss : stage === 'declined' ? row.declined_because : null,
      }),
    ),
    ...(answered ? step('replied', Date.parse(reply.at), { post: reply.post, note: reply.text }) : []),
    ...(row.reservation === 'granted' ? step('reserved', row.reserved_at) : []),
    ...step('withdrawn', withdrawalsOf(of).get(row.trigger_post) ?? null, { post: row.trigger_post }),
    ...of.refunds
      .filter(({ order_id, by }) => order_id === row.id && by === 'operator')
      .flatMap((refund) => [
        ...step('refund_asked', refund.asked_at, { amount_minor: refund.amount_minor }),
        ...(refund.state === 'refused'
          ? step('refund_refused', refund.settled_at, { amount_minor: refund.amount_minor, note: refund.reason })
          : []),
      ]),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || STEPS.indexOf(a.step) - STEPS.indexOf(b.step));
}

/** The order of what happened at the same moment. */
const STEPS: readonly OrderStep['step'][] = [
  'triggered',
  'replied',
  'withdrawn',
  'cancelled',
  'expired',
  'confirmed',
  'reserved',
  'lost',
  'declined',
  'paid',
  'fulfilled',
  'refund_asked',
  'refunded',
  'refund_refused',
];

export function toRefund({ id, amount_minor, state, reason, by, asked_at, settled_at }: RefundRow): Refund {
  return { id, amount_minor, state, reason, by, asked_at: isoTime(asked_at), settled_at: isoOrNull(settled_at) };
}
