import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCardNumber, isCardNumber, maskDigits } from './card-number.ts';

const NOW = Date.UTC(2026, 8, 1);

/** Card numbers as the schemes issue them: prefix, length, check digit by an independent Luhn. */
const PREFIXES: readonly (readonly [string, number])[] = [
  ['4', 13],
  ['4', 16],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['6445', 16],
  ['65', 16],
  ['65', 19],
  ['300', 14],
  ['36', 14],
  ['38', 14],
  ['3528', 16],
  ['3589', 16],
  ['62', 16],
  ['62', 17],
  ['62', 18],
  ['62', 19],
  ['5018', 12],
  ['6304', 16],
  ['6759', 18],
  ['6763', 19],
];

const card = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 }))
  .map(([[prefix, length], filler]) => {
    const body = prefix + filler.slice(0, length - prefix.length - 1).join('');
    return body + checkDigit(body);
  });

/** Luhn by table, from the check digit's point of view. */
function checkDigit(body: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...body].toReversed().reduce((total, digit, index) => {
    const value = Number(digit);
    return total + (index % 2 === 0 ? (doubled[value] ?? 0) : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

const shift = (zero: number) => (digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const joined = (size: number, separator: string) => (digits: string) =>
  (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);

const SPELLINGS: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  ...[' ', '-', '.', '\u00a0', '\u200b', '\u2009', '–', '_', '/', '\u2060', '  ', ' - ', '\t', '\n'].map((separator) =>
    joined(4, separator),
  ),
  joined(1, ' '),
  joined(1, '\u200d'),
  shift(0xff10),
  shift(0x0660),
  shift(0x06f0),
  shift(0x0966),
  shift(0x1d7ce),
  (digits) => shift(0xff10)(digits.slice(0, 8)) + digits.slice(8),
  (digits) => joined(4, '\u3000')(shift(0xff10)(digits)),
  (digits) => `PAN${digits}X`,
  (digits) => `card: ${joined(4, ' ')(digits)} exp 12/29`,
  (digits) => `${joined(4, ' ')(digits)} 12/29 123`,
  (digits) => `0 ${digits}`,
];

describe('holdsCardNumber', () => {
  it('finds 10,000 generated cards in every spelling and field', () => {
    fc.assert(
      fc.property(
        card,
        fc.constantFrom(...SPELLINGS),
        fc.constantFrom('user', 'reference', 'other'),
        (digits, spell, use) => holdsCardNumber(spell(digits), NOW, use),
      ),
      { numRuns: 10_000, seed: 7 },
    );
  });

  it('takes fewer than one in a thousand of 100,000 ids for a card', () => {
    const digits = (length: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((parts) => parts.join(''));
    const id = fc.oneof(
      fc.uuid(),
      fc.tuple(fc.integer({ min: 2015, max: 2026 }), digits(7)).map(([year, number]) => `ORD-${year}-${number}`),
      digits(10),
      digits(9).map((number) => `order_${number}`),
      fc.integer({ min: Date.UTC(2010, 0), max: NOW }).map((ms) => `evt-${ms}`),
      fc.integer({ min: Date.UTC(2010, 0), max: NOW }).map((ms) => `${ms}000`),
      fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 26, maxLength: 26 }),
      snowflakeOf(fc.integer({ min: Date.UTC(2019, 0), max: NOW })),
    );
    const wrong = fc.sample(id, { numRuns: 100_000, seed: 11 }).filter((text) => holdsCardNumber(text, NOW, 'other'));
    expect(wrong.length).toBeLessThan(100);
  });

  it.each(['user', 'reference', 'other'] as const)('passes the ids of every year as %s', (use) => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2010, 10, 6), max: NOW }),
        fc.integer({ min: 0, max: 4_194_303 }),
        (ms, low) => {
          const id = snowflake(ms, low);
          return !holdsCardNumber(id, ms, use) && !holdsCardNumber(`x:${id}`, ms + 1500, use);
        },
      ),
      { numRuns: 20_000, seed: 5 },
    );
  });

  it('passes a reply to a post of some months ago, and an account made years before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2011, 8, 1), max: NOW }),
        fc.integer({ min: 0, max: 4_194_303 }),
        fc.integer({ min: 0, max: 360 * 86_400_000 }),
        (ms, low, age) => !holdsCardNumber(snowflake(ms, low), ms + age, 'reference'),
      ),
      { numRuns: 10_000, seed: 6 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2016, 1, 1), max: NOW }),
        fc.integer({ min: 0, max: 4_194_303 }),
        (ms, low) => !holdsCardNumber(snowflake(ms, low), NOW, 'user'),
      ),
      { numRuns: 10_000, seed: 6 },
    );
  });

  it('wants an issuer prefix, a length and the check digit', () => {
    expect(isCardNumber('4111111111111111')).toBe(true);
    expect(isCardNumber('4111111111111112')).toBe(false);
    expect(isCardNumber('1111111111111117')).toBe(false);
    expect(isCardNumber('41111111111111')).toBe(false);
  });

  it('masks every digit form', () => {
    expect(maskDigits('a41\uff11\u0661b')).toBe('a****b');
  });
});

function snowflake(ms: number, low: number): string {
  return String((BigInt(ms - 1_288_834_974_657) << 22n) | BigInt(low));
}

function snowflakeOf(ms: fc.Arbitrary<number>): fc.Arbitrary<string> {
  return fc.tuple(ms, fc.integer({ min: 0, max: 4_194_303 })).map(([at, low]) => snowflake(at, low));
}
