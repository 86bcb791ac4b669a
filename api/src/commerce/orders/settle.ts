import type { Loss } from '@syncline/shared/events';
import type { OrderState } from '@syncline/shared/orders';
import type { Facts, OrderFacts, OrderTerms, PostFact } from './facts.ts';
import { countedPosts, deadlineOf, DELIVERY_GRACE_MS, standsAt, withdrawals } from './posts.ts';

/** What an order needs next; having done it is a fact. `wait` is for an earlier order whose confirmation may still come in. */
export type Task = 'admit' | 'wait' | 'reply' | 'reserve' | 'charge' | 'fulfil';

export interface Order {
  /** The id of the post that triggered it. */
  id: string;
  state: OrderState;
  /** Set where it is lost. */
  loss: Loss | null;
  /** The post that confirmed it. */
  confirmation: string | null;
  /** In minor units, as `refundedMinor`. */
  paidMinor: number;
  refundedMinor: number;
  task: Task | null;
  /** The instant (epoch milliseconds) at which time alone settles it; null where it waits for nothing. */
  settlesAt: number | null;
}

interface Context {
  terms: OrderTerms;
  facts: Facts;
  withdrawn: ReadonlyMap<string, number>;
  /** The orders so far that were not lost from the outset: what the limit for one person looks at. */
  admitted: Order[];
}

/** The order whose trigger stands last: further triggers repeat it until it is confirmed or its time is over. */
interface OpenOrder {
  order: Order;
  trigger: PostFact;
  /** What was kept of its end; null while it waits for a confirmation. */
  kept: 'confirmed' | 'expired' | 'cancelled' | null;
}

/**
 * The orders of one person with one offer, oldest first, and what each needs next: a function of the facts alone, whatever
 * order they came in. docs/orders.md says how every case is decided, and its tables are the tests.
 */
export function settle(terms: OrderTerms, facts: Facts): Order[] {
  const context: Context = { terms, facts, withdrawn: withdrawals(facts), admitted: [] };
  const takenBy = new Map(
    [...facts.orders].flatMap(([id, { confirmation }]) => (confirmation === null ? [] : [[confirmation, id] as const])),
  );
  const orders: Order[] = [];
  let open: OpenOrder | null = null;
  for (const post of countedPosts(facts.posts)) {
    if (takenBy.has(post.id)) {
      if (open?.order.id === takenBy.get(post.id)) open = null;
    } else if (open && post.hasConfirmation && !facts.orders.has(post.id) && confirms(post, open, context)) {
      confirm(open.order, post.id, context);
      open = null;
    } else if (post.hasTrigger && beginsAnew(post, open, context)) {
      if (open && isRepeatedBy(post, open, context)) {
        // It is the last one: what began after it would have closed it.
        orders.pop();
        context.admitted.pop();
      } else if (open) close(open, context);
      open = begin(post, orders, context);
    }
  }
  if (open) close(open, context);
  return orders;
}

/** Whether a trigger is an order of its own and not a repetition of the open one: always where it was taken as one. */
function beginsAnew(post: PostFact, open: OpenOrder | null, context: Context): boolean {
  if (open === null || context.facts.orders.has(post.id)) return true;
  if (open.kept === 'confirmed') return false;
  if (open.kept === 'expired') return post.at > deadlineOf(open.trigger, context.terms);
  return !standsAt(post.at, open.trigger, context);
}

/** Whether the open trigger came in so late that a later one, which repeats it, had been taken as the order already. */
function isRepeatedBy(post: PostFact, { trigger }: OpenOrder, context: Context): boolean {
  const kept = context.facts.orders;
  const taken = kept.get(post.id)?.admission === 'admitted' && !kept.has(trigger.id);
  return taken && standsAt(post.at, trigger, context);
}

function confirms(post: PostFact, { trigger, kept }: OpenOrder, context: Context): boolean {
  if (kept !== null) return false;
  const inDelivery = post.receivedAt < deadlineOf(trigger, context.terms) + DELIVERY_GRACE_MS;
  return inDelivery && standsAt(post.at, trigger, context);
}

