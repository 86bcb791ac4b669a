import { CHANGE_PARTS } from '@syncline/shared/revenue-change';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChangeParts, priceVolumeMix, type Sold, type SoldTwice } from './price-volume-mix.ts';

const sold = (orders: number, gross: number, refunds = 0): Sold => ({ orders, gross, refunds });
const nothing = { volume: 0, price: 0, mix: 0, new: 0, ended: 0, refunds: 0 };
const sum = (parts: ChangeParts) => CHANGE_PARTS.reduce((total, part) => total + parts[part], 0);
const total = (all: readonly ChangeParts[]) =>
  Object.fromEntries(CHANGE_PARTS.map((part) => [part, all.reduce((one, parts) => one + parts[part], 0)]));
const net = ({ gross, refunds }: Sold) => gross - refunds;

describe('priceVolumeMix', () => {
  it('takes more orders of one thing at another price apart', () => {
    // 10 at 20.00, then 12 at 22.00: two more at the old price, and 2.00 more for each of twelve.
    expect(priceVolumeMix([{ before: sold(10, 20_000), now: sold(12, 26_400) }])).toEqual([
      { ...nothing, volume: 4000, price: 2400 },
    ]);
  });

  it('calls it mix when the same prices are asked for another share of the orders', () => {
    // Before 6 at 100 and 4 at 50 (80 on average), now 6 and 9: five more at 80, and of fifteen three fewer of the dear one.
    const parts = priceVolumeMix([
      { before: sold(6, 600), now: sold(6, 600) },
      { before: sold(4, 200), now: sold(9, 450) },
    ]);
    expect(parts).toEqual([
      { ...nothing, volume: 300, mix: -300 },
      { ...nothing, volume: 100, mix: 150 },
    ]);
    expect(total(parts)).toEqual({ ...nothing, volume: 400, mix: -150 });
  });

  it('works volume, mix and price of three things out as by hand', () => {
    // Q 20 → 30. A 10 × 30 → 12 × 33; B 5 × 60 → 6 × 60; C 5 × 12 → 12 × 10.
    // Volume: half as much again of 300, 300, 60. Mix: (12 − 15) · 30, (6 − 7.5) · 60, (12 − 7.5) · 12. Price: 12 · 3, 0, 12 · −2.
    const parts = priceVolumeMix([
      { before: sold(10, 300), now: sold(12, 396) },
      { before: sold(5, 300), now: sold(6, 360) },
      { before: sold(5, 60), now: sold(12, 120) },
    ]);
    expect(parts).toEqual([
      { ...nothing, volume: 150, mix: -90, price: 36 },
      { ...nothing, volume: 150, mix: -90 },
      { ...nothing, volume: 30, mix: 54, price: -24 },
    ]);
  });

  it('leaves what is new or has ended out of volume and mix', () => {
    const parts = priceVolumeMix([
      { before: sold(10, 1000), now: sold(11, 1100) },
      { before: sold(0, 0), now: sold(4, 900, 30) },
      { before: sold(3, 600, 20), now: sold(0, 0, 50) },
    ]);
    expect(parts).toEqual([
      { ...nothing, volume: 100 },
      { ...nothing, new: 900, refunds: -30 },
      { ...nothing, ended: -600, refunds: -30 },
    ]);
  });

  it('has refunds alone of what was only refunded', () => {
    expect(priceVolumeMix([{ before: sold(0, 0, 500), now: sold(0, 0, 120) }])).toEqual([{ ...nothing, refunds: 380 }]);
  });

  it('gives the units that rounding leaves to the largest remainders', () => {
    // Volume ⅓ · 100 and ⅓ · 101: 33.33 and 33.67; mix −33.33 and 67.33. A's parts fall short by one unit, which its larger
    // remainder, that of the mix, gets.
    const parts = priceVolumeMix([
      { before: sold(1, 100), now: sold(1, 100) },
      { before: sold(2, 101), now: sold(3, 202) },
    ]);
    expect(parts).toEqual([
      { ...nothing, volume: 33, mix: -33 },
      { ...nothing, volume: 34, mix: 17, price: 50 },
    ]);
  });

  const amounts = fc.record({
    orders: fc.nat({ max: 50 }),
    price: fc.nat({ max: 30_000 }),
    over: fc.nat({ max: 49 }),
    refunds: fc.nat({ max: 40_000 }),
  });
  const any = amounts.map(({ orders, price, over, refunds }) =>
    sold(orders, orders === 0 ? 0 : orders * price + (over % orders), refunds),
  );
  const things = fc.array(fc.record({ before: any, now: any }), { maxLength: 8 });
  const difference = ({ before, now }: SoldTwice) => net(now) - net(before);

  it('gives parts that add up to each difference, and to the opposite with the periods swapped', () => {
    fc.assert(
      fc.property(things, (all) => {
        const parts = priceVolumeMix(all);
        expect(parts.map(sum)).toEqual(all.map(difference));
        const back = priceVolumeMix(all.map(({ before, now }) => ({ before: now, now: before })));
        back.forEach((one, index) => {
          expect(sum(one)).toBe(0 - sum(parts[index] ?? nothing));
          expect(one.new).toBe(0 - (parts[index]?.ended ?? 0));
          expect(one.refunds).toBe(0 - (parts[index]?.refunds ?? 0));
        });
      }),
    );
  });

  it('is within a minor unit of the formulas worked out in floating point', () => {
    fc.assert(
      fc.property(things, (all) => {
        const parts = priceVolumeMix(all);
        const kept = all.filter(({ before, now }) => before.orders > 0 && now.orders > 0);
        const before = kept.reduce((orders, thing) => orders + thing.before.orders, 0);
        const now = kept.reduce((orders, thing) => orders + thing.now.orders, 0);
        all.forEach((thing, index) => {
          if (!kept.includes(thing)) return;
          const old = thing.before.gross / thing.before.orders;
          const share = thing.before.orders / before;
          const exact = {
            volume: (now - before) * share * old,
            mix: (thing.now.orders - now * share) * old,
            price: thing.now.orders * (thing.now.gross / thing.now.orders - old),
          };
          for (const part of ['volume', 'mix', 'price'] as const) {
            expect(Math.abs((parts[index]?.[part] ?? 0) - exact[part])).toBeLessThan(1 + 1e-6);
          }
        });
      }),
    );
  });

  it('has neither price nor mix where a single thing sells at one price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), fc.nat(9999), (one, two, price) => {
        const parts = priceVolumeMix([{ before: sold(one, one * price), now: sold(two, two * price) }]);
        expect(parts).toEqual([{ ...nothing, volume: two * price - one * price }]);
      }),
    );
  });
});
