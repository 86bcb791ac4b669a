import { describe, expect, it } from 'vitest';
import { adjustmentsOf } from './adjust.ts';
import type { MonthLine } from './port.ts';

const line = (more: Partial<MonthLine> = {}): MonthLine => ({
  party: 'platform',
  currency: 'USD',
  month: '2026-01',
  agreement: 'deal',
  version: 1,
  campaign: '',
  offer: '',
  orders: 2,
  refunds: 0,
  earned: 200,
  returned: 0,
  guaranteed: 0,
  amount: 200,
  ...more,
});
const nothingAdded = () => false;

describe('adjustments', () => {
  it('are what a line comes to less all that was said of it', () => {
    const now = [line({ orders: 4, refunds: 1, earned: 390, returned: 50, guaranteed: 10, amount: 350 })];
    const said = [line(), line({ orders: 1, earned: 90, amount: 90 })];
    expect(adjustmentsOf(now, said, nothingAdded)).toEqual([
      line({
        orders: 1,
        refunds: 1,
        earned: 100,
        returned: 50,
        guaranteed: 10,
        amount: 60,
        causes: ['late_orders', 'late_refunds'],
      } as Partial<MonthLine>),
    ]);
  });

  it('leave out what did not change, and tell lines apart by all that names them', () => {
    const places: Partial<MonthLine>[] = [
      { party: 'network' },
      { currency: 'EUR' },
      { month: '2026-02' },
      { agreement: 'other' },
      { version: 2 },
      { campaign: 'gift' },
      { offer: 'card' },
    ];
    const now = places.map((place) => line(place));
    expect(adjustmentsOf([...now, line()], [...now, line()], nothingAdded)).toEqual([]);
    expect(adjustmentsOf(now, [], nothingAdded)).toHaveLength(places.length);
  });

  it.each([
    ['an order more', { orders: 3, earned: 300, amount: 300 }, ['late_orders']],
    ['an order less', { orders: 1, earned: 100, amount: 100 }, ['removed_orders']],
    ['a refund more', { refunds: 1, returned: 30, amount: 170 }, ['late_refunds']],
    ['the same orders at another rate', { earned: 150, amount: 150 }, ['recalculated']],
    ['another party’s late order, of which this one gets nothing', { orders: 3 }, ['late_orders']],
  ])('name the cause: %s', (_, change, causes) => {
    expect(adjustmentsOf([line(change)], [line()], nothingAdded)).toMatchObject([{ causes }]);
  });

  it('name a refund that was removed, an order that is there no more, and terms that were written down later', () => {
    const refunded = line({ refunds: 1, returned: 30, amount: 170 });
    expect(adjustmentsOf([line()], [refunded], nothingAdded)).toMatchObject([{ causes: ['removed_refunds'] }]);
    expect(adjustmentsOf([], [line()], nothingAdded)).toMatchObject([{ causes: ['removed_orders'], amount: -200 }]);
    expect(adjustmentsOf([line()], [], () => true)).toMatchObject([{ causes: ['agreement_added'], amount: 200 }]);
  });
});
