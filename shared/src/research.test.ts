import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEAN_KEYS, MEANS } from './means.ts';
import { AGAINST_NAMES, BEHAVIOUR_KEYS, indexSentence, meanSentence, SEGMENT_NAMES } from './research.ts';
import { AGAINST, SEGMENTS } from './segments.ts';

const share = (numerator: number, base: number) => ({
  value: base === 0 ? null : numerator / base,
  numerator,
  base,
  low: null,
  high: null,
});
const MOBILE = { segment: 'mobile', against: 'everyone_else' } as const;

describe('indexSentence', () => {
  it.each([
    {
      what: 'more likely, with the group and both bases',
      ratio: { value: 1.45, low: 1.2, high: 1.75 },
      difference: { value: 0.013, low: 0.006, high: 0.02 },
      sentence:
        'Primary mobile people are 45\u202f% more likely to pay for a purchase than everyone else (95\u202f% interval 20\u202f% more to 75\u202f% more): 4.2\u202f% of 12,000 against 2.9\u202f% of 8,000.',
    },
    {
      what: 'times as likely from twice on, so that 301 % more is not taken for three times',
      ratio: { value: 4.01, low: 3.2, high: 5.03 },
      difference: { value: 0.013, low: 0.006, high: 0.02 },
      sentence:
        'Primary mobile people are 4.0 times as likely as everyone else to pay for a purchase (95\u202f% interval 3.2 to 5.0 times): 4.2\u202f% of 12,000 against 2.9\u202f% of 8,000.',
    },
    {
      what: 'less likely',
      ratio: { value: 0.43, low: 0.35, high: 0.52 },
      difference: { value: -0.013, low: -0.02, high: -0.006 },
      sentence:
        'Primary mobile people are 57\u202f% less likely to pay for a purchase than everyone else (95\u202f% interval 65\u202f% less to 48\u202f% less): 4.2\u202f% of 12,000 against 2.9\u202f% of 8,000.',
    },
    {
      what: 'no difference where the interval holds none',
      ratio: { value: 1.2, low: 0.9, high: 1.6 },
      difference: { value: 0.003, low: -0.002, high: 0.008 },
      sentence:
        'No difference is established in how likely primary mobile people and everyone else are to pay for a purchase: 4.2\u202f% of 12,000 against 2.9\u202f% of 8,000.',
    },
  ])('tells $what', ({ ratio, difference, sentence }) => {
    const row = { behaviour: 'pays' as const, segment: share(504, 12_000), comparison: share(232, 8_000) };
    expect(indexSentence({ ...row, ratio, difference, adjusted_p_value: 0.001 }, MOBILE)).toBe(sentence);
  });

  const estimates = fc
    .tuple(fc.double({ min: 0.01, max: 20, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true }))
    .map(([value, spread]) => ({ value, low: value / (1 + spread), high: value * (1 + spread) }));
  const rows = fc.record({
    behaviour: fc.constantFrom(...BEHAVIOUR_KEYS),
    segment: fc.option(
      fc.integer({ min: 0, max: 900 }).map((count) => share(count, 900)),
      { freq: 6 },
    ),
    comparison: fc.option(
      fc.integer({ min: 0, max: 700 }).map((count) => share(count, 700)),
      { freq: 6 },
    ),
    ratio: estimates,
    difference: estimates.map(({ value, low, high }) => ({ value: value - 5, low: low - 5, high: high - 5 })),
    adjusted_p_value: fc.option(fc.double({ min: 0, max: 0.2, noNaN: true }), { freq: 6 }),
  });
  const rules = fc.record({ segment: fc.constantFrom(...SEGMENTS), against: fc.constantFrom(...AGAINST) });

  it('always names segment and comparison group, and never tells an index as a share', () => {
    fc.assert(
      fc.property(rows, rules, (row, rule) => {
        const sentence = indexSentence(row, rule);
        expect(sentence.toLowerCase()).toContain(SEGMENT_NAMES[rule.segment]);
        expect(sentence).toContain(AGAINST_NAMES[rule.against]);
        // Every percentage is a share of a stated base, or is followed by "more", "less" or "interval".
        for (const [, after = ''] of sentence.matchAll(/[\d.]+\u202f%(.*?)(?=[\d.]+\u202f%|$)/g)) {
          expect(after).toMatch(/^ (of [\d,]+|more|less|interval)/);
        }
        expect(/likely to .* than /.test(sentence)).toBe(/% (more|less) likely/.test(sentence));
      }),
      { numRuns: 1000 },
    );
  });

  it('tells a direction only where interval and adjusted p-value carry it', () => {
    fc.assert(
      fc.property(rows, rules, (row, rule) => {
        const sentence = indexSentence(row, rule);
        const carried = (row.difference.low > 0 || row.difference.high < 0) && (row.adjusted_p_value ?? 1) < 0.05;
        expect(carried || !/times as likely|more likely|less likely/.test(sentence)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('meanSentence', () => {
  const group = (total: number, base: number) => ({ value: base === 0 ? null : total / base, total, base });
  const nothing = { value: null, low: null, high: null };

  it('tells both means over their people, and the difference in their unit', () => {
    const row = {
      mean: 'net_spend' as const,
      currency: 'USD',
      segment: group(14_856_000, 12_000),
      comparison: group(7_352_000, 8000),
      difference: { value: 319, low: 280.4, high: 357.6 },
      ratio: { value: 1.347, low: 1.2, high: 1.5 },
      adjusted_p_value: 0.0001,
    };
    expect(meanSentence(row, MOBILE)).toBe(
      'Net spend per person: a mean of 12.38\u202fUSD over 12,000 people (primary mobile people) against a mean of 9.19\u202fUSD over 8,000 people (everyone else), 3.19\u202fUSD more (95\u202f% interval 2.80\u202fUSD more to 3.58\u202fUSD more).',
    );
    expect(meanSentence({ ...row, adjusted_p_value: 0.2 }, MOBILE)).toBe(
      'No difference is established in net spend per person: a mean of 12.38\u202fUSD over 12,000 people (primary mobile people) against a mean of 9.19\u202fUSD over 8,000 people (everyone else).',
    );
  });

  const groups = fc.option(
    fc.tuple(fc.integer({ min: -5000, max: 90_000 }), fc.integer({ min: 0, max: 900 })).map(([a, b]) => group(a, b)),
    { freq: 6 },
  );
  const ends = fc.double({ min: -40, max: 40, noNaN: true });
  const rows = fc.record({
    mean: fc.constantFrom(...MEAN_KEYS),
    segment: groups,
    comparison: groups,
    difference: fc.oneof(
      fc.constant(nothing),
      fc.tuple(ends, ends, ends).map((three) => {
        const [low = 0, value = 0, high = 0] = three.toSorted((a, b) => a - b);
        return { value, low, high };
      }),
    ),
    adjusted_p_value: fc.option(fc.double({ min: 0, max: 0.2, noNaN: true }), { freq: 6 }),
  });
  const rules = fc.record({ segment: fc.constantFrom(...SEGMENTS), against: fc.constantFrom(...AGAINST) });

  it('cannot be read as a share or an index: nobody is likely, nothing is a percentage or a multiple', () => {
    fc.assert(
      fc.property(rows, rules, (drawn, rule) => {
        const currency = MEANS[drawn.mean].unit === 'money' ? 'JPY' : null;
        const sentence = meanSentence({ ...drawn, currency, ratio: nothing }, rule);
        expect(sentence.toLowerCase()).toContain(SEGMENT_NAMES[rule.segment]);
        const { segment, comparison } = drawn;
        expect(sentence.includes(AGAINST_NAMES[rule.against])).toBe(segment !== null && comparison !== null);
        expect(sentence.replace('(95\u202f% interval', '')).not.toMatch(/%|likely|times|×/);
        // Every figure of a group says that it is a mean, and over how many people.
        const means = [...sentence.matchAll(/a mean of \S+(?:\u202fJPY)? over [\d,]+ people/g)];
        expect(means.length).toBe(segment && comparison && segment.base > 0 && comparison.base > 0 ? 2 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells more or less only where interval and adjusted p-value carry it', () => {
    fc.assert(
      fc.property(rows, rules, (drawn, rule) => {
        const sentence = meanSentence({ ...drawn, currency: null, ratio: nothing }, rule);
        const { low, high } = drawn.difference;
        const carried = ((low ?? 0) > 0 || (high ?? 0) < 0) && (drawn.adjusted_p_value ?? 1) < 0.05;
        expect(carried || !/\d (more|less)/.test(sentence)).toBe(true);
      }),
    );
  });
});
