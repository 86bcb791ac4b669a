import type { LiftAnswer } from '@syncline/shared/lift';
import { proportionOf } from '../../lib/proportion.ts';
import { describe, expect, it } from 'vitest';
import { liftBars, liftFacts, liftSearchFields, liftTable, plannedSplit, splitText } from './lift.ts';
import { readSearch } from '../../lib/search-fields.ts';

const none = { value: null, low: null, high: null };
const answer = {
  arms: {
    exposed: { people: 8500, conversion: proportionOf(340, 8500), purchases: 350, gross_revenue: 3_500_000 },
    control: { people: 1500, conversion: proportionOf(40, 1500), purchases: 40, gross_revenue: 400_000 },
  },
  in_both: 0,
  lift: {
    absolute: { value: 0.0133, low: 0.0035, high: 0.0214 },
    relative: { value: 0.5, low: 0.088, high: 1.068 },
    p_value: 0.0134,
  },
  incremental: {
    buyers: { value: 113.33, low: 30, high: 182 },
    purchases: { value: 123.3, low: 40.2, high: 206.4 },
    gross_revenue: { value: 1_233_333, low: 300_000, high: 2_166_666 },
  },
  sample_ratio: {
    expected: { exposed: 0.85, control: 0.15 },
    exposed: proportionOf(8500, 10_000),
    p_value: 1,
    verdict: 'as_expected',
    days: [],
  },
} satisfies Omit<LiftAnswer, 'meta'>;

describe('the lift of a campaign', () => {
  it('draws each arm with its base, and none without people', () => {
    expect(liftBars(answer).map(({ key, base }) => [key, base])).toEqual([
      ['exposed', '340 of 8,500'],
      ['control', '40 of 1,500'],
    ]);
    const arms = { ...answer.arms, exposed: { ...answer.arms.exposed, people: 0, conversion: proportionOf(0, 0) } };
    expect(liftBars({ arms }).map(({ key }) => key)).toEqual(['control']);
  });

  it('tells every estimate with its interval, and a dash where there is none', () => {
    const facts = liftFacts(answer, 'USD').map(({ value, interval }) => [value, interval]);
    expect(facts).toEqual([
      ['+1.3 points', '0.4 to 2.1'],
      ['50\u202f% more', '8.8\u202f% more to 107\u202f% more'],
      ['+113', '+30 to +182'],
      ['+123', '+40 to +206'],
      ['+$12,333.33', '+$3,000.00 to +$21,666.66'],
      ['0.0134', ''],
    ]);
    const undefinedLift = { absolute: none, relative: none, p_value: null };
    const nothing = { buyers: none, purchases: none, gross_revenue: none };
    for (const { value } of liftFacts({ lift: undefinedLift, incremental: nothing }, 'USD')) expect(value).toBe('–');
  });

  it('says whether people fell to the arms as planned', () => {
    expect(splitText(answer)).toMatch(
      /^85\.0\u202f% of 10,000 people are exposed .* 85\.0\u202f% planned: as planned, p = 1\.0000\.$/,
    );
    const unplanned = { ...answer.sample_ratio, expected: null, p_value: null, verdict: 'unknown' as const };
    expect(splitText({ sample_ratio: unplanned })).toContain('without a planned split');
  });

  it('exports the arms and what is between them', () => {
    const meta = {} as LiftAnswer['meta'];
    const { rows } = liftTable({ ...answer, meta }, 'USD');
    expect(rows[0]?.slice(0, 3)).toEqual(['Exposed', 8500, 340]);
    expect(rows[2]).toEqual(['Exposed beyond control', null, 113.3, 0.0133, 0.0035, 0.0214, 123.3, 1_233_333]);
  });

  it('reads the plan from the URL, and leaves out what is none', () => {
    expect(plannedSplit(readSearch(liftSearchFields, { control: '15' }).control)).toEqual({
      expected: { exposed: 0.85, control: 0.15 },
    });
    for (const control of ['0', '100', '1.5', 'half', undefined]) {
      expect(plannedSplit(readSearch(liftSearchFields, { control }).control)).toEqual({});
    }
  });
});
