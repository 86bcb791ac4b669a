import type { RowSet } from '../metrics.ts';
import { bind, type Fragment, sql } from './fragment.ts';

/** Stands for the orders that `confirmedOrders` lists, in statements that begin with it. */
const CONFIRMED_ORDERS = sql`confirmed_orders`;

const IMPRESSIONS = sql`kind = 'impression' AND arm != 'control'`;
const VIEWABLE_IMPRESSIONS = sql`${IMPRESSIONS} AND viewable`;
const TRIGGERED = sql`kind = 'purchase' AND stage = 'triggered'`;
const PAID = sql`kind = 'purchase' AND stage = 'paid'`;

const ROWS = {
  everything: () => sql`1`,
  impressions: () => IMPRESSIONS,
  viewable_impressions: () => VIEWABLE_IMPRESSIONS,
  actions: () => sql`kind != 'impression'`,
  engagements: () => sql`kind = 'engagement'`,
  clicks: () => sql`kind = 'engagement' AND action = 'click'`,
  follows: () => sql`kind = 'follow'`,
  unfollows: () => sql`kind = 'unfollow'`,
  triggered: () => TRIGGERED,
  confirmed_in_time: () => sql`${TRIGGERED} AND order_key IN ${CONFIRMED_ORDERS}`,
  lost: () => sql`kind = 'purchase' AND stage = 'lost'`,
  paid: () => PAID,
  paid_in_currency: (currency: string) => sql`${PAID} AND currency = ${bind('String', currency)}`,
  refunded_in_currency: (currency: string) =>
    sql`kind = 'purchase' AND stage = 'refunded' AND currency = ${bind('String', currency)}`,
} as const satisfies Record<RowSet, (currency: string) => Fragment>;

/** The condition under which an event belongs to a set. `confirmed_in_time` needs `confirmedOrders` in the statement's WITH. */
export function belongsTo(rows: RowSet, currency: string): Fragment {
  return ROWS[rows](currency);
}

/**
 * The set whose rows make a group worth listing for a measure over `rows`: triggered orders that were not confirmed
 * belong to the group they could have been confirmed in.
 */
export function listedRows(rows: RowSet): RowSet {
  return rows === 'confirmed_in_time' ? 'triggered' : rows;
}
