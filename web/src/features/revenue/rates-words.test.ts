import type { CurrenciesAnswer } from '@syncline/shared/currencies';
import { describe, expect, it } from 'vitest';
import { coverageText, missingText, RATED_CURRENCIES, ratesText, standingText } from './rates-words.ts';

const rates = (currency: string, days: number, missing: string[]): CurrenciesAnswer['rates'][number] => ({
  currency,
  days,
  missing_days: missing.length,
  missing,
  published_from: null,
  published_to: null,
  lowest: null,
  highest: null,
  sources: [],
  latest: null,
});

describe('words of exchange rates', () => {
  it('name the days without a rate, of each currency the first', () => {
    const all = [rates('JPY', 9, ['2013-02-16', '2013-02-17']), rates('GBP', 4, []), rates('KWD', 1, ['2013-02-12'])];
    expect(missingText(all)).toBe('No rate of JPY on 2 days, the first 16 Feb 2013; KWD on 12 Feb 2013.');
    expect(missingText(all.slice(1, 2))).toBeUndefined();
    expect(all.map(coverageText)).toEqual(['7 of 9 days', '4 of 4 days', '0 of 1 day']);
  });

  it('say at which rates was converted', () => {
    const yen = { ...rates('JPY', 2, []), published_from: '2013-02-11', published_to: '2013-02-20' };
    const dinar = { ...rates('KWD', 1, []), published_from: '2013-02-08', published_to: '2013-02-08' };
    expect(
      ratesText([
        { ...yen, sources: ['ecb', 'hand'] },
        { ...dinar, sources: ['hand'] },
        rates('GBP', 1, ['2013-02-11']),
      ]),
    ).toBe(
      'Per euro: JPY on 2 days at rates published from 11 Feb – 20 Feb 2013 (File, ECB layout and By hand); KWD on 1 day at rates published on 8 Feb 2013 (By hand).',
    );
    expect(ratesText([rates('JPY', 1, ['2013-02-11'])])).toBeUndefined();
  });

  it('say which rate counts', () => {
    const layer = {
      day: '2013-02-11',
      currency: 'USD',
      rate: '1.3391',
      source: 'ecb' as const,
      note: '',
      batch: 'b',
      received_at: '2013-02-11T15:00:00Z',
      counts: true,
      taken_back_at: null,
    };
    expect(standingText(layer)).toBe('counts');
    expect(standingText({ ...layer, counts: false })).toBe('another counts');
    expect(standingText({ ...layer, counts: false, taken_back_at: layer.received_at })).toBe('taken back');
  });

  it('offer every currency but the euro, by code', () => {
    const codes = RATED_CURRENCIES.map(({ value }) => value);
    expect(codes).toEqual(codes.toSorted());
    expect(codes).not.toContain('EUR');
    expect(RATED_CURRENCIES.find(({ value }) => value === 'JPY')?.label).toBe('JPY, Japanese Yen');
  });
});
