import type { FollowerValueRow } from '@syncline/shared/audience';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { spendTexts, valueRows } from './value-rows.ts';

const none = { value: null, low: null, high: null };
const row: FollowerValueRow = {
  brand: 'amber',
  suppressed: false,
  followers: proportionOf(80, 1000),
  others: proportionOf(300, 10_000),
  difference: { value: 0.05, low: 0.034, high: 0.068 },
  ratio: { value: 2.667, low: 2.1, high: 3.38 },
  p_value: 0.00001,
  adjusted_p_value: 0.00002,
  spend: { followers: 412.6, others: 120, difference: { value: 292.6, low: 101, high: 484.2 }, p_value: 0.002 },
  sentence: '',
};
const held: FollowerValueRow = {
  ...row,
  brand: 'basalt',
  suppressed: true,
  followers: null,
  others: null,
  difference: none,
  ratio: none,
  p_value: null,
  adjusted_p_value: null,
  spend: { followers: null, others: null, difference: none, p_value: null },
};
const rule = { among: 'reached' as const, minimum_people: 50, followed_before: '2026-09-01' };

describe('valueRows', () => {
  it('has both shares with their bases beside each ratio, and the sentence under the catalogue’s name', () => {
    const [first] = valueRows({ rows: [row], rule }, () => 'Amber & Co');
    expect(first).toMatchObject({
      label: 'Amber & Co',
      base: '8.00\u202f% of 1,000 against 3.00\u202f% of 10,000',
      text: '2.7×',
      established: true,
    });
    expect(first?.tip.note).toMatch(/^Followers of Amber & Co are 2\.67 times as likely/);
  });

  it('says what is not established and what is held back', () => {
    const rows = valueRows({ rows: [{ ...row, adjusted_p_value: 0.2 }, held], rule }, (slug) => slug);
    expect(rows.map(({ text, established }) => [text, established])).toEqual([
      ['not established', false],
      ['too few people', false],
    ]);
    expect(rows[1]).toMatchObject({ base: 'not shown', ratio: null });
    expect(rows[1]?.tip.note).toMatch(/^Not shown/);
  });
});

describe('spendTexts', () => {
  it('gives money per person with the interval of the difference', () => {
    expect(spendTexts(row, 'USD')).toEqual({
      followers: '$4.13',
      others: '$1.20',
      difference: '+$2.93',
      interval: '+$1.01 to +$4.84',
    });
    expect(Object.values(spendTexts(held, 'USD'))).toEqual(['–', '–', '–', '–']);
  });
});
