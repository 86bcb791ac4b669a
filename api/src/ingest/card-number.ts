/**
 * Finds payment card numbers in text: issuer prefix, a length the scheme issues and the Luhn check digit (ISO/IEC 7812-1),
 * whatever separators or digit forms they are written with.
 */

interface Scheme {
  name: string;
  /** Inclusive ranges of leading digits; both bounds have the same number of digits. */
  prefixes: readonly (readonly [number, number])[];
  lengths: readonly number[];
}

/** Issuer ranges as the schemes publish them; add a line to refuse another scheme. */
const SCHEMES: readonly Scheme[] = [
  { name: 'Visa', prefixes: [[4, 4]], lengths: [13, 16, 18, 19] },
  {
    name: 'Mastercard',
    prefixes: [
      [51, 55],
      [2221, 2720],
    ],
    lengths: [16],
  },
  {
    name: 'American Express',
    prefixes: [
      [34, 34],
      [37, 37],
    ],
    lengths: [15],
  },
  {
    name: 'Discover',
    prefixes: [
      [6011, 6011],
      [644, 649],
      [65, 65],
    ],
    lengths: [16, 17, 18, 19],
  },
  {
    name: 'Diners Club',
    prefixes: [
      [300, 305],
      [3095, 3095],
      [38, 39],
    ],
    lengths: [14, 16, 19],
  },
  { name: 'Diners Club International', prefixes: [[36, 36]], lengths: [14, 15, 16, 17, 18, 19] },
  { name: 'JCB', prefixes: [[3528, 3589]], lengths: [16, 17, 18, 19] },
  {
    name: 'UnionPay',
    prefixes: [
      [62, 62],
      [8100, 8171],
    ],
    lengths: [16, 17, 18, 19],
  },
  {
    name: 'Maestro',
    prefixes: [
      [5018, 5018],
      [5020, 5020],
      [5038, 5038],
      [5612, 5612],
      [5893, 5893],
      [6304, 6304],
      [6390, 6390],
      [6706, 6706],
      [6709, 6709],
      [6759, 6759],
      [6761, 6763],
      [6771, 6771],
    ],
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  },
  { name: 'Mir', prefixes: [[2200, 2204]], lengths: [16, 17, 18, 19] },
  { name: 'Troy', prefixes: [[9792, 9792]], lengths: [16] },
];

const SHORTEST = 12;
const LONGEST = 19;
/** The first snowflake id is of this time; `id >> 22` counts milliseconds from it. */
const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n;
/** User ids are snowflakes since early 2016; no earlier one was given to an account. */
const FIRST_USER_SNOWFLAKE_MS = Date.UTC(2016, 0, 1);
const DAY_MS = 86_400_000;

/** Decimal digits of every script → their value: Unicode assigns them in runs of ten that begin with zero. */
const DIGIT_VALUES: ReadonlyMap<number, number> = decimalDigits();

function decimalDigits(): Map<number, number> {
  const values = new Map<number, number>();
  let runStart = -1;
  for (let codePoint = 0x30; codePoint <= 0x1fbf9; codePoint++) {
    if (/\p{Nd}/u.test(String.fromCodePoint(codePoint))) {
      if (runStart < 0) runStart = codePoint;
      values.set(codePoint, (codePoint - runStart) % 10);
    } else {
      runStart = -1;
    }
  }
  return values;
}

/** What may stand between the digits of one number: blanks, dashes, dots and the like, and invisible characters. */
const SEPARATOR = /[\s\p{Z}\p{Pd}\p{Cf}\p{Mn}\p{Me}.,_/\\|·•'’`~*+\u2212]/u;

/** How an id written in the field is recognised, so that a platform's own id is not taken for a card. */
export type FieldUse = 'user' | 'reference' | 'other';

/** True when the text holds a card number. `eventMs` is the event's own time, NaN when unknown; `use` says what the field is for. */
export function holdsCardNumber(text: string, eventMs: number, use: FieldUse): boolean {
  if (text.length < SHORTEST || !mayHoldCardNumber(text)) return false;
  return digitChains(text).some((chain) => chainHoldsCard(chain, eventMs, use));
}

/** Replaces every digit of the text with an asterisk. */
export function maskDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{N}/gu, '*');
}

