import { describe, expect, it } from 'vitest';
import { spendWarning } from './spend-known.ts';

const row = (slug: string, spend: number | null) => ({ slug, metrics: { spend } });

describe('the warning of spend that is known in part', () => {
  it('says of how many campaigns it is known', () => {
    const rows = [row('a', 100), row('b', null), row('c', 0), row('', null)];
    expect(spendWarning(rows, ['spend', 'roas'])).toMatch(/^Spend is known of 2 of 3 campaigns: /);
  });

  it('is not given where it is known of all or of none, or where nothing is divided by it', () => {
    expect(spendWarning([row('a', 100), row('', null)], ['spend', 'cpa'])).toBeUndefined();
    expect(spendWarning([row('a', null)], ['spend', 'cpa'])).toBeUndefined();
    expect(spendWarning([row('a', 100), row('b', null)], ['spend', 'reach'])).toBeUndefined();
  });
});
