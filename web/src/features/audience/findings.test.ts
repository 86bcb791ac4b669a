import type { FollowDistribution, FollowerDevice } from '@syncline/shared/audience';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { manyBrandsRows, manyBrandsTitle } from './findings.ts';

function device(
  name: FollowerDevice,
  many: number,
  followers: number,
): FollowDistribution & { device: FollowerDevice } {
  const share = { brands: 11, share: proportionOf(many, followers) };
  return { device: name, followers, follows: followers, mean: 1, bins: [], at_least: [share] };
}

describe('manyBrandsTitle', () => {
  it('says who follows many more often where the interval of the difference keeps clear of zero', () => {
    expect(manyBrandsTitle({ devices: [device('mobile', 150, 1000), device('desktop', 80, 1000)] }, 11)).toBe(
      '15.0\u202f% of primary mobile followers follow 11 or more brands, 8.00\u202f% of primary desktop ones',
    );
    expect(manyBrandsTitle({ devices: [device('mobile', 80, 1000), device('desktop', 150, 1000)] }, 11)).toMatch(
      /^15\.0\u202f% of primary desktop followers/,
    );
  });

  it('says what by what where it does not, or where a device has no followers', () => {
    const neutral = '11 or more brands, by primary device';
    expect(manyBrandsTitle({ devices: [device('mobile', 15, 100), device('desktop', 12, 100)] }, 11)).toBe(neutral);
    expect(manyBrandsTitle({ devices: [device('mobile', 15, 100), device('desktop', 0, 0)] }, 11)).toBe(neutral);
  });
});

describe('manyBrandsRows', () => {
  it('lists devices in their order with base and interval, and leaves out those without followers', () => {
    const rows = manyBrandsRows(
      { devices: [device('desktop', 5, 50), device('mixed', 0, 0), device('mobile', 20, 1200)] },
      11,
    );
    expect(rows.map(({ label, base, value }) => [label, base, value])).toEqual([
      ['Primary mobile', '20 of 1,200', 20 / 1200],
      ['Primary desktop', '5 of 50', 0.1],
    ]);
  });
});
