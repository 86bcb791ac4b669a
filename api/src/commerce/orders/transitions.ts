import type { EventInput, Stage } from '@syncline/shared/events';
import { formatAmount } from '@syncline/shared/money';
import { keyedUser } from '../../ingest/pseudonym.ts';
import { type OrderCase, type OrderRow, withdrawalsOf } from './case.ts';
import type { Order } from './settle.ts';

/** A stage that an order reached, and when. */
interface Transition {
  /** Its name within the order, which goes through it once. */
  key: string;
  stage: Stage;
  /** Epoch milliseconds. */
  at: number;
  amountMinor?: number;
  post?: string;
}

/** The stages that a kept order went through and that were not told yet, as events: each the same whenever it is told. */
export function untoldEvents(order: Order, row: OrderRow, of: OrderCase): { key: string; event: EventInput }[] {
  return transitionsOf(order.state, row, of)
    .filter(({ key }) => !of.told.has(`${row.id} ${key}`))
    .map((transition) => ({ key: transition.key, event: eventOf(transition, row, of, order) }));
}

/** The stages that an order went through which stands at `state`, the first one first. */
export function transitionsOf(state: string, row: OrderRow, of: OrderCase): Transition[] {
  const trigger: Transition = { key: 'triggered', stage: 'triggered', at: row.triggered_at, post: row.trigger_post };
  if (row.admission !== 'admitted') return [{ ...trigger, key: 'lost', stage: 'lost' }];
  const reached = [trigger];
  const add = (stage: Stage, at: number | null, more: Partial<Transition> = {}) => {
    if (at !== null) reached.push({ key: stage, stage, at, ...more });
  };
  if (state === 'expired') add('expired', row.deadline_at);
  if (state === 'cancelled') add('cancelled', withdrawal(row, of));
  if (row.confirmation_post !== null) add('confirmed', row.confirmed_at, { post: row.confirmation_post });
  if (row.reservation !== null && row.reservation !== 'granted') add('lost', row.reserved_at);
  if (row.charge === 'declined') add('declined', row.charged_at);
  if (row.charge === 'paid') add('paid', row.charged_at, { amountMinor: row.amount_minor });
  add('fulfilled', row.fulfilled_at);
  return [...reached, ...refundsOf(row, of)];
}

/** Refunds in the order in which they were made; of one that goes past what was paid, what was left. */
function refundsOf(row: OrderRow, { refunds }: OrderCase): Transition[] {
  let left = row.amount_minor;
  return refunds
    .filter(({ order_id, state }) => order_id === row.id && state === 'refunded')
    .sort((a, b) => (a.settled_at ?? 0) - (b.settled_at ?? 0) || (a.id < b.id ? -1 : 1))
    .flatMap(({ id, amount_minor, settled_at, asked_at }): Transition[] => {
      const amountMinor = Math.min(left, amount_minor);
      left -= amountMinor;
      if (amountMinor === 0) return [];
      return [{ key: `refunded:${id}`, stage: 'refunded', at: settled_at ?? asked_at, amountMinor }];
    });
}

/** When the trigger was withdrawn, at the latest the deadline. */
function withdrawal(row: OrderRow, of: OrderCase): number {
  return Math.min(withdrawalsOf(of).get(row.trigger_post) ?? row.deadline_at, row.deadline_at);
}

function eventOf(
  { key, stage, at, amountMinor, post }: Transition,
  row: OrderRow,
  of: OrderCase,
  order: Order,
): EventInput {
  const { offer } = of;
  const source = of.posts.get(post ?? row.trigger_post);
  const properties = {
    ...(stage === 'lost' && order.loss !== null ? { loss: order.loss } : {}),
    ...(post !== undefined && source?.followers != null ? { followers: source.followers } : {}),
  };
  return {
    id: `order:${row.id}:${key}`,
    at,
    kind: 'purchase',
    user: keyedUser(BigInt(`0x${of.row.person}`)),
    network: of.row.network,
    offer: offer.slug,
    ...(offer.campaign === null ? {} : { campaign: offer.campaign }),
    ...(offer.brand === null ? {} : { brand: offer.brand }),
    ...(source?.client == null ? {} : { client: source.client }),
    stage,
    order: row.id,
    ...(amountMinor === undefined ? {} : { amount: formatAmount(amountMinor, row.currency), currency: row.currency }),
    ...(post === undefined ? {} : { post }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
}
