import { describe, expect, it } from 'vitest';
import { figureOfLine, followedSum, ordersQuestion, sharedOrdersSearchFields, sumOf } from './shared-orders-search.ts';
import { readSearch } from '../../lib/search-fields.ts';

const scope = { period: { from: '2026-09-01', to: '2026-09-30' }, filters: [] };

describe('the address of the orders under a figure', () => {
  it('says what is asked', () => {
    const search = readSearch(sharedOrdersSearchFields, {
      party: 'platform',
      month: '2026-09',
      in_campaign: '-',
      in_offer: 'mug',
      agreement: 'wide',
      version: '2',
    });
    expect(ordersQuestion(scope, search)).toEqual({
      ...scope,
      figure: { kind: 'party', party: 'platform' },
      month: '2026-09',
      campaign: '',
      offer: 'mug',
      under: { agreement: 'wide', version: 2 },
    });
    expect(ordersQuestion(scope, {})).toEqual({ ...scope, figure: { kind: 'net_revenue' } });
  });

  it('drops what does not fit', () => {
    const wrong = { party: 'Not a slug', figure: 'gross', month: '2026-13', version: '0', sum: '1', sort: 'name' };
    expect(Object.values(readSearch(sharedOrdersSearchFields, wrong)).every((value) => value === undefined)).toBe(true);
  });

  it.each([
    ['party post-network', { kind: 'party', party: 'post-network' }],
    ['tax', { kind: 'tax' }],
    ['no_agreement', { kind: 'unallocated', reason: 'no_agreement' }],
  ])('knows the figure of the line %s', (key, figure) => {
    expect(ordersQuestion(scope, figureOfLine(key)).figure).toEqual(figure);
  });

  it('remembers the amount of this figure and of no other', () => {
    const question = ordersQuestion(scope, { party: 'platform' });
    const sum = sumOf(-1234, question);
    expect(readSearch(sharedOrdersSearchFields, { sum }).sum).toBe(sum);
    expect(followedSum(sum, question)).toBe(-1234);
    expect(followedSum(sum, ordersQuestion(scope, { party: 'merchant' }))).toBeNull();
    expect(followedSum(sum, { ...question, period: { from: '2026-09-02', to: '2026-09-30' } })).toBeNull();
    expect(followedSum(undefined, question)).toBeNull();
  });
});