/** Adds the order of a trigger; null where nothing is left to wait for. */
function begin(trigger: PostFact, orders: Order[], context: Context): OpenOrder | null {
  const kept = context.facts.orders.get(trigger.id);
  const verdict = kept?.admission ?? admissionOf(trigger, context);
  const order: Order = {
    id: trigger.id,
    state: 'triggered',
    loss: null,
    confirmation: null,
    paidMinor: 0,
    refundedMinor: 0,
    task: taskOf(kept, verdict),
    settlesAt: null,
  };
  orders.push(order);
  if (verdict !== 'admitted' && verdict !== 'unsettled') {
    Object.assign(order, { state: 'lost', loss: verdict, task: null } satisfies Partial<Order>);
    return null;
  }
  context.admitted.push(order);
  if (kept && kept.ended !== null) {
    Object.assign(order, { state: kept.ended, task: null } satisfies Partial<Order>);
    return { order, trigger, kept: kept.ended };
  }
  if (kept && kept.confirmation !== null) {
    confirm(order, kept.confirmation, context);
    return { order, trigger, kept: 'confirmed' };
  }
  return { order, trigger, kept: null };
}

function taskOf(kept: OrderFacts | undefined, verdict: OrderFacts['admission'] | 'unsettled'): Task | null {
  if (kept) return kept.replied ? null : 'reply';
  return verdict === 'unsettled' ? 'wait' : 'admit';
}

/** Orders that use up what a person may buy. */
const BOUGHT: ReadonlySet<OrderState> = new Set(['confirmed', 'paid', 'fulfilled', 'refunded']);

/** What dates, limit, account and stock say of a trigger; `unsettled` while that hangs on an earlier order. */
function admissionOf(trigger: PostFact, { terms, facts, admitted }: Context): OrderFacts['admission'] | 'unsettled' {
  const { startsAt, endsAt, perPersonLimit } = terms;
  if (trigger.at < startsAt || (endsAt !== null && trigger.at >= endsAt)) return 'outside_dates';
  const limit = perPersonLimit ?? Number.POSITIVE_INFINITY;
  const bought = admitted.filter(({ state }) => BOUGHT.has(state)).length;
  if (bought >= limit) return 'over_limit';
  const undecided = admitted.filter(({ state }) => state === 'triggered').length;
  return bought + undecided >= limit ? 'unsettled' : standingOf(trigger, facts);
}

function standingOf({ isProtected }: PostFact, { standing }: Facts): OrderFacts['admission'] {
  if (standing === null) return 'admitted';
  return isProtected && standing !== 'unsynced' ? 'protected' : standing;
}

/** Settles an order that no post confirmed: once none can come in any more that was posted in time and while it stood. */
function close({ order, trigger, kept }: OpenOrder, { terms, facts, withdrawn }: Context): void {
  if (kept !== null) return;
  const deadline = deadlineOf(trigger, terms);
  const isWithdrawn = (withdrawn.get(trigger.id) ?? Number.POSITIVE_INFINITY) <= deadline;
  order.settlesAt = deadline + DELIVERY_GRACE_MS;
  if (isWithdrawn && order.task === 'reply') order.task = null;
  if (facts.now < order.settlesAt) return;
  Object.assign(order, { state: isWithdrawn ? 'cancelled' : 'expired', settlesAt: null });
  // Whether it is kept at all, which is asked next, does not hang on how it ended.
  if (order.task === 'reply') order.task = null;
}

/** Settles a confirmed order by what is kept of it. */
function confirm(order: Order, confirmation: string, { terms, facts }: Context): void {
  const kept = facts.orders.get(order.id);
  Object.assign(order, { confirmation, ...outcomeOf(kept, order.task, terms) });
}

type Outcome = Partial<Omit<Order, 'id' | 'confirmation'>>;

function outcomeOf(kept: OrderFacts | undefined, task: Task | null, { chargeMinor }: OrderTerms): Outcome {
  if (!kept) return { state: 'confirmed', task: task === 'wait' ? 'wait' : 'admit' };
  if (kept.reservation === null) return { state: 'confirmed', task: 'reserve' };
  if (kept.reservation !== 'granted') return { state: 'lost', loss: kept.reservation, task: null };
  if (kept.charge === null) return { state: 'confirmed', task: 'charge' };
  if (kept.charge === 'declined') return { state: 'declined', task: null };
  const refunded = [...kept.refunds.values()].reduce((sum, minor) => sum + minor, 0);
  const refundedMinor = Math.min(chargeMinor, refunded);
  const money = { paidMinor: chargeMinor, refundedMinor };
  if (kept.refunds.size > 0 && refundedMinor === chargeMinor) return { ...money, state: 'refunded', task: null };
  return kept.fulfilled ? { ...money, state: 'fulfilled', task: null } : { ...money, state: 'paid', task: 'fulfil' };
}
