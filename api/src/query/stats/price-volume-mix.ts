import type { ChangePart } from '@syncline/shared/revenue-change';
import { apportion } from '../../settlement/apportion.ts';

/** What was sold of one thing in a period; money in integer minor units. */
export interface Sold {
  orders: number;
  gross: number;
  refunds: number;
}

/** One thing sold (an offer in a campaign) in two periods. */
export interface SoldTwice {
  before: Sold;
  now: Sold;
}

export type ChangeParts = Record<ChangePart, number>;

/**
 * Why net revenue differs between two periods: the sales-volume variance of cost accounting, cut into quantity and mix, and
 * the selling-price variance (Horngren, Datar and Rajan, Cost Accounting, 15th ed., 2015, ch. 7 and 14), with the period
 * before in the place of the budget. With q orders and price p = gross ÷ orders of a thing, Q orders of all, 0 before, 1 now:
 *
 *   volume = (Q₁ − Q₀) · (q₀ ÷ Q₀) · p₀        more or fewer orders, in the shares and at the prices of before
 *   mix    = (q₁ − Q₁ · q₀ ÷ Q₀) · p₀          what was sold beyond its share of before, at its price of before
 *   price  = q₁ · (p₁ − p₀)                    what the orders of now cost more
 *
 * over things sold in both periods. A thing without orders in one of them has no price to compare: all of its gross is
 * `new`, or taken away as `ended`. `refunds` is what was refunded less than before. The parts of each thing add up to the
 * difference of its net revenue: they are worked out exactly, and whole minor units are given out by largest remainder.
 */
export function priceVolumeMix(things: readonly SoldTwice[]): ChangeParts[] {
  const kept = things.filter(isKept);
  const total = (of: (thing: SoldTwice) => number) => kept.reduce((sum, thing) => sum + BigInt(of(thing)), 0n);
  const ordersBefore = total(({ before }) => before.orders);
  const ordersNow = total(({ now }) => now.orders);
  return things.map((thing) => {
    const { before, now } = thing;
    const refunds = before.refunds - now.refunds;
    if (!isKept(thing)) return { volume: 0, price: 0, mix: 0, new: now.gross, ended: 0 - before.gross, refunds };
    const [gross, quantity] = [BigInt(before.gross), BigInt(before.orders)];
    const whole = ordersBefore * quantity;
    const atOldPrice = BigInt(now.orders) * gross * ordersBefore;
    const claims = [
      (ordersNow - ordersBefore) * gross * quantity,
      BigInt(now.gross) * whole - atOldPrice,
      atOldPrice - ordersNow * gross * quantity,
    ];
    const [volume = 0n, price = 0n, mix = 0n] = apportion(BigInt(now.gross - before.gross), claims, whole);
    return { volume: Number(volume), price: Number(price), mix: Number(mix), new: 0, ended: 0, refunds };
  });
}

function isKept({ before, now }: SoldTwice): boolean {
  return before.orders > 0 && now.orders > 0;
}
