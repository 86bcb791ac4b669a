import { describe, expect, it } from 'vitest';
import { campaignRows, findRows, seriesByCampaign, sortRows } from './rows.ts';

const rows = campaignRows(
  {
    rows: [
      { dimensions: { campaign: 'b' }, metrics: { reach: 5, roas: null }, comparison: { reach: 4 } },
      { dimensions: { campaign: 'a' }, metrics: { reach: 9, roas: 2 }, comparison: { reach: 9 } },
      { dimensions: { campaign: '' }, metrics: { reach: 7, roas: 3 }, comparison: { reach: 0 } },
    ],
  },
  [
    { slug: 'a', name: 'Alder 10', brand: 'wood' },
    { slug: 'b', name: 'alder 9', brand: null },
  ],
  [{ slug: 'wood', name: 'Woodworks' }],
);
const slugs = (sorted: readonly { slug: string }[]) => sorted.map(({ slug }) => slug);

describe('rows of campaigns', () => {
  it('carry the names of the catalogue', () => {
    expect(rows.map(({ name, brand }) => [name, brand])).toEqual([
      ['alder 9', ''],
      ['Alder 10', 'Woodworks'],
      ['No campaign', ''],
    ]);
  });

  it('are ordered by a metric, by name and by change, what is not defined last either way', () => {
    expect(slugs(sortRows(rows, { key: 'reach', descending: true }, 'reach'))).toEqual(['a', '', 'b']);
    expect(slugs(sortRows(rows, { key: 'roas', descending: true }, 'reach'))).toEqual(['', 'a', 'b']);
    expect(slugs(sortRows(rows, { key: 'roas', descending: false }, 'reach'))).toEqual(['a', '', 'b']);
    expect(slugs(sortRows(rows, { key: 'name', descending: false }, 'reach'))).toEqual(['b', 'a', '']);
    expect(slugs(sortRows(rows, { key: 'change', descending: false }, 'reach'))).toEqual(['a', 'b', '']);
  });

  it('are found by every word, in name, brand or slug', () => {
    expect(slugs(findRows(rows, 'wood 10'))).toEqual(['a']);
    expect(slugs(findRows(rows, '  '))).toEqual(['b', 'a', '']);
    expect(findRows(rows, 'wood 9')).toEqual([]);
  });

  it('have their days in order, nothing being 0 of what is counted and unknown of a ratio', () => {
    const answer = {
      rows: [
        { dimensions: { campaign: 'a', 'time:day': '2026-01-02' }, metrics: { reach: 3, frequency: 2 } },
        { dimensions: { campaign: 'b', 'time:day': '2026-01-01' }, metrics: { reach: 1, frequency: 1 } },
      ],
    };
    const days = ['2026-01-01', '2026-01-02'];
    expect(Object.fromEntries(seriesByCampaign(answer, 'reach', days))).toEqual({ a: [0, 3], b: [1, 0] });
    expect(Object.fromEntries(seriesByCampaign(answer, 'frequency', days))).toEqual({ a: [null, 2], b: [1, null] });
  });
});
