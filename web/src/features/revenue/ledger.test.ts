import { describe, expect, it } from 'vitest';
import { ledgerOf, ledgerTable, type Step } from './ledger.ts';

const step = (key: string, kind: 'total' | 'change', amount: number): Step => ({
  key,
  name: key,
  note: '',
  fill: '',
  kind,
  amount,
});
const STEPS: Step[] = [
  step('gross', 'total', 136_430_016),
  step('refunds', 'change', -5_503_824),
  { key: 'fees', name: 'fees', note: 'not known', fill: '', kind: 'unknown' },
  step('net', 'total', 130_926_192),
  step('network', 'change', -6_874_785),
  step('brands', 'total', 124_051_407),
];

describe('a ledger', () => {
  it('stands totals on zero, and begins each change where the line before ended', () => {
    expect(ledgerOf(STEPS).lines.map(({ from, to }) => [from, to])).toEqual([
      [0, 136_430_016],
      [136_430_016, 130_926_192],
      [130_926_192, 130_926_192],
      [0, 130_926_192],
      [130_926_192, 124_051_407],
      [0, 124_051_407],
    ]);
  });

  it('keeps zero on the axis when more is taken away than there was', () => {
    const { low, high } = ledgerOf([step('gross', 'total', 100), step('refunds', 'change', -150)]);
    expect([low, high]).toEqual([-50, 100]);
  });

  it('has no amount in its table where none is known, never 0', () => {
    const { rows } = ledgerTable(ledgerOf(STEPS), 'USD');
    expect(rows[2]).toEqual(['fees', null, 'not known']);
    expect(rows[0]).toEqual(['gross', 1_364_300.16, '']);
  });
});
