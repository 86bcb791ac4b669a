import type { Point, SensitivityAnswer } from '@syncline/shared/sensitivity';
import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { courseText, rulePoints, sensitivityTable } from './sensitivity-points.ts';

const nothing = { value: null, low: null, high: null };
const told = (primary_device_threshold: number, minimum_actions: number, ratio: number): Point => ({
  primary_device_threshold,
  minimum_actions,
  asked: primary_device_threshold === 0.6 && minimum_actions === 1,
  people: { mobile: 10_000, desktop: 4000, mixed: 1000, unknown: 300 },
  rows: [
    {
      behaviour: 'pays',
      suppressed: false,
      segment: proportionOf(600, 10_000),
      comparison: proportionOf(250, 5000),
      difference: { value: 0.01, low: 0.002, high: 0.018 },
      ratio: { value: ratio, low: ratio * 0.9, high: ratio * 1.1 },
    },
  ],
});
const held = (primary_device_threshold: number): Point => ({
  ...told(primary_device_threshold, 1, 1),
  people: { mobile: null, desktop: null, mixed: null, unknown: null },
  rows: [{ behaviour: 'pays', suppressed: true, segment: null, comparison: null, difference: nothing, ratio: nothing }],
});
const answer: SensitivityAnswer = {
  rule: {
    segment: 'mobile',
    against: 'everyone_else',
    primary_device_threshold: 0.6,
    minimum_actions: 1,
    minimum_people: 50,
  },
  by_threshold: [told(0.55, 1, 1.18), told(0.6, 1, 1.2), held(0.7)],
  by_minimum: [told(0.6, 1, 1.2), told(0.6, 5, 1.31)],
  meta: {} as SensitivityAnswer['meta'],
};

describe('the sensitivity of an index as it is drawn and exported', () => {
  it('marks the rule asked for, and draws nothing of a rule that is held back', () => {
    const drawn = rulePoints(answer, 'threshold', 'pays');
    expect(drawn.map(({ label, asked, ratio }) => [label, asked, ratio?.value ?? null])).toEqual([
      ['55\u202f%', false, 1.18],
      ['60\u202f%', true, 1.2],
      ['70\u202f%', false, null],
    ]);
    expect(drawn[2]?.groups.map(({ people }) => people)).toEqual([null, null, null]);
    expect(JSON.stringify(drawn[2]?.tip)).not.toContain('10,000');
    expect(rulePoints(answer, 'minimum', 'pays').map(({ label }) => label)).toEqual(['1+', '5+']);
  });

  it('says between what the ratio moves, and how many rules are not shown', () => {
    const course = (moved: 'threshold' | 'minimum') => courseText(rulePoints(answer, moved, 'pays'), 'pays');
    expect(course('threshold')).toBe(
      'How likely to pay for a purchase: ratio 1.18× to 1.20× over 2 rules, 1 not shown',
    );
    expect(course('minimum')).toBe('How likely to pay for a purchase: ratio 1.20× to 1.31× over 2 rules');
    expect(courseText(rulePoints({ ...answer, by_threshold: [held(0.7)] }, 'threshold', 'pays'), 'pays')).toBe(
      'How likely to pay for a purchase: no rule has enough people',
    );
  });

  it('exports every rule with its people, both shares and ends', () => {
    const { columns, rows } = sensitivityTable(answer, 'threshold');
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[1]?.slice(0, 13)).toEqual([
      'Pay for a purchase',
      0.6,
      1,
      10_000,
      4000,
      1000,
      300,
      600,
      10_000,
      0.06,
      250,
      5000,
      0.05,
    ]);
    expect(rows[2]?.slice(3)).toEqual(Array(16).fill(null));
  });
});