const IS_SEPARATOR = Uint8Array.from({ length: 0x80 }, (_, code) =>
  SEPARATOR.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Cheap first look: as many digits as a card has with only separators between them, or anything beyond ASCII, which may fold to digits. */
export function mayHoldCardNumber(text: string): boolean {
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return true;
    if (code >= 0x30 && code <= 0x39) {
      digits += 1;
      if (digits === SHORTEST) return true;
    } else if (IS_SEPARATOR[code] === 0) {
      digits = 0;
    }
  }
  return false;
}

/** A group of digits that stand together; `plain` when they were written as ASCII digits. */
interface Group {
  digits: string;
  plain: boolean;
}

/** Groups of digits, chained as long as only separators stand between them. */
function digitChains(text: string): Group[][] {
  const chains: Group[][] = [];
  let chain: Group[] = [];
  let digits = '';
  let plain = true;
  const endGroup = () => {
    if (digits !== '') chain.push({ digits, plain });
    digits = '';
    plain = true;
  };
  for (const written of text) {
    for (const character of written < '\u0080' ? written : written.normalize('NFKC')) {
      const value = DIGIT_VALUES.get(character.codePointAt(0) ?? 0);
      if (value !== undefined) {
        digits += String(value);
        plain &&= written >= '0' && written <= '9';
      } else {
        endGroup();
        if (!SEPARATOR.test(character)) {
          if (chain.length > 0) chains.push(chain);
          chain = [];
        }
      }
    }
  }
  endGroup();
  if (chain.length > 0) chains.push(chain);
  return chains;
}

/** A card begins and ends where a group of digits does, so the expiry or amount written beside it does not hide it. */
function chainHoldsCard(chain: readonly Group[], eventMs: number, use: FieldUse): boolean {
  for (let first = 0; first < chain.length; first++) {
    let digits = '';
    for (let last = first; last < chain.length && digits.length < LONGEST; last++) {
      const group = chain[last];
      if (!group) break;
      digits += group.digits;
      if (!isCardNumber(digits)) continue;
      if (first === last && group.plain && isOwnId(digits, eventMs, use)) continue;
      return true;
    }
  }
  return false;
}

/** True when the ASCII digits are a well-formed card number of a known scheme. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < SHORTEST || digits.length > LONGEST) return false;
  return (
    SCHEMES.some(({ prefixes, lengths }) => lengths.includes(digits.length) && begins(digits, prefixes)) &&
    passesLuhn(digits)
  );
}

function begins(digits: string, prefixes: Scheme['prefixes']): boolean {
  return prefixes.some(([from, to]) => {
    const prefix = Number(digits.slice(0, String(from).length));
    return prefix >= from && prefix <= to;
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const weighed = index % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/**
 * A number of 16-19 digits whose snowflake time fits the event is a platform's id. All 16-digit numbers decode to
 * November 2010, so short ids must be of the event's own days; a post referred to may be a year older; an account may be
 * of any age since accounts have such ids.
 */
function isOwnId(digits: string, eventMs: number, use: FieldUse): boolean {
  if (digits.length < 16 || Number.isNaN(eventMs)) return false;
  const madeMs = Number((BigInt(digits) >> 22n) + SNOWFLAKE_EPOCH_MS);
  if (madeMs > eventMs + DAY_MS) return false;
  if (use === 'user' && madeMs >= FIRST_USER_SNOWFLAKE_MS) return true;
  if (digits.length < 18) return madeMs >= eventMs - 2 * DAY_MS;
  return madeMs >= eventMs - (use === 'other' ? 31 : 366) * DAY_MS;
}
