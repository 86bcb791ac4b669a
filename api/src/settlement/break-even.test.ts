import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedOrders, findCrossing } from './break-even.ts';
import { settle } from './settle.ts';
import { agreement, paid, percent, share, terms } from './worked-example.ts';

const WHOLE = 1_000_000;
const oneShare = (millionths: number) =>
  agreement(terms([share('platform', [percent((millionths / 10_000).toFixed(4))])]));

describe('the place up to which a target is reached', () => {
  it('is found where trying every number finds it, from either end', async () => {
    const falls = fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(5_000)), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(falls, fc.integer({ min: -200, max: 400_000 }), fc.boolean(), async (falls, target, rising) => {
        let amount = 300_000;
        const down = falls.map((fall) => (amount -= fall));
        const amounts = rising ? down.toReversed() : down;
        const last = amounts.length - 1;
        const { holds, fails } = await findCrossing({
          easy: rising ? last : 0,
          hard: rising ? 0 : last,
          target,
          amountAt: async (at) => amounts[at] ?? Number.NaN,
        });
        const reached = amounts.flatMap((amount, at) => (amount >= target ? [at] : []));
        const missed = amounts.flatMap((amount, at) => (amount >= target ? [] : [at]));
        expect(holds?.at ?? null).toBe((rising ? reached.at(0) : reached.at(-1)) ?? null);
        expect(fails?.at ?? null).toBe((rising ? missed.at(-1) : missed.at(0)) ?? null);
        const found = [holds, fails].filter((one) => one !== null);
        expect(found.map(({ amount }) => amount)).toEqual(found.map(({ at }) => amounts[at]));
      }),
      { numRuns: 400, seed: 81 },
    );
  });

  it('takes about forty amounts of a million at most, and six of nearly a straight line', async () => {
    const looks = async (amountOf: (at: number) => number, target: number) => {
      let count = 0;
      const amountAt = async (at: number) => {
        count += 1;
        return amountOf(at);
      };
      await findCrossing({ easy: 0, hard: WHOLE, target, amountAt });
      return count;
    };
    for (const edge of [1, 2, 7, 1_000, 31_415, 499_999, 500_000, 777_777, 999_998, WHOLE]) {
      expect(await looks((at) => (at < edge ? 9 : 0), 9)).toBeLessThanOrEqual(44);
      expect(await looks((at) => 32_847_533 - Math.round(at * 32.847_533), 32_847_533 - edge * 33)).toBeLessThan(8);
    }
  });

  it('of one order at $149.99: at least $146.00 up to 2.6634 %, which takes 399.48 cents', async () => {
    const history = [paid('a', '2026-03-02', 14_999)];
    const found = await findCrossing({
      easy: 0,
      hard: WHOLE,
      target: 14_600,
      amountAt: async (at) => settle([oneShare(at)], history).entries[0]?.amounts[1] ?? Number.NaN,
    });
    // 399.5 cents, from which on the platform gets 400, is 2.66351… %.
    expect(found).toEqual({ holds: { at: 26_635, amount: 14_600 }, fails: { at: 26_636, amount: 14_599 } });
  });

  it('of generated orders is that of a sum of cuts rounded half up one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (amounts, part) => {
          const history = amounts.map((amount, index) => paid(`o${index}`, '2026-03-02', amount));
          const all = amounts.reduce((sum, amount) => sum + amount, 0);
          const target = Math.ceil(all * part);
          const { holds, fails } = await findCrossing({
            easy: 0,
            hard: WHOLE,
            target,
            amountAt: async (at) =>
              settle([oneShare(at)], history).entries.reduce((sum, { amounts: [, rest = 0] }) => sum + rest, 0),
          });
          const left = (millionths: number) =>
            all - amounts.reduce((sum, amount) => sum + Math.floor((2 * amount * millionths + WHOLE) / (2 * WHOLE)), 0);
          // As it never rises, one number decides of all before it.
          expect(left(holds?.at ?? -1)).toBeGreaterThanOrEqual(target);
          expect(holds?.amount).toBe(left(holds?.at ?? -1));
          const next = (holds?.at ?? -1) + 1;
          expect(fails).toEqual(next > WHOLE ? null : { at: next, amount: left(next) });
          expect(fails === null || fails.amount < target).toBe(true);
        },
      ),
      { numRuns: 60, seed: 82 },
    );
  });

  it('goes one way: whoever takes the rest never comes to more where the only other share takes more', () => {
    const movements = fc.array(
      fc.record({
        amount: fc.nat(5_000),
        kept: fc.boolean(),
        refunded: fc.array(fc.double({ min: 0, max: 0.6, noNaN: true }), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(movements, fc.nat(WHOLE), fc.nat(WHOLE), fc.option(fc.nat(8_000)), (orders, one, other, minimum) => {
        const history = orders.flatMap(({ amount, refunded }, index) => [
          paid(`o${index}`, '2026-03-02', amount),
          ...refunded.map((part, place) => ({
            ...paid(`o${index}`, `2026-0${3 + place}-20`, Math.floor(amount * part)),
            kind: 'refunded' as const,
          })),
        ]);
        const rest = (millionths: number) => {
          const more = { minimum_minor: minimum, on_refund: orders[0]?.kept ? 'kept' : 'returned' } as const;
          const only = agreement(terms([share('platform', [percent((millionths / 10_000).toFixed(4))], more)]));
          const { entries, guarantees } = settle([only], history, ['2026-03']);
          return [...entries, ...guarantees].reduce((sum, { amounts }) => sum + (amounts[1] ?? 0), 0);
        };
        expect(rest(Math.max(one, other))).toBeLessThanOrEqual(rest(Math.min(one, other)));
      }),
      { numRuns: 300, seed: 83 },
    );
  });
});

describe('added orders', () => {
  it.each([
    ['292,343.04 instead of 297,270.17 of 4,633 orders: 78.08… orders', 29_727_017, 29_234_304, 4_633, 79],
    ['90 instead of 100 of 9 orders: one, exactly', 100, 90, 9, 1],
    ['90 instead of 101 of 9 orders: 1.1', 101, 90, 9, 2],
    ['as much as today: none', 500, 500, 7, 0],
    ['120 instead of 100 of 12 orders: two fewer do, at 10 each', 100, 120, 12, -2],
    ['120 instead of 101 of 12 orders: 1.9 fewer, so one', 101, 120, 12, -1],
    ['nothing of each: never', 100, 0, 12, null],
    ['a loss with each: never', 100, -5, 12, null],
    ['no order: never', 0, 0, 0, null],
  ])('%s', (_, today, supposed, orders, expected) => {
    expect(addedOrders({ today, supposed, orders })).toBe(expected);
  });

  it('are the least number that comes to as much, by counting', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 2_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 40 }),
        (today, supposed, orders) => {
          let count = -2 * orders * 2_000;
          while (supposed * (orders + count) < today * orders) count += 1;
          expect(addedOrders({ today, supposed, orders })).toBe(count);
        },
      ),
      { numRuns: 100, seed: 84 },
    );
  });
});
