import { describe, expect, it } from 'vitest';
import { moreWords, numberWords, percentWords, pointsWords } from './words.ts';

describe('figures in words', () => {
  it('groups thousands, and takes the sign off a zero', () => {
    expect([numberWords(12_345), numberWords(-0.4), numberWords(-1.25, 1)]).toEqual(['12,345', '0', '−1.3']);
  });

  it.each([
    [0.4312, '43\u202f%'],
    [0.0431, '4.3\u202f%'],
    [3.01, '301\u202f%'],
    [0, '0.0\u202f%'],
  ])('tells %d as %s', (part, words) => expect(percentWords(part)).toBe(words));

  it('has as many decimals as the interval carries', () => {
    expect(pointsWords(0.2514, 0.1, 0.4)).toBe('+25 points (10 to 40)');
    expect(pointsWords(0.0077, 0.0059, 0.0094)).toBe('+0.77 points (0.59 to 0.94)');
    expect(pointsWords(-0.00012, -0.0002, -0.00005)).toBe('−0.012 points (−0.020 to −0.005)');
  });

  it('says more, less or as much', () => {
    expect([0.45, -0.2, 0].map((part) => moreWords(part))).toEqual(['45\u202f% more', '20\u202f% less', 'as much']);
  });
});
