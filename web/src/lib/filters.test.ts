import { describe, expect, it } from 'vitest';
import {
  carryFilters,
  comparisonPeriod,
  defaultPeriod,
  filterSearchFields,
  isCovered,
  parseSearch,
  readFilters,
  stringifySearch,
  toFilters,
  writePeriod,
  writeValues,
} from './filters.ts';
import { readSearch } from './search-fields.ts';

const days = { today: '2026-11-23', first_day: '2026-01-01', last_day: '2026-11-23' };

describe('the filter state in the URL', () => {
  it('has defaults where the URL is silent', () => {
    const state = readFilters(readSearch(filterSearchFields, {}), days);
    expect(state).toEqual({
      period: { from: '2026-08-26', to: '2026-11-23' },
      comparison: 'previous_period',
      values: { brand: [], campaign: [], device: [], network: [] },
    });
  });

  it.each([
    [{ from: '2026-02-30' }],
    [{ from: 'yesterday', to: 7 }],
    [{ compare: 'last_week' }],
    [{ device: ',,' }],
    [{ device: ['mobile'] }],
    [{ brand: '' }],
    [{ from: '2026-11-23', to: '2026-11-01' }],
    [{ from: '1990-01-01', to: '2026-11-01' }],
    [{ nonsense: 'x' }],
  ])('is harmless when %j stands there', (search) => {
    expect(readFilters(readSearch(filterSearchFields, search), days)).toEqual(readFilters({}, days));
  });

  it('reads lists once each and makes conditions of them', () => {
    const state = readFilters(readSearch(filterSearchFields, { device: 'mobile,tablet,mobile', brand: 'acme' }), days);
    expect(toFilters(state.values)).toEqual([
      { dimension: 'brand', op: 'is', values: ['acme'] },
      { dimension: 'device', op: 'is', values: ['mobile', 'tablet'] },
    ]);
  });

  it('leaves defaults out of the URL', () => {
    expect(stringifySearch(writePeriod(defaultPeriod(days), days))).toBe('');
    expect(stringifySearch(writeValues('device', []))).toBe('');
    expect(stringifySearch(writePeriod({ from: '2026-09-01', to: '2026-09-30' }, days))).toBe(
      '?from=2026-09-01&to=2026-09-30',
    );
  });

  it('writes a link that can be read, and reads it back', () => {
    const search = { from: '2026-09-01', device: 'mobile,tablet', brand: 'ünïcode & co' };
    const text = stringifySearch(search);
    expect(text).toContain('device=mobile,tablet');
    expect(parseSearch(text)).toEqual(search);
  });

  it('reads numbers and words alike as text', () => {
    expect(readSearch(filterSearchFields, parseSearch('?brand=2024&campaign=true'))).toMatchObject({
      brand: '2024',
      campaign: 'true',
    });
  });

  it('ends the default period on the last day with data of an old store', () => {
    const old = { today: '2026-11-23', first_day: '2015-08-16', last_day: '2015-08-16' };
    expect(defaultPeriod(old)).toEqual({ from: '2015-05-19', to: '2015-08-16' });
    expect(defaultPeriod({ today: '2026-11-23', first_day: null, last_day: null }).to).toBe('2026-11-23');
    expect(defaultPeriod({ ...days, last_day: '2026-11-24' }).to).toBe('2026-11-23');
  });

  it('has a default period short enough to be compared with the days before it', () => {
    const from = (first_day: string) => defaultPeriod({ ...days, first_day }).from;
    expect(from('2026-05-28')).toBe('2026-08-26');
    expect(from('2026-05-29')).toBe('2026-10-27');
    expect(from('2026-08-26')).toBe('2026-10-27');
    expect(from('2026-11-10')).toBe('2026-11-17');
    expect(from('2026-11-11')).toBe('2026-08-26');
  });

  it('knows which days the store holds in full', () => {
    const period = { from: '2026-11-01', to: '2026-11-10' };
    expect(isCovered(period, { first_day: '2026-11-01' })).toBe(true);
    expect(isCovered(period, { first_day: '2026-11-02' })).toBe(false);
    expect(isCovered(period, { first_day: null })).toBe(false);
  });

  it('compares with as many days before, the year before, or nothing', () => {
    const period = { from: '2026-11-01', to: '2026-11-10' };
    expect(comparisonPeriod({ period, comparison: 'previous_period' })).toEqual({
      from: '2026-10-22',
      to: '2026-10-31',
    });
    expect(comparisonPeriod({ period, comparison: 'previous_year' })).toEqual({ from: '2025-11-01', to: '2025-11-10' });
    expect(comparisonPeriod({ period, comparison: 'none' })).toBeNull();
  });

  it('carries filters and nothing else to another screen', () => {
    const search = { from: '2026-09-01', tab: 'reach', device: 'mobile' };
    expect(stringifySearch(carryFilters(search))).toBe('?from=2026-09-01&device=mobile');
  });
});
