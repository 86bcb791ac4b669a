import type { RevenueChange } from '@syncline/shared/revenue-change';
import { describe, expect, it } from 'vitest';
import { changeSteps, changeTitle } from './change.ts';
import { ledgerOf } from './ledger.ts';

const sold = (orders: number, gross_revenue: number, refunds: number) => ({
  orders,
  gross_revenue,
  refunds,
  net_revenue: gross_revenue - refunds,
});
const nothing = { volume: 0, price: 0, mix: 0, new: 0, ended: 0, refunds: 0 };

function change(parts: Partial<RevenueChange['parts']>): RevenueChange {
  const whole = { ...nothing, ...parts };
  const difference = Object.values(whole).reduce((sum, part) => sum + part, 0);
  return { before: sold(10, 1000, 0), now: sold(12, 1000 + difference, 0), difference, parts: whole };
}
const title = (of: RevenueChange) => changeTitle(of).replaceAll('\u202f', ' ');
const NAMES = { before: 'Oct', now: 'Nov' };

describe('the waterfall of a change', () => {
  it('goes from net before to net now, part by part', () => {
    const { lines } = ledgerOf(changeSteps(change({ volume: 200, price: -50, refunds: 30 }), NAMES));
    expect(lines.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['Net before', 0, 1000],
      ['Volume', 1000, 1200],
      ['Price', 1200, 1150],
      ['Mix', 1150, 1150],
      ['Refunds', 1150, 1180],
      ['Net now', 0, 1180],
    ]);
  });

  it('has lines for new and ended offers only where there are any', () => {
    const names = changeSteps(change({ new: 80, ended: -20 }), NAMES).map(({ name }) => name);
    expect(names).toEqual(['Net before', 'Volume', 'Price', 'Mix', 'New', 'Ended', 'Refunds', 'Net now']);
  });
});

describe('the title of a change', () => {
  it('names the part that is half or more of what went the same way', () => {
    expect(title(change({ volume: 200, price: -50, refunds: 30 }))).toBe(
      'Net revenue rose 18.0 %, mostly by more orders',
    );
    expect(title(change({ mix: -300, volume: 40 }))).toBe('Net revenue fell 26.0 %, mostly by a cheaper mix of offers');
  });

  it('names none where none is', () => {
    expect(title(change({ volume: 40, price: 35, mix: 30 }))).toBe('Net revenue rose 10.5 %');
  });

  it('says so where nothing changed, and no share of nothing', () => {
    expect(title(change({}))).toBe('Net revenue is what it was before');
    expect(title({ ...change({ new: 500 }), before: sold(0, 0, 0) })).toBe('Net revenue rose, mostly by new offers');
  });
});
