import type { OrderDetail, OrderPage, OrderReply, RefundRequest } from '@syncline/shared/orders';
import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Logger } from 'pino';
import type { Ingest } from '../ingest/port.ts';
import type { ServiceContext } from '../services/context.ts';
import type { Database } from '../stores/sql/schema.ts';
import { askRefund, fulfilOrder, learnNews, retryOrder } from './orders/change.ts';
import type { Effectors } from './orders/effects.ts';
import { getOrder } from './orders/get.ts';
import { listOrders } from './orders/list.ts';
import { listReplies } from './orders/replies.ts';
import { OrderRunner } from './orders/runner.ts';
import type { OrderNews, OrderNewsIn, PostsIn, PostsOutcome } from './ports.ts';
import { PostIntake } from './posts-in.ts';
import type { Found } from '../posts/x/post.ts';

export interface CommerceOptions {
  ctx: ServiceContext;
  ingest: Pick<Ingest, 'submit' | 'retract' | 'userKey'>;
  effectors: Effectors;
  log: Logger;
}

/** Purchases by post: takes posts in, and has their orders settled, charged and told of. */
export class Commerce implements PostsIn, OrderNewsIn {
  readonly #ctx: ServiceContext;
  readonly #intake: PostIntake;
  readonly #runner: OrderRunner;
  readonly replySender: string;

  constructor({ ctx, ingest, effectors, log }: CommerceOptions) {
    this.#ctx = ctx;
    this.replySender = effectors.replies.name;
    this.#runner = new OrderRunner({ ctx, effectors, ingest, log });
    this.#intake = new PostIntake({ ctx, ingest, onPosts: () => this.#runner.wake() });
  }

  /** Goes on with the orders that were under way. */
  start(): void {
    this.#runner.wake();
  }

  receive(found: readonly Found[]): Promise<PostsOutcome> {
    return this.#intake.receive(found);
  }

  list(asked: Parameters<typeof listOrders>[1]): Promise<OrderPage> {
    return listOrders(this.#ctx, asked);
  }

  get(id: string): Promise<OrderDetail> {
    return getOrder(this.#ctx, id);
  }

  replies(page: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: OrderReply[]; total: number; next: string | null }> {
    return listReplies(this.#ctx, page);
  }

  refund(id: string, request: RefundRequest, key: string | undefined): Promise<OrderDetail> {
    return this.#waking(askRefund(this.#ctx, { id, request, key }));
  }

  fulfil(id: string): Promise<OrderDetail> {
    return this.#waking(fulfilOrder(this.#ctx, id));
  }

  retry(id: string): Promise<OrderDetail> {
    return this.#waking(retryOrder(this.#ctx, id));
  }

  learn(news: OrderNews): Promise<boolean> {
    return this.#waking(learnNews(this.#ctx, news));
  }

  /** How many cases are due, and how many failed and are tried again. */
  async status(): Promise<{ due: number; failing: number }> {
    const { db, clock } = this.#ctx;
    const count = (query: Expression<SqlBool>) =>
      db
        .selectFrom('order_cases')
        .select((row) => row.fn.countAll<number>().as('cases'))
        .where(query)
        .executeTakeFirstOrThrow();
    const row = expressionBuilder<Database, 'order_cases'>();
    const [due, failing] = [await count(row('due_at', '<=', clock.now())), await count(row('problem', 'is not', null))];
    return { due: due.cases, failing: failing.cases };
  }

  /** Resolves when nothing can be done for any order at the clock's time. */
  idle(): Promise<void> {
    return this.#runner.idle();
  }

  close(): Promise<void> {
    return this.#runner.close();
  }

  async #waking<Answer>(change: Promise<Answer>): Promise<Answer> {
    const answer = await change;
    this.#runner.wake();
    return answer;
  }
}
