import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits } from '@syncline/shared/money';
import { addDays } from '@syncline/shared/time';
import { Converter } from './convert.ts';
import type { DatedRate } from './port.ts';

const ecb = (rates: Record<string, string>): DatedRate[] =>
  Object.entries(rates).map(([day, rate]) => ({ day, rate, source: 'ecb' }));

/** Reference rates of the European Central Bank of February 2013; it publishes none of the dinar of Kuwait. */
const SERIES = new Map<string, DatedRate[]>([
  ['USD', ecb({ '2013-02-11': '1.3391', '2013-02-15': '1.3325', '2013-02-18': '1.3352', '2013-03-11': '1.2994' })],
  ['JPY', ecb({ '2013-02-11': '125.12', '2013-02-15': '124.03', '2013-02-18': '125.24', '2013-03-11': '124.91' })],
  ['KWD', [{ day: '2013-02-11', rate: '0.3786', source: 'hand' }]],
]);

describe('a conversion', () => {
  it.each([
    // 1500 ÷ 125.12 × 1.3391 = 16.0537…
    ['yen, which have no minor unit, to cents', 1500, 'JPY', 'USD', '2013-02-11', 1605],
    // On a Saturday at Friday's rates: 1500 ÷ 124.03 × 1.3325 = 16.11505…, just over the half.
    ['on a Saturday at the rate of Friday', 1500, 'JPY', 'USD', '2013-02-16', 1612],
    ['and on the Sunday', 1500, 'JPY', 'USD', '2013-02-17', 1612],
    // 12.345 ÷ 0.3786 × 1.3391 = 43.6639…
    ['dinars, which have three decimals, to cents', 12_345, 'KWD', 'USD', '2013-02-11', 4366],
    // 149.99 ÷ 1.3391 × 125.12 = 14014.449…
    ['cents to yen', 14_999, 'USD', 'JPY', '2013-02-11', 14_014],
    // 0.999 ÷ 0.3786 × 125.12 = 330.149…
    ['three decimals to none', 999, 'KWD', 'JPY', '2013-02-11', 330],
    // 10.00 × 1.3391 = 13.391
    ['the euro at the rate itself', 1000, 'EUR', 'USD', '2013-02-11', 1339],
    // 13.39 ÷ 1.3391 = 9.99925…
    ['to the euro', 1339, 'USD', 'EUR', '2013-02-11', 1000],
    ['a refund as less than nothing', -1500, 'JPY', 'USD', '2013-02-11', -1605],
    ['of the currency itself without any rate', 77, 'USD', 'USD', '1999-01-01', 77],
    ['of nothing', 0, 'JPY', 'USD', '2013-02-11', 0],
  ])('%s', (_, minor, from, to, day, expected) => {
    expect(new Converter(SERIES, to).convert(minor, from, day)).toBe(expected);
  });

  it('rounds the half away from zero, both ways', () => {
    const converter = new Converter(new Map([['USD', ecb({ '2013-02-11': '1.005' })]]), 'USD');
    expect([100, -100, 300, -300].map((minor) => converter.convert(minor, 'EUR', '2013-02-11'))).toEqual([
      101, -101, 302, -302,
    ]);
  });

  it('goes by the last rate of at most seven days before, and by none that is older', () => {
    const converter = new Converter(SERIES, 'EUR');
    expect(converter.convert(100, 'USD', '2013-02-25')).not.toBeNull();
    expect(converter.convert(100, 'USD', '2013-02-26')).toBeNull();
    expect(converter.convert(100, 'USD', '2013-02-10')).toBeNull();
    // A rate of a later day is of no use.
    expect(converter.convert(100, 'GBP', '2013-02-11')).toBeNull();
  });

  it('says which rates it went by, and refuses what is missing by currency and day', () => {
    const converter = new Converter(SERIES, 'USD');
    for (const day of ['2013-02-11', '2013-02-16', '2013-02-18']) converter.convert(1, 'JPY', day);
    expect(() => converter.refuseMissing()).not.toThrow();
    expect(converter.stamps()).toEqual([
      {
        currency: 'JPY',
        days: 3,
        missing_days: 0,
        missing: [],
        published_from: '2013-02-11',
        published_to: '2013-02-18',
        lowest: '124.03',
        highest: '125.24',
        sources: ['ecb'],
      },
      expect.objectContaining({ currency: 'USD', days: 3, lowest: '1.3325', highest: '1.3391' }),
    ]);
    for (const day of ['2013-02-19', '2013-03-01', '2013-03-02', '2013-03-03', '2013-03-04']) {
      converter.convert(1, 'KWD', day);
    }
    let failure: unknown;
    try {
      converter.refuseMissing();
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'rate_missing', path: 'currencies' });
    const { message } = failure as Error;
    expect(message).toContain('KWD on 2013-02-19, 2013-03-01, 2013-03-02 and 2 more days');
    expect(message).toContain('USD on 2013-03-01, 2013-03-02, 2013-03-03 and 1 more day:');
    expect(message).not.toContain('JPY');
  });

  it('is never further than half a minor unit from what it is worth, and the same for what is taken back', () => {
    const decimal = fc
      .tuple(fc.integer({ min: 1, max: 9_999 }), fc.nat({ max: 999_999 }))
      .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);
    const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF', 'EUR');
    fc.assert(
      fc.property(
        fc.record({ minor: fc.nat({ max: 10_000_000 }), from: currency, to: currency, one: decimal, other: decimal }),
        ({ minor, from, to, one, other }) => {
          fc.pre(from !== to);
          const day = '2013-02-11';
          const perEuro = new Map([
            [from, one],
            [to, other],
            ['EUR', '1.000000'],
          ]);
          const series = new Map([...perEuro].map(([code, rate]) => [code, [{ day, rate, source: 'ecb' as const }]]));
          const converter = new Converter(series, to);
          const converted = converter.convert(minor, from, addDays(day, 3)) ?? Number.NaN;
          // Millionths of a unit per euro; |converted − worth| × 2 ≤ 1, without dividing.
          const millionths = (code: string) => BigInt((perEuro.get(code) ?? '').replace('.', ''));
          const size = (code: string) => 10n ** BigInt(minorDigits(code));
          const worth = BigInt(minor) * millionths(to) * size(to);
          const unit = millionths(from) * size(from);
          const apart = 2n * (BigInt(converted) * unit - worth);
          expect(apart <= unit && apart > -unit).toBe(true);
          expect((converter.convert(-minor, from, day) ?? Number.NaN) + converted).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives out whole minor units that add up to the whole, none a whole unit away from what it is worth', () => {
    const converter = new Converter(SERIES, 'USD');
    // 15 and 485 of 500 yen that went back: −16.05… and −519.07… of −535.12….
    expect(converter.convertParts([-15, -485], 'JPY', '2013-02-11')).toEqual([-16, -519]);
    expect(converter.convertParts([383, -383], 'KWD', '2013-02-11')).toEqual([135, -135]);
    const parts = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(parts, fc.constantFrom('JPY', 'KWD', 'EUR', 'USD'), (parts, currency) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const given = converter.convertParts(parts, currency, '2013-02-11') ?? [];
        expect(given.reduce((sum, part) => sum + part, 0)).toBe(converter.convert(whole, currency, '2013-02-11'));
        parts.forEach((part, index) => {
          const alone = converter.convert(part, currency, '2013-02-11') ?? Number.NaN;
          expect(Math.abs((given[index] ?? Number.NaN) - alone)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 500 },
    );
    expect(converter.convertParts([1, 2], 'GBP', '2013-02-11')).toBeNull();
  });
});
