import type { Facts, Loss, OrderFacts, OrderTerms, PostFact } from './facts.ts';
import { countedPosts, deadlineOf, DELIVERY_GRACE_MS, standsAt, withdrawnAt } from './posts.ts';

type OrderState =
  | 'lost'
  | 'triggered'
  | 'expired'
  | 'cancelled'
  | 'confirmed'
  | 'declined'
  | 'paid'
  | 'fulfilled'
  | 'refunded';

/** What an order needs next; having done it is a fact. `wait` is for an earlier order whose confirmation may still come in. */
type Task = 'admit' | 'wait' | 'reply' | 'reserve' | 'charge' | 'fulfil';

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
}

interface Context {
  terms: OrderTerms;
  facts: Facts;
}

/** An order that waits for its confirmation. */
interface OpenOrder {
  order: Order;
  trigger: PostFact;
}

/**
 * The orders of one person with one offer, oldest first, and what each needs next: a function of the facts alone, whatever
 * order they came in. docs/orders.md says how every case is decided, and its tables are the tests.
 */
export function settle(terms: OrderTerms, facts: Facts): Order[] {
  const context = { terms, facts };
  const takenBy = new Map(
    [...facts.orders].flatMap(([id, { confirmation }]) => (confirmation === null ? [] : [[confirmation, id] as const])),
  );
  const orders: Order[] = [];
  let open: OpenOrder | null = null;
  for (const post of countedPosts(facts.posts)) {
    if (takenBy.has(post.id)) continue;
    if (open && post.hasConfirmation && confirms(post, open, context)) {
      confirm(open.order, post.id, context);
      open = null;
    } else if (post.hasTrigger && !(open && standsAt(post.at, open.trigger, context))) {
      if (open) close(open, context);
      open = begin(post, orders, context);
    }
  }
  if (open) close(open, context);
  return orders;
}

function confirms(post: PostFact, { trigger }: OpenOrder, context: Context): boolean {
  const inDelivery = post.receivedAt < deadlineOf(trigger, context.terms) + DELIVERY_GRACE_MS;
  return inDelivery && standsAt(post.at, trigger, context);
}

/** Adds the order of a trigger; null where nothing is left to wait for. */
function begin(trigger: PostFact, orders: Order[], context: Context): OpenOrder | null {
  const { terms, facts } = context;
  const kept = facts.orders.get(trigger.id);
  const verdict = kept?.admission ?? admissionOf(trigger, orders, terms);
  const order: Order = {
    id: trigger.id,
    state: 'triggered',
    loss: null,
    confirmation: null,
    paidMinor: 0,
    refundedMinor: 0,
    task: kept ? 'reply' : verdict === 'unsettled' ? 'wait' : 'admit',
  };
  orders.push(order);
  if (verdict !== 'admitted' && verdict !== 'unsettled') {
    Object.assign(order, { state: 'lost', loss: verdict, task: null } satisfies Partial<Order>);
    return null;
  }
  if (kept && kept.confirmation !== null) {
    confirm(order, kept.confirmation, context);
    return null;
  }
  return { order, trigger };
}

/** Orders that use up what a person may buy. */
const BOUGHT: ReadonlySet<OrderState> = new Set(['confirmed', 'paid', 'fulfilled', 'refunded']);

/** What dates and limit say of a trigger; `unsettled` while that hangs on an earlier order. */
function admissionOf(
  { at }: PostFact,
  before: readonly Order[],
  { startsAt, endsAt, perPersonLimit }: OrderTerms,
): 'admitted' | 'unsettled' | 'outside_dates' | 'over_limit' {
  if (at < startsAt || (endsAt !== null && at >= endsAt)) return 'outside_dates';
  if (perPersonLimit === null) return 'admitted';
  const bought = before.filter(({ state }) => BOUGHT.has(state)).length;
  if (bought >= perPersonLimit) return 'over_limit';
  const undecided = before.filter(({ state }) => state === 'triggered').length;
  return bought + undecided >= perPersonLimit ? 'unsettled' : 'admitted';
}

/** Settles an order that no post confirmed. */
function close({ order, trigger }: OpenOrder, { terms, facts }: Context): void {
  const deadline = deadlineOf(trigger, terms);
  if (withdrawnAt(trigger, facts) <= deadline) order.state = 'cancelled';
  else if (facts.now >= deadline + DELIVERY_GRACE_MS) order.state = 'expired';
  if (order.state !== 'triggered') order.task = null;
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
  if (kept.reservation === 'sold_out') return { state: 'lost', loss: 'sold_out', task: null };
  if (kept.charge === null) return { state: 'confirmed', task: 'charge' };
  if (kept.charge === 'declined') return { state: 'declined', task: null };
  const refunded = [...kept.refunds.values()].reduce((sum, minor) => sum + minor, 0);
  const refundedMinor = Math.min(chargeMinor, refunded);
  const money = { paidMinor: chargeMinor, refundedMinor };
  if (kept.refunds.size > 0 && refundedMinor === chargeMinor) return { ...money, state: 'refunded', task: null };
  return kept.fulfilled ? { ...money, state: 'fulfilled', task: null } : { ...money, state: 'paid', task: 'fulfil' };
}
