import { DIRECTION_MARKS, LATIN_ACCENTS } from './characters.ts';

/** A part of a text, in UTF-16 units: from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

const GENERIC_DOMAINS =
  'com|org|net|edu|gov|mil|int|info|biz|name|pro|aero|asia|cat|coop|jobs|mobi|museum|tel|travel|app|art|bar|bet|bio|blog|buzz|cafe|care|cash|center|chat|city|cloud|club|company|design|dev|digital|earth|email|events|expert|fans|fit|fun|fund|games|gift|gifts|global|group|guide|guru|help|host|house|ink|land|law|life|link|live|loan|love|ltd|market|media|money|news|ninja|one|online|page|party|photo|photos|plus|press|promo|pub|report|review|reviews|rocks|run|sale|school|science|shop|show|site|social|solutions|space|store|stream|studio|style|support|systems|team|tech|tips|today|tokyo|tools|top|tours|town|trade|tv|vip|watch|website|wiki|win|work|works|world|wtf|xin|xyz|zone';

const LABEL = `[a-z0-9\\p{L}\\p{M}\\p{So}](?:[a-z0-9_\\-\\p{L}\\p{M}\\p{So}]{0,61}[a-z0-9\\p{L}\\p{M}\\p{So}])?`;
const PLAIN_LABEL = `[a-z0-9](?:[a-z0-9_\\-]{0,61}[a-z0-9])?`;
const PATH = `[a-z\\u0400-\\u04ff0-9!*';:=+,.$\\/%#\\[\\]\\-\\u2013_~@|&()${LATIN_ACCENTS}]`;
const QUERY = `[a-z0-9!?*'@\\(\\);:&=+$\\/%#\\[\\]\\-_.,~|]`;
const TAIL = `(?::\\d+)?(?:\\/${PATH}*)?(?:\\?${QUERY}*)?`;
const BEFORE = `(?<=^|[^a-z0-9@＠$#＃]|[${DIRECTION_MARKS}])`;

const LINK = new RegExp(
  `${BEFORE}(?:https?:\\/\\/(?:${LABEL}\\.){1,10}(?:xn--[\\-0-9a-z]+|[\\p{L}\\p{M}]{2,})(?![\\-@])${TAIL}` +
    `|(?:${PLAIN_LABEL}\\.){1,10}(?:${GENERIC_DOMAINS}|[a-z]{2})(?![a-z0-9@＠\\-.])${TAIL})`,
  'giu',
);

/** X shortens every link; what follows the short name is not part of it, but for a query. */
const SHORT_LINK = new RegExp(`^https?:\\/\\/t\\.co\\/[a-z0-9]{1,40}(?:\\?${QUERY}*)?`, 'iu');
const TRAILING = new Set("!*';:,.$%[]~@|&(?");

/**
 * Where a text holds links, as X sees them: with a protocol, or a bare domain. Bare domains are told from other words by
 * the two-letter countries and the generic names most in use, not by the whole list of the root zone.
 */
export function findLinks(text: string): Span[] {
  if (!text.includes('.')) return [];
  const links: Span[] = [];
  for (const match of text.matchAll(LINK)) {
    const link = SHORT_LINK.exec(match[0])?.[0] ?? withoutTrailing(match[0]);
    links.push({ start: match.index, end: match.index + link.length });
  }
  return links;
}

/** Punctuation at the end belongs to the sentence, and so does a bracket that the link did not open. */
function withoutTrailing(link: string): string {
  let open = link.split('(').length - link.split(')').length;
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link[end - 1] ?? '';
    if (last === ')' && open < 0) open += 1;
    else if (!TRAILING.has(last)) break;
  }
  return link.slice(0, end);
}
