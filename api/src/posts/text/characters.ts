/**
 * Character classes of X's text rules, as sources for regular expressions with the `v` or `u` flag
 * (github.com/twitter/twitter-text, regular expressions of version 3).
 */

/** Marks that X lets stand inside a hashtag beside letters, marks and digits: joiners, Hebrew and Tibetan points, Japanese prolongations, the middle dot. */
const HASHTAG_EXTRA =
  '_\\u200c\\u200d\\ua67e\\u05be\\u05f3\\u05f4\\uff5e\\u301c\\u309b\\u309c\\u30a0\\u30fb\\u3003\\u0f0b\\u0f0c\\u00b7';

export const HASHTAG_LETTER = '[\\p{L}\\p{M}]';
export const HASHTAG_CHARACTER = `[\\p{L}\\p{M}\\p{Nd}${HASHTAG_EXTRA}]`;
export const NOT_HASHTAG_CHARACTER = `[^\\p{L}\\p{M}\\p{Nd}${HASHTAG_EXTRA}&]`;

export const LATIN_ACCENTS =
  '\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u00ff\\u0100-\\u024f\\u0253\\u0254\\u0256\\u0257\\u0259\\u025b\\u0263\\u0268\\u026f\\u0272\\u0289\\u028b\\u02bb\\u0300-\\u036f\\u1e00-\\u1eff';

/** Marks that set the direction of writing; they may stand before a link or a cashtag. */
export const DIRECTION_MARKS = '\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\u061c';
