import type { Loss } from '@syncline/shared/events';
import type { Order, OrderReply, OrderState, OrderStep } from '@syncline/shared/orders';

export const STATE_NAMES: Record<OrderState, string> = {
  triggered: 'Triggered',
  confirmed: 'Confirmed',
  paid: 'Paid',
  fulfilled: 'Fulfilled',
  refunded: 'Refunded',
  declined: 'Declined',
  expired: 'Expired',
  cancelled: 'Cancelled',
  lost: 'Lost demand',
};

export const LOSS_NAMES: Record<Loss, string> = {
  unsynced: 'no synced card',
  protected: 'protected account',
  not_on_list: 'not on the offer’s list',
  sold_out: 'sold out',
  over_limit: 'over the limit for one person',
  outside_dates: 'outside the offer’s dates',
};

export const STEP_NAMES: Record<OrderStep['step'], string> = {
  ...STATE_NAMES,
  lost: 'Lost',
  paid: 'Card charged',
  replied: 'Answered with the confirmation hashtag',
  reserved: 'One piece set aside',
  withdrawn: 'Trigger deleted or edited out',
  refund_asked: 'Refund asked for',
  refund_refused: 'Refund refused',
};

export const REPLY_NAMES: Record<OrderReply['state'], string> = {
  waiting: 'Waiting',
  dry_run: 'Not posted: dry run',
  sent: 'Posted',
  refused: 'Refused',
  too_late: 'Not posted: too late',
};

/** Where an order stands, and why, in a few words. */
export function stateText({ state, loss, declined_because, refunded_minor }: Order): string {
  if (loss !== null) return `Lost: ${LOSS_NAMES[loss]}`;
  if (state === 'declined' && declined_because !== null) return `Declined: ${declined_because.replaceAll('_', ' ')}`;
  if (refunded_minor > 0 && state !== 'refunded') return `${STATE_NAMES[state]}, part refunded`;
  return STATE_NAMES[state];
}

const TASK_NAMES: Record<NonNullable<Order['task']>, string> = {
  admit: 'To be let in',
  wait: 'Waits for an earlier order of the same person',
  reply: 'To be answered with the confirmation hashtag',
  reserve: 'To be set aside',
  charge: 'The card is to be charged',
  fulfil: 'To be shipped',
  refund: 'To be refunded',
};

/** What comes next for an order without anybody's doing. */
export function taskText(task: NonNullable<Order['task']>): string {
  return TASK_NAMES[task];
}
