import { roundAmount, type RoundedAmount } from '@syncline/shared/money';

/** How a table writes numbers: the sign before the decimals; the other one, spaces and apostrophes group thousands. */
export type Decimal = '.' | ',';

const SPACES = /[\s\u00a0\u2007\u2009\u202f'’]/gu;
const PLAIN: Record<Decimal, RegExp> = {
  '.': /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/,
  ',': /^(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/,
};

/**
 * Reads an amount as reports write it ("$1,204.50", "1 234,56 €", "1.429999948"), rounded half up to the minor unit of
 * `currency`. A sign or code of another currency is a fault, not left out.
 */
export function readAmount(text: string, currency: string, decimal: Decimal): RoundedAmount {
  const bare = withoutSign(text.trim(), currency);
  const plain = plainNumber(bare, decimal);
  if (plain !== null) return roundAmount(plain, currency);
  const example = decimal === '.' ? '1,234.56' : '1.234,56';
  return {
    ok: false,
    message: `is no amount of ${currency} as the mapping says amounts are written, such as ${example}`,
  };
}

/** Reads a whole, non-negative number ("1,204", "12.00"); null where it is none. */
export function readCount(text: string, decimal: Decimal): number | null {
  const plain = plainNumber(text.trim(), decimal);
  if (plain === null || !/^\d+(?:\.0+)?$/.test(plain)) return null;
  const count = Number(plain);
  return Number.isSafeInteger(count) ? count : null;
}

/** Reads a non-negative number rounded half up to a hundredth, as conversions are kept; null where it is none. */
export function readHundredths(text: string, decimal: Decimal): number | null {
  const plain = plainNumber(text.trim(), decimal);
  // Any currency of two digits: only its digits are asked for.
  const rounded = plain === null ? null : roundAmount(plain, 'USD');
  return rounded?.ok ? rounded.minor / 100 : null;
}

function plainNumber(text: string, decimal: Decimal): string | null {
  const whole = text.replace(SPACES, '');
  if (!PLAIN[decimal].test(whole)) return null;
  return decimal === '.' ? whole.replaceAll(',', '') : whole.replaceAll('.', '').replace(',', '.');
}

function withoutSign(text: string, currency: string): string {
  for (const sign of signsOf(currency)) {
    if (text.startsWith(sign)) return text.slice(sign.length).trim();
    if (text.endsWith(sign)) return text.slice(0, -sign.length).trim();
  }
  return text;
}

const signs = new Map<string, string[]>();

/** How amounts of a currency are marked: USD, US$ and $; the longest first. */
function signsOf(currency: string): string[] {
  const known = signs.get(currency);
  if (known) return known;
  const ways = [
    ['en-001', 'symbol'],
    ['en', 'symbol'],
    ['en', 'narrowSymbol'],
  ] as const;
  const shown = ways.map(([locale, currencyDisplay]) => {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).formatToParts(0);
    return parts.find(({ type }) => type === 'currency')?.value ?? currency;
  });
  const found = [...new Set([currency, ...shown])].toSorted((one, other) => other.length - one.length);
  signs.set(currency, found);
  return found;
}
