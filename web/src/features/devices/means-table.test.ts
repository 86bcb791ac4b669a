import type { MeanRow } from '@syncline/shared/means';
import { describe, expect, it } from 'vitest';
import { meansShown, meansTable } from './means-table.ts';

const nothing = { value: null, low: null, high: null };
const rows: MeanRow[] = [
  {
    mean: 'actions',
    unit: 'actions',
    currency: null,
    suppressed: false,
    segment: { value: 12.384, total: 123_840, base: 10_000 },
    comparison: { value: 9.19, total: 45_950, base: 5000 },
    difference: { value: 3.194, low: 2.8, high: 3.588 },
    ratio: { value: 1.3476, low: 1.29, high: 1.41 },
    p_value: 0.000_01,
    adjusted_p_value: 0.000_02,
    sentence: 'Actions per person: …',
  },
  {
    mean: 'net_spend',
    unit: 'money',
    currency: 'USD',
    suppressed: false,
    segment: { value: 250.4, total: 2_504_000, base: 10_000 },
    comparison: { value: 260, total: 1_300_000, base: 5000 },
    difference: { value: -9.6, low: -60, high: 40.8 },
    ratio: { value: 0.963, low: 0.8, high: 1.17 },
    p_value: 0.71,
    adjusted_p_value: 0.71,
    sentence: 'No difference is established in net spend per person …',
  },
  {
    mean: 'brands_followed',
    unit: 'brands',
    currency: null,
    suppressed: true,
    segment: null,
    comparison: null,
    difference: nothing,
    ratio: nothing,
    p_value: null,
    adjusted_p_value: null,
    sentence: 'Not shown …',
  },
];

describe('the means as they are shown and exported', () => {
  it('has every mean over its people, in its own unit, and tells a difference only where it is established', () => {
    expect(
      meansShown(rows).map(({ segment, comparison, difference, established, adjusted }) => [
        `${segment.mean} ${segment.people}`.trim(),
        `${comparison.mean} ${comparison.people}`.trim(),
        difference,
        established,
        adjusted,
      ]),
    ).toEqual([
      ['12.38 over 10,000 people', '9.19 over 5,000 people', '3.19 more (2.80 more to 3.59 more)', true, '< 0.0001'],
      [
        '2.50\u202fUSD over 10,000 people',
        '2.60\u202fUSD over 5,000 people',
        '0.10\u202fUSD less (0.60\u202fUSD less to 0.41\u202fUSD more)',
        false,
        '0.7100',
      ],
      ['too few people', 'too few people', '–', false, '–'],
    ]);
  });

  it('shows no percentage anywhere', () => {
    expect(JSON.stringify(meansShown(rows))).not.toContain('%');
  });

  it('exports totals, people and ends plain, with the unit of money', () => {
    const { columns, rows: exported } = meansTable(rows);
    expect(exported.every((row) => row.length === columns.length)).toBe(true);
    expect(exported[1]?.slice(0, 8)).toEqual([
      'Net spend per person',
      'USD, minor units',
      250.4,
      2_504_000,
      10_000,
      260,
      1_300_000,
      5000,
    ]);
    expect(exported[2]?.slice(2)).toEqual(Array(14).fill(null));
  });
});
