import type { IndexAnswer } from '@syncline/shared/research';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { forestRows, indexTable, ratioText } from './index-table.ts';

const rule: IndexAnswer['rule'] = {
  segment: 'mobile',
  against: 'everyone_else',
  primary_device_threshold: 0.6,
  minimum_actions: 1,
  minimum_people: 50,
};
const nothing = { value: null, low: null, high: null };
const rows: IndexAnswer['rows'] = [
  {
    behaviour: 'pays',
    suppressed: false,
    segment: proportionOf(600, 10_000),
    comparison: proportionOf(250, 5000),
    difference: { value: 0.01, low: 0.002, high: 0.018 },
    ratio: { value: 1.2, low: 1.04, high: 1.38 },
    p_value: 0.012,
    adjusted_p_value: 0.02,
    sentence: 'Primary mobile people are 20 % more likely …',
  },
  {
    behaviour: 'clicks',
    suppressed: false,
    segment: proportionOf(610, 10_000),
    comparison: proportionOf(300, 5000),
    difference: { value: 0.001, low: -0.007, high: 0.009 },
    ratio: { value: 1.02, low: 0.89, high: 1.16 },
    p_value: 0.8,
    adjusted_p_value: 0.8,
    sentence: 'No difference is established …',
  },
  {
    behaviour: 'follows_11',
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

describe('the index as it is drawn and exported', () => {
  it('tells a difference only where it is established, and never a row that is held back', () => {
    const drawn = forestRows({ rows, rule }).map(({ label, text, established, ratio }) => [
      label,
      text,
      established,
      ratio !== null,
    ]);
    expect(drawn).toEqual([
      ['Pay for a purchase', '20\u202f% more', true, true],
      ['Click', 'not established', false, true],
      ['Follow 11 or more brands', 'too few people', false, false],
    ]);
  });

  it('has both bases beside every row', () => {
    expect(forestRows({ rows, rule }).map(({ base }) => base)).toEqual([
      '6.00\u202f% of 10,000 against 5.00\u202f% of 5,000',
      '6.10\u202f% of 10,000 against 6.00\u202f% of 5,000',
      'not shown',
    ]);
  });

  it('tells twice or more as a multiple', () => {
    expect([4.01, 2, 1.96, 0.43, 1].map((value) => ratioText({ value }))).toEqual([
      '4.0×',
      '2.0×',
      '96\u202f% more',
      '57\u202f% less',
      'as likely',
    ]);
  });

  it('exports counts, bases and ends plain', () => {
    const { columns, rows: exported } = indexTable({ rows });
    expect(exported.every((row) => row.length === columns.length)).toBe(true);
    expect(exported[0]?.slice(0, 7)).toEqual(['Pay for a purchase', 600, 10_000, 0.06, 250, 5000, 0.05]);
    expect(exported[2]?.slice(1, 15)).toEqual(Array(14).fill(null));
  });
});
