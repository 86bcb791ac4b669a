import { describe, expect, it } from 'vitest';
import { ledgerOf } from './ledger.ts';

const share = (part: number) => `${Math.round(part * 1000) / 10} %`;
const count = (purchases: number) => `${purchases} orders`;
const base = { gross: 136_430_016, refunds: 5_503_824, purchases: 18_942, share, count };
const brands = (...nets: number[]) => nets.map((net, index) => ({ key: `b${index}`, name: `Brand ${index}`, net }));

describe('the ledger', () => {
  it('goes from gross over refunds to net, to the cent', () => {
    const { lines } = ledgerOf({ ...base, brands: [] });
    expect(lines.map(({ key, amount }) => [key, amount])).toEqual([
      ['gross', 136_430_016],
      ['refunds', -5_503_824],
      ['net', 130_926_192],
    ]);
    expect(lines[1]).toMatchObject({ from: 136_430_016, to: 130_926_192, note: '4 % of gross' });
  });

  it('lets the brands take net down to zero, each from where the one before ended', () => {
    const { lines } = ledgerOf({ ...base, brands: brands(100_000_000, 30_926_192) });
    const parts = lines.filter(({ kind }) => kind === 'part');
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      [30_926_192, 130_926_192],
      [0, 30_926_192],
    ]);
  });

  it('gathers the small brands and loses none of their money', () => {
    const { lines } = ledgerOf({
      gross: 280,
      refunds: 0,
      purchases: 8,
      share,
      count,
      brands: brands(70, 60, 50, 40, 30, 20, 10),
    });
    const parts = lines.filter(({ kind }) => kind === 'part');
    expect(parts).toHaveLength(6);
    expect(parts.at(-1)).toMatchObject({ name: '2 more brands', amount: 30, from: 0 });
  });

  it('keeps zero on the axis when refunds exceed what was charged', () => {
    const { low, high, lines } = ledgerOf({ gross: 100, refunds: 150, purchases: 1, brands: [], share, count });
    expect([low, high]).toEqual([-50, 100]);
    expect(lines.at(-1)).toMatchObject({ amount: -50, from: 0, to: -50 });
  });

  it('says no share where nothing was charged', () => {
    expect(ledgerOf({ gross: 0, refunds: 10, purchases: 0, brands: [], share, count }).lines[1]?.note).toBe('');
  });
});
