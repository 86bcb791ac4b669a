import { describe, expect, it } from 'vitest';
import { valueSentence } from './audience.ts';

const share = (numerator: number, base: number) => {
  const value = base === 0 ? null : numerator / base;
  return { value, numerator, base, low: value, high: value };
};
const none = { value: null, low: null, high: null };
const row = {
  followers: share(80, 1000),
  others: share(400, 10_000),
  difference: { value: 0.04, low: 0.024, high: 0.058 },
  ratio: { value: 2, low: 1.59, high: 2.52 },
  adjusted_p_value: 0.0001,
};

describe('valueSentence', () => {
  it('tells a ratio as times as likely, names both groups and has both shares with their bases', () => {
    expect(valueSentence(row, 'Amber', 'reached')).toBe(
      'Followers of Amber are 2.00 times as likely as others the brand reached to buy from it (95\u202f% interval 1.59 to 2.52 times): 8.00\u202f% of 1,000 against 4.00\u202f% of 10,000.',
    );
    expect(valueSentence({ ...row, ratio: { value: 2, low: null, high: null } }, 'Amber', 'active')).toBe(
      'Followers of Amber are 2.00 times as likely as other active people to buy from it: 8.00\u202f% of 1,000 against 4.00\u202f% of 10,000.',
    );
  });

  it('states no difference, no ratio, nobody and what is held back', () => {
    const spans = { value: 0.01, low: -0.001, high: 0.02 };
    expect(valueSentence({ ...row, difference: spans }, 'Amber', 'active')).toMatch(/^No difference is established/);
    expect(valueSentence({ ...row, adjusted_p_value: 0.4 }, 'Amber', 'active')).toMatch(
      /^No difference is established/,
    );
    expect(valueSentence({ ...row, ratio: none, others: share(0, 10_000) }, 'Amber', 'active')).toBe(
      'None of the other active people bought from Amber: 8.00\u202f% of 1,000 against 0.00\u202f% of 10,000.',
    );
    expect(valueSentence({ ...row, followers: share(0, 0) }, 'Amber', 'reached')).toMatch(/^Nobody to compare/);
    expect(valueSentence({ ...row, followers: null, others: null }, 'Amber', 'reached')).toBe(
      'Not shown: too few people to compare followers of Amber with others the brand reached.',
    );
  });
});
