import { describe, expect, it } from 'vitest';
import { findingText, levelText, stateText, termsText, unitsPer } from './alert-words.ts';

const revenue = { kind: 'alert', metric: 'net_revenue', measure: 'value', when: 'below' } as const;
const period = { from: '2026-11-27', to: '2026-11-27' };

describe('alerts in words', () => {
  it('say when they fire and clear, in the unit of their metric', () => {
    expect(termsText({ ...revenue, fire_at: 100_000, clear_at: 120_000 }, 'USD')).toBe(
      '$1,000.00 or less, until above $1,200.00',
    );
    expect(termsText({ ...revenue, metric: 'buyers', when: 'above', fire_at: 50, clear_at: 50 }, 'USD')).toBe(
      '50 or more',
    );
    expect(levelText({ metric: 'reach', measure: 'change' }, -12.5, 'USD')).toMatch(/^[-−]12\.5\s%$/);
  });

  it('say what was found, and that there is nothing to compare it with', () => {
    const change = { metric: 'buyers', measure: 'change' } as const;
    expect(findingText(change, { period, value: 75, before: 100, measured: -25 }, 'USD')).toMatch(
      /^75, [-−]25\s% against 100$/,
    );
    expect(findingText(change, { period, value: 75, before: 0, measured: null }, 'USD')).toBe(
      '75, nothing to compare it with',
    );
    expect(stateText({ kind: 'goal', state: 'firing', judged: { period, value: 1, before: null, measured: 1 } })).toBe(
      'reached',
    );
    expect(stateText({ kind: 'alert', state: 'clear', judged: null })).toBe('not judged yet');
  });

  it('are written in whole currency and percent', () => {
    expect(unitsPer({ metric: 'net_revenue', measure: 'value' }, 2)).toBe(100);
    expect(unitsPer({ metric: 'net_revenue', measure: 'change' }, 2)).toBe(1);
    expect(unitsPer({ metric: 'reach', measure: 'value' }, 2)).toBe(1);
  });
});
