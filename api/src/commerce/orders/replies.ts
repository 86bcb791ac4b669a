import type { OrderReply } from '@syncline/shared/orders';
import { isoTime, type ServiceContext } from '../../services/context.ts';

interface Replies {
  items: OrderReply[];
  total: number;
  next: string | null;
}

/** A page of the replies to triggers, newest first; `cursor` is the `next` of the page before. */
export async function listReplies(
  { db }: ServiceContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Replies> {
  const { total } = await db
    .selectFrom('order_replies')
    .select((query) => query.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let query = db
    .selectFrom('order_replies')
    .innerJoin('orders', 'orders.id', 'order_replies.order_id')
    .innerJoin('order_cases', 'order_cases.id', 'orders.case_id')
    .selectAll('order_replies')
    .select(['orders.trigger_post', 'order_cases.network']);
  if (cursor !== undefined) query = query.where('order_replies.id', '<', Number(cursor));
  const rows = await query
    .orderBy('order_replies.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    items: page.map((row) => ({
      order: row.order_id,
      network: row.network,
      in_reply_to: row.trigger_post,
      text: row.text,
      state: row.state as OrderReply['state'],
      post: row.post,
      problem: row.problem,
      at: isoTime(row.at),
    })),
    total,
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}
