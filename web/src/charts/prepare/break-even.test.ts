import { describe, expect, it } from 'vitest';
import { differenceAt, volumeAxis } from './break-even.ts';

describe('the line of added orders', () => {
  const volume = { today: 29_727_017, supposed: 29_234_304, orders: 4_633, added_part: 492_713 / 29_234_304 };

  it('begins with what is lost, is nothing at the break-even, and rises by the supposed result', () => {
    expect(differenceAt(volume, 0)).toBe(-492_713);
    expect(differenceAt(volume, volume.added_part)).toBeCloseTo(0, 3);
    expect(differenceAt(volume, 0.05)).toBeCloseTo(969_002.2, 1);
  });

  it('is drawn from no change past the break-even, at round parts', () => {
    expect(volumeAxis(volume)).toEqual({ low: 0, high: 0.05, ticks: [0, 0.01, 0.02, 0.03, 0.04, 0.05] });
  });

  it('is drawn from before the break-even where fewer orders do', () => {
    const { low, high } = volumeAxis({ added_part: -0.2 });
    expect(low).toBeLessThanOrEqual(-0.32);
    expect(high).toBeGreaterThanOrEqual(0.12);
  });
});
