import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, MINOR_DIGITS, minorDigits, parseAmount, roundAmount } from './money.ts';

describe('parseAmount', () => {
  it.each([
    ['149.99', 'USD', 14_999],
    ['15', 'USD', 1_500],
    ['0.5', 'EUR', 50],
    ['1200', 'JPY', 1_200],
    ['1.234', 'BHD', 1_234],
    ['19.90', 'EUR', 1_990],
    ['19.900', 'EUR', 1_990],
    ['0.00', 'USD', 0],
  ])('reads %s %s as %i minor units', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toEqual({ ok: true, minor });
  });

  it.each([
    ['-1', 'USD'],
    ['+1', 'USD'],
    ['1e3', 'USD'],
    ['1,50', 'EUR'],
    ['1.005', 'USD'],
    ['1.5', 'JPY'],
    ['', 'USD'],
    ['.5', 'USD'],
    ['9007199254740992', 'USD'],
    ['90071992547409.92', 'USD'],
  ])('refuses %j %s with a message', (text, currency) => {
    const result = parseAmount(text, currency);
    expect(result).toMatchObject({ ok: false });
  });

  it('gives back every amount that formatAmount wrote, in every currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MINOR_DIGITS.keys()),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        (currency, minor) => {
          expect(parseAmount(formatAmount(minor, currency), currency)).toEqual({ ok: true, minor });
        },
      ),
      { seed: 20130211 },
    );
  });
});

describe('minorDigits', () => {
  it('follows the minor unit column of ISO 4217', () => {
    expect(['USD', 'JPY', 'BHD', 'CLF', 'HUF'].map(minorDigits)).toEqual([2, 0, 3, 4, 2]);
  });

  it('refuses a code that is not listed', () => {
    expect(() => minorDigits('XXQ')).toThrow('XXQ is not an ISO 4217 currency code');
  });
});

describe('roundAmount', () => {
  it('rounds half up to the minor unit, exactly, and says whether anything was lost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MINOR_DIGITS.keys()),
        fc.nat({ max: 10_000_000_000 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 20 }),
        (currency, whole, fraction) => {
          const text = fraction.length === 0 ? String(whole) : `${whole}.${fraction.join('')}`;
          // In units of 10^-30 of the minor unit.
          const scale = 10n ** 30n;
          const exact =
            (BigInt(`${whole}${fraction.join('')}`) * scale * 10n ** BigInt(minorDigits(currency))) /
            10n ** BigInt(fraction.length);
          const down = exact / scale;
          const rest = exact % scale;
          expect(roundAmount(text, currency)).toEqual({
            ok: true,
            minor: Number(rest * 2n >= scale ? down + 1n : down),
            rounded: rest !== 0n,
          });
        },
      ),
    );
  });

  it.each(['-1', '1e3', '', '.5', '1,5', '9007199254740992'])('refuses %j', (text) => {
    expect(roundAmount(text, 'USD')).toMatchObject({ ok: false });
  });
});
