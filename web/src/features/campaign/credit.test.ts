import type { AttributionAnswer } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { creditGroups, creditSearchFields, creditTable, readWindows, writeWindows } from './credit.ts';
import { readSearch } from '../../lib/search-fields.ts';

const sold = (purchases: number, gross_revenue: number) => ({ purchases, gross_revenue });
const row = (campaign: string, engaged: [number, number], viewed: [number, number]) => ({
  campaign,
  purchases: engaged[0] + viewed[0],
  buyers: engaged[0] + viewed[0],
  gross_revenue: engaged[1] + viewed[1],
  by_engagement: sold(...engaged),
  by_view: sold(...viewed),
});
const answer = (
  campaigns: AttributionAnswer['campaigns'],
  nobody: [number, number],
  totals: [number, number],
): AttributionAnswer => ({
  campaigns,
  unattributed: { ...sold(...nobody), buyers: 0 },
  totals: { ...sold(...totals), buyers: 0 },
  own_campaign_agrees: { value: null, numerator: 0, base: 0, low: null, high: null },
  windows: { view_days: 1, click_days: 14 },
  meta: {} as AttributionAnswer['meta'],
});

describe('the windows of the URL', () => {
  const read = (search: Record<string, unknown>) => readWindows(readSearch(creditSearchFields, search));

  it('are a day and fourteen where it names none that is offered', () => {
    expect(read({})).toEqual({ view_days: 1, click_days: 14 });
    expect(read({ view_days: '30', click_days: 'x' })).toEqual({ view_days: 1, click_days: 14 });
    expect(read({ view_days: '0', click_days: '30' })).toEqual({ view_days: 0, click_days: 30 });
  });

  it('never forget an engagement before a view', () => {
    expect(read({ view_days: '7', click_days: '1' })).toEqual({ view_days: 7, click_days: 7 });
    expect(writeWindows({ view_days: 1, click_days: 1 }, { view_days: 7 })).toEqual({ view_days: 7, click_days: 7 });
    expect(writeWindows({ view_days: 7, click_days: 7 }, { click_days: 1 })).toEqual({
      view_days: undefined,
      click_days: 1,
    });
  });

  it('are left out of it where they are the usual ones', () => {
    expect(writeWindows({ view_days: 0, click_days: 14 }, { view_days: 1 })).toEqual({
      view_days: undefined,
      click_days: undefined,
    });
  });
});

describe('the groups of purchases', () => {
  const all = answer([row('a', [6, 600], [2, 150]), row('b', [1, 100], [0, 0])], [3, 300], [12, 1150]);
  const own = answer([row('b', [1, 100], [0, 0]), row('a', [5, 500], [1, 50])], [2, 200], [9, 850]);

  it('are made of parts that add up', () => {
    const groups = creditGroups('a', all, own);
    expect(groups.map(({ purchases, revenue }) => [purchases, revenue])).toEqual([
      [8, 750],
      [9, 850],
    ]);
    expect(groups[0]?.parts.map(({ purchases, revenue }) => [purchases, revenue])).toEqual([
      [6, 600],
      [2, 150],
    ]);
    expect(groups[1]?.parts.map(({ purchases, revenue }) => [purchases, revenue])).toEqual([
      [6, 550],
      [1, 100],
      [2, 200],
    ]);
  });

  it('are zero for a campaign that nothing is credited to', () => {
    expect(creditGroups('c', all, answer([], [0, 0], [0, 0])).map(({ purchases }) => purchases)).toEqual([0, 0]);
  });

  it('make a table with shares and intervals of the parts', () => {
    const { rows } = creditTable(creditGroups('a', all, own), 'USD');
    expect(rows).toHaveLength(7);
    expect(rows[0]).toEqual(['Credited here', 8, null, null, null, 750]);
    expect(rows[1]?.slice(0, 3)).toEqual(['Credited here: for an engagement', 6, 0.75]);
    expect(rows[6]?.[3]).toBeCloseTo(0.0632, 3);
  });
});
