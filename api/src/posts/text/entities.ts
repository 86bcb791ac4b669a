import {
  DIRECTION_MARKS,
  HASHTAG_CHARACTER,
  HASHTAG_LETTER,
  LATIN_ACCENTS,
  NOT_HASHTAG_CHARACTER,
} from './characters.ts';
import { findLinks, type Span } from './links.ts';

export interface Hashtag extends Span {
  hashtag: string;
}
export interface Mention extends Span {
  screenName: string;
  /** "/list-name" where the mention names a list, else ''. */
  listSlug: string;
}
export interface Cashtag extends Span {
  cashtag: string;
}

const HASHTAG = new RegExp(
  `(?<=^|[\\ufe0e\\ufe0f]|${NOT_HASHTAG_CHARACTER})[#＃](?!\\ufe0f|\\u20e3)` +
    `(${HASHTAG_CHARACTER}*${HASHTAG_LETTER}${HASHTAG_CHARACTER}*)(?!${HASHTAG_CHARACTER}|[#＃]|:\\/\\/)`,
  'gu',
);
const WHOLE_HASHTAG = new RegExp(
  `^[#＃](?!\\ufe0f|\\u20e3)${HASHTAG_CHARACTER}*${HASHTAG_LETTER}${HASHTAG_CHARACTER}*$`,
  'u',
);

/** The look-ahead and back-reference pairs keep the match from giving characters back. */
const MENTION = new RegExp(
  '(?<=^|[^a-zA-Z0-9_!#$%&*@＠]|(?:^|[^a-zA-Z0-9_+~.\\-])[rR][tT]:?)[@＠]' +
    '(?=([a-zA-Z0-9_]{1,20}))\\1(?=((?:\\/[a-zA-Z][a-zA-Z0-9_\\-]{0,24})?))\\2' +
    `(?![@＠]|[${LATIN_ACCENTS}]|:\\/\\/)`,
  'gu',
);
const REPLY = new RegExp(
  `^[\\s\\u3000${DIRECTION_MARKS}]*[@＠](?=([a-zA-Z0-9_]{1,20}))\\1(?![@＠]|[${LATIN_ACCENTS}]|:\\/\\/)`,
  'u',
);
const CASHTAG = new RegExp(
  `(?<=^|[\\s${DIRECTION_MARKS}])\\$([a-z]{1,6}(?:[._][a-z]{1,2})?)(?=$|\\s|[!'#%&"()*+,\\\\\\-./:;<=>?@[\\]^_{|}~$])`,
  'giu',
);

/**
 * The hashtags of a text without their sign, in order, as X extracts them (twitter-text 3): letters, marks and digits of
 * any script with at least one letter, not directly after a letter, digit or "&", and not within a link.
 */
export function findHashtags(text: string): Hashtag[] {
  if (!/[#＃]/u.test(text)) return [];
  const found: Hashtag[] = [];
  for (const match of text.matchAll(HASHTAG)) {
    found.push({ hashtag: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  return outsideLinks(text, found);
}

/** The accounts a text names, without "@", and the lists, as X extracts them; not within a link. */
export function findMentions(text: string): Mention[] {
  if (!/[@＠]/u.test(text)) return [];
  const found: Mention[] = [];
  for (const match of text.matchAll(MENTION)) {
    const end = match.index + match[0].length;
    found.push({ screenName: match[1] ?? '', listSlug: match[2] ?? '', start: match.index, end });
  }
  return outsideLinks(text, found);
}

/** The account a text is addressed to: the mention it begins with, or null. */
export function findReply(text: string): string | null {
  return REPLY.exec(text)?.[1] ?? null;
}

/** The ticker symbols of a text, without "$", as X extracts them. */
export function findCashtags(text: string): Cashtag[] {
  return [...text.matchAll(CASHTAG)].map((match) => ({
    cashtag: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Whether `text` is one hashtag and nothing else, sign included. */
export function isHashtag(text: string): boolean {
  return WHOLE_HASHTAG.test(text);
}

/** Whether `text` is one user name and nothing else, sign included. */
export function isUsername(text: string): boolean {
  return /^[@＠][a-zA-Z0-9_]{1,20}$/u.test(text);
}

/**
 * Brings names into the form in which they are compared: composed, without regard to case (full case folding of the
 * letters that matter in tags: final sigma and sharp s).
 */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

/** The text as it was written: X escapes &, < and > in what it hands out. */
export function unescapeText(text: string): string {
  return text.replace(/&(amp|lt|gt);/gu, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

function outsideLinks<Found extends Span>(text: string, found: Found[]): Found[] {
  if (found.length === 0) return found;
  const links = findLinks(text);
  if (links.length === 0) return found;
  return found.filter(({ start }) => !links.some((link) => link.start < start && start < link.end));
}
