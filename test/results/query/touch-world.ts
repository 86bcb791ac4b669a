import type { EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { DEVICES } from '@syncline/shared/events';
import * as fc from 'fast-check';
import { complete, type Draft } from './world.ts';

/** First and last day of the generated histories: clocks go back within them. */
export const TOUCH_DAYS = { from: '2025-07-30', to: '2025-11-16' };
export const TOUCH_CAMPAIGNS = ['a', 'a-2', 'b', 'c'];

const START = Date.parse('2025-08-01T04:00:00Z');
const DAY_MS = 86_400_000;
const instants = fc
  .tuple(fc.constantFrom(0, 1, 2, 7, 8, 14, 15, 30, 90, 91, 92, 104), fc.constantFrom(-1, 0, 0, 0, 1))
  .map(([day, shift]) => START + day * DAY_MS + shift);

interface Shared {
  ms: number;
  person: number;
  campaign: string;
  /** Orders events of the same instant (of several with the same, the one listed first is the smaller), and names their device. */
  hash: number;
}
interface Touch extends Shared {
  kind: string;
  arm: string;
}
interface Payment extends Shared {
  order: number;
  stage: string;
  amount: number;
  currency: string;
}

/** What a handful of people saw, did and paid, at instants a window apart or a millisecond off that. */
export interface TouchWorld {
  touches: Touch[];
  payments: Payment[];
}

const shared = {
  ms: instants,
  person: fc.integer({ min: 1, max: 3 }),
  campaign: fc.constantFrom('', ...TOUCH_CAMPAIGNS),
  hash: fc.nat(1000),
};
const touches: fc.Arbitrary<Touch> = fc.record({
  ...shared,
  kind: fc.constantFrom('impression', 'impression', 'engagement', 'follow', 'activity'),
  arm: fc.constantFrom('', '', 'exposed', 'control'),
});
const payments: fc.Arbitrary<Payment> = fc.record({
  ...shared,
  order: fc.integer({ min: 1, max: 6 }),
  stage: fc.constantFrom('paid', 'paid', 'paid', 'confirmed', 'refunded'),
  amount: fc.nat(5000),
  currency: fc.constantFrom('USD', 'USD', 'EUR'),
});

export const touchWorlds: fc.Arbitrary<TouchWorld> = fc.record({
  touches: fc.array(touches, { minLength: 6, maxLength: 30, size: 'max' }),
  payments: fc.array(payments, { minLength: 2, maxLength: 16, size: 'max' }),
});

/** The network of a world: worlds of several numbers in one store share no network, person or order. */
export function networkOf(number: number): string {
  return `world-${number}`;
}

/** The events of a world. */
export function touchEvents({ touches, payments }: TouchWorld, number: number): EventRow[] {
  const drafts = [
    ...touches.map(({ hash, person, ...touch }): Draft & { hash: number } => ({
      ...touch,
      uid: number * 10 + person,
      action: touch.kind === 'engagement' ? 'like' : '',
      hash,
    })),
    ...payments.map(({ hash, person, order, ...payment }): Draft & { hash: number } => ({
      ...payment,
      uid: number * 10 + person,
      kind: 'purchase',
      order_key: String(2n ** 63n + BigInt(number * 10 + order)),
      hash,
    })),
  ];
  return drafts.map(({ hash, ...draft }, index) =>
    complete(
      {
        ...draft,
        device: DEVICES[hash % DEVICES.length] ?? '',
        network: networkOf(number),
        id_hash: String(BigInt(hash) * 2n ** 50n + BigInt(index)),
      },
      index,
    ),
  );
}
