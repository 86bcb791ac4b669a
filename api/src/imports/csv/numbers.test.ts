import { describe, expect, it } from 'vitest';
import { readAmount, readCount, readHundredths } from './numbers.ts';

describe('amounts of reports', () => {
  it.each([
    ['1.429999948', 'USD', '.', 143],
    ['1.820000023', 'USD', '.', 182],
    ['$1,204.50', 'USD', '.', 120_450],
    ['US$12', 'USD', '.', 1200],
    ['12.5 USD', 'USD', '.', 1250],
    ['1 234,56', 'EUR', ',', 123_456],
    ['1\u202f234,56\u00a0€', 'EUR', ',', 123_456],
    ['1.234,5', 'EUR', ',', 123_450],
    ['£0.005', 'GBP', '.', 1],
    ['¥1,200.4', 'JPY', '.', 1200],
    ['1234567', 'JPY', '.', 1_234_567],
    ['0', 'BHD', '.', 0],
  ] as const)('reads %j of %s with %j before the decimals', (text, currency, decimal, minor) => {
    expect(readAmount(text, currency, decimal)).toMatchObject({ ok: true, minor });
  });

  it.each([
    ['€12.50', 'USD', '.'],
    ['12.50 EUR', 'USD', '.'],
    ['1,5', 'EUR', '.'],
    ['1.234,56', 'EUR', '.'],
    ['12,34,567', 'USD', '.'],
    ['-5', 'USD', '.'],
    ['1e3', 'USD', '.'],
    ['', 'USD', '.'],
    ['Total', 'USD', '.'],
  ] as const)('refuses %j of %s with %j before the decimals', (text, currency, decimal) => {
    expect(readAmount(text, currency, decimal)).toMatchObject({ ok: false });
  });

  it('says where something was lost', () => {
    expect(readAmount('1.429999948', 'USD', '.')).toMatchObject({ rounded: true });
    expect(readAmount('1.4300000', 'USD', '.')).toMatchObject({ rounded: false });
  });
});

describe('counts of reports', () => {
  it('are whole', () => {
    expect(['1,204', '12.00', '0', '1.5', '-1', 'x', '9007199254740993'].map((text) => readCount(text, '.'))).toEqual([
      1204,
      12,
      0,
      null,
      null,
      null,
      null,
    ]);
    expect(readCount('1.204', ',')).toBe(1204);
  });

  it('or, of conversions, rounded half up to a hundredth', () => {
    expect(['3', '2.5', '0.005', '1,204.333', '-1', ''].map((text) => readHundredths(text, '.'))).toEqual([
      3,
      2.5,
      0.01,
      1204.33,
      null,
      null,
    ]);
  });
});
