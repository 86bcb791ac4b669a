import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalRate, rateInputSchema } from './exchange-rates.ts';

describe('a rate', () => {
  it('is kept without zeros at its ends, and says the same', () => {
    expect(['1.3391', '01.3390', '125.00', '0.00000100', '007'].map(normalRate)).toEqual([
      '1.3391',
      '1.339',
      '125',
      '0.000001',
      '7',
    ]);
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), fc.nat({ max: 999_999 }), (whole, millionths) => {
        fc.pre(whole + millionths > 0);
        const padded = `00${whole}.${String(millionths).padStart(6, '0')}000`;
        const rate = normalRate(padded.slice(-19)) ?? '';
        const [left = '', right = ''] = rate.split('.');
        expect(BigInt(left + right.padEnd(6, '0'))).toBe(BigInt(whole) * 1_000_000n + BigInt(millionths));
        expect(rate).toMatch(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
        expect(normalRate(rate)).toBe(rate);
      }),
    );
  });

  it('is above 0, a plain decimal, and no longer than can be kept', () => {
    for (const text of [
      '0',
      '0.000',
      '',
      '-1',
      '+1',
      '1e3',
      '1,5',
      ' 1',
      '1.',
      '.5',
      '1234567890',
      '1.1234567890123',
    ]) {
      expect(normalRate(text)).toBeNull();
    }
  });

  it('is of a currency of ISO 4217 other than the euro, on a day that exists', () => {
    const parse = (more: object) =>
      rateInputSchema.safeParse({ day: '2013-02-11', currency: 'USD', rate: '1.33910', ...more });
    expect(parse({}).data).toEqual({ day: '2013-02-11', currency: 'USD', rate: '1.3391', note: '' });
    for (const more of [
      { currency: 'EUR' },
      { currency: 'XYZ' },
      { day: '2013-02-30' },
      { rate: '0' },
      { rate: 1.3 },
    ]) {
      expect(parse(more).success).toBe(false);
    }
  });
});
