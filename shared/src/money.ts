const WITHOUT_MINOR = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const FOUR_DIGITS = 'CLF UYW'.split(' ');
const TWO_DIGITS =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'.split(
    ' ',
  );

/** ISO 4217 active codes of circulating money and units of account → digits after the decimal point (its "minor unit" column). */
export const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ...WITHOUT_MINOR.map((code) => [code, 0] as const),
  ...TWO_DIGITS.map((code) => [code, 2] as const),
  ...THREE_DIGITS.map((code) => [code, 3] as const),
  ...FOUR_DIGITS.map((code) => [code, 4] as const),
]);

/** Digits after the decimal point of `currency`; throws a RangeError for a code that ISO 4217 does not list. */
export function minorDigits(currency: string): number {
  const digits = MINOR_DIGITS.get(currency);
  if (digits === undefined) throw new RangeError(`${currency} is not an ISO 4217 currency code`);
  return digits;
}

export type AmountResult = { ok: true; minor: number } | { ok: false; message: string };

/**
 * Reads a non-negative decimal string ("149.99") as integer minor units of `currency` (14999), without floating point.
 * Refuses signs, exponents, more decimals than the currency has, and amounts beyond 2^53 − 1 minor units.
 */
export function parseAmount(text: string, currency: string): AmountResult {
  const digits = minorDigits(currency);
  const match = /^(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (!match) return { ok: false, message: 'must be a decimal string without sign or exponent, such as "149.99"' };
  const fraction = match[2] ?? '';
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) {
    return { ok: false, message: `has more decimals than ${currency} allows (${digits})` };
  }
  const minor = Number(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(minor)) return { ok: false, message: 'is larger than Syncline can keep exactly' };
  return { ok: true, minor };
}

/** Writes integer minor units of `currency` as a decimal string: (14999, "USD") → "149.99". Negative amounts keep an ASCII minus. */
export function formatAmount(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const sign = minor < 0 ? '-' : '';
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export type RoundedAmount = { ok: true; minor: number; rounded: boolean } | { ok: false; message: string };

/**
 * Reads a non-negative decimal string with any number of decimals as integer minor units of `currency`, rounded half up
 * without floating point: ("1.429999948", "USD") → 143. `rounded` says whether anything was lost.
 */
export function roundAmount(text: string, currency: string): RoundedAmount {
  const match = /^(\d{1,16})(?:\.(\d{1,40}))?$/.exec(text);
  if (!match) return { ok: false, message: 'must be a decimal number without sign or exponent, such as "149.99"' };
  const digits = minorDigits(currency);
  const fraction = match[2] ?? '';
  const kept = BigInt(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  const rest = fraction.slice(digits);
  const minor = Number(kept + (/^[5-9]/.test(rest) ? 1n : 0n));
  if (!Number.isSafeInteger(minor)) return { ok: false, message: 'is larger than Syncline can keep exactly' };
  return { ok: true, minor, rounded: /[1-9]/.test(rest) };
}
