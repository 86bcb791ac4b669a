import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { LOSSES } from '@syncline/shared/events';
import { addDays, type Period } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { complete, type Draft } from './world.ts';

/** The days orders are triggered on; clocks go back on the second. */
const PURCHASE_DAYS = { from: '2025-11-01', to: '2025-11-03' };
/** When questions are asked: within the window of what is triggered last. */
export const PURCHASE_NOW = Date.parse('2025-11-04T05:10:00Z');
export const PURCHASE_CAMPAIGNS = ['a', 'b'];
export const PURCHASE_OFFERS = ['cup', 'lamp', ''];

const START = Date.parse('2025-11-01T04:00:00Z');
const DAY_MS = 86_400_000;
const WINDOW_MS = 900_000;

/** Around the hours at which days begin there, and the windows that are still open at the end. */
const instants = fc
  .tuple(
    fc.constantFrom(0, 12 * 3_600_000, DAY_MS, DAY_MS + 5 * 3_600_000, 2 * DAY_MS + 3_600_000, PURCHASE_NOW - START),
    fc.constantFrom(0, 1, -1, -1000, -600_000, -WINDOW_MS, -WINDOW_MS - 1, -WINDOW_MS + 1, 60_000, 420_000),
  )
  .map(([moment, shift]) => START + moment + shift);
/** Waits on both sides of minutes, of the deadline, and of a day. */
const waits = fc.constantFrom(
  -60_000,
  -1,
  0,
  1,
  59_999,
  60_000,
  61_000,
  185_000,
  839_999,
  840_000,
  899_999,
  WINDOW_MS,
  WINDOW_MS + 1,
  3_600_000,
  DAY_MS,
  3 * DAY_MS,
);

const place = {
  campaign: fc.constantFrom(...PURCHASE_CAMPAIGNS),
  offer: fc.constantFrom(...PURCHASE_OFFERS),
  device: fc.constantFrom('mobile', 'desktop'),
};
const post = fc.record({
  post: fc.constantFrom('', 'p1', 'p2', 'p3', 'p4', 'p5'),
  properties: fc.constantFrom<unknown>(
    {},
    {},
    { followers: 0 },
    { followers: 120 },
    { followers: 7 },
    { followers: '50' },
    { followers: 2.5 },
    { followers: -3 },
    { other: 1 },
  ),
});
const stages = fc.array(
  fc.record({
    stage: fc.constantFrom(
      'triggered',
      'confirmed',
      'confirmed',
      'confirmed',
      'paid',
      'paid',
      'expired',
      'declined',
      'cancelled',
      'refunded',
    ),
    wait: waits,
    ...place,
    post,
  }),
  { maxLength: 6 },
);
const order = fc.record({
  at: instants,
  ...place,
  post,
  isTriggered: fc.constantFrom(true, true, true, false),
  stages,
});
const loss = fc.record({
  at: instants,
  ...place,
  /** Orders with the same number are one; some were triggered before. */
  order: fc.integer({ min: 0, max: 9 }),
  loss: fc.constantFrom(...LOSSES, 'sold_out', 'sold_out', 'sold_out'),
});

/** Orders and lost demand of a few people. */
export interface PurchaseWorld {
  orders: {
    at: number;
    campaign: string;
    offer: string;
    device: string;
    post: { post: string; properties: unknown };
    isTriggered: boolean;
    stages: {
      stage: string;
      wait: number;
      campaign: string;
      offer: string;
      device: string;
      post: { post: string; properties: unknown };
    }[];
  }[];
  losses: { at: number; campaign: string; offer: string; device: string; order: number; loss: string }[];
}

export const purchaseWorlds: fc.Arbitrary<PurchaseWorld> = fc.record({
  orders: fc.array(order, { minLength: 8, maxLength: 16, size: 'max' }),
  losses: fc.array(loss, { minLength: 2, maxLength: 10, size: 'max' }),
});

export const purchasePeriods: fc.Arbitrary<Period> = fc
  .tuple(fc.constantFrom(-1, -1, 0, 1, 2, 3), fc.constantFrom(0, 1, 2, 4))
  .map(([start, length]) => {
    const from = addDays(PURCHASE_DAYS.from, start);
    return { from, to: addDays(from, length) };
  });

/** The events of a world; worlds of several numbers in one store share no network and no order. */
export function purchaseEvents({ orders, losses }: PurchaseWorld, number: number): EventRow[] {
  const network = `world-${number}`;
  const key = (index: number) => String(2n ** 63n + BigInt(number * 100 + index));
  const purchase = ({ post, properties }: { post: string; properties: unknown }) => ({
    kind: 'purchase',
    uid: number,
    network,
    post,
    properties: JSON.stringify(properties),
  });
  const drafts = [
    ...orders.flatMap(({ at, campaign, offer, device, post, isTriggered, stages }, index): Draft[] => [
      ...(isTriggered
        ? [{ ...purchase(post), ms: at, campaign, offer, device, stage: 'triggered', order_key: key(index) }]
        : []),
      ...stages.map(({ stage, wait, post: own, ...where }) => ({
        ...purchase(own),
        ...where,
        ms: at + wait,
        stage,
        order_key: key(index),
      })),
    ]),
    ...losses.map(({ at, order: index, loss: why, ...where }): Draft => {
      return {
        ...purchase({ post: 'lost', properties: { loss: why } }),
        ...where,
        ms: at,
        stage: 'lost',
        order_key: key(index),
      };
    }),
  ];
  return drafts.map((draft, index) => complete({ ...draft, id_hash: String(number * 1000 + index) }, index));
}
