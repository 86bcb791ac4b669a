/** Between a figure and its unit: narrow, and no line break. */
const THIN = '\u202f';
const MINUS = '−';

/** A number in words' company: thousands grouped, a true minus. */
export function numberWords(value: number, digits = 0): string {
  const text = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(value),
  );
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** A share or a part of something: 0.4312 → "43 %", 0.0431 → "4.3 %". */
export function percentWords(part: number, digits = Math.abs(part) < 0.0995 ? 1 : 0): string {
  return `${numberWords(part * 100, digits)}${THIN}%`;
}

/** A difference of shares with its interval: "+1.2 points (0.8 to 1.6)", to as many digits as the interval carries. */
export function pointsWords(value: number, low: number, high: number): string {
  const digits = intervalDigits((high - low) * 100);
  const [middle, from, to] = [value, low, high].map((one) => numberWords(one * 100, digits));
  return `${value > 0 ? '+' : ''}${middle} points (${from} to ${to})`;
}

/** How much more or less something is: 0.45 → "45 % more", −0.2 → "20 % less", 0 → "as much". */
export function moreWords(part: number, none = 'as much'): string {
  if (part === 0) return none;
  return `${percentWords(Math.abs(part))} ${part > 0 ? 'more' : 'less'}`;
}

/** Decimals that tell the ends of an interval of this width apart. */
function intervalDigits(width: number): number {
  if (width >= 10) return 0;
  if (width >= 1) return 1;
  return width >= 0.1 ? 2 : 3;
}
