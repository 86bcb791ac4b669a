import type { TrackingRule } from '@syncline/shared/control';
import { findHashtags, findMentions, fold } from './text/entities.ts';

/** What a post holds that rules look at. */
export interface Tagged {
  /** The texts as written: the post's own, and that of the post it reposts. */
  texts: readonly string[];
  /** What the network itself extracted; texts may be cut. */
  hashtags: readonly string[];
  mentions: readonly string[];
}

export interface Tracked {
  brand: string | null;
  campaign: string | null;
}

/** Answers to which brand and campaign a post belongs, or null. */
export type Tracker = (post: Tagged) => Tracked | null;

/** Longer texts are cut before words and tags are looked for; X allows 25,000 characters. */
const LONGEST_TEXT = 25_000;
const WORD_CHARACTER = '[\\p{L}\\p{M}\\p{N}_]';

/**
 * Prepares the rules. They are tried in order of position, then of age; the first that matches decides. Hashtags and mentions
 * are compared whole and without regard to case, after extraction as X does it; words must stand whole, in any script.
 */
export function compileRules(rules: readonly TrackingRule[]): Tracker {
  const ordered = [...rules].sort(
    (a, b) => a.position - b.position || a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id),
  );
  const tests = ordered.map((rule) => ({ rule, matches: testOf(rule) }));
  if (tests.length === 0) return () => null;
  return (post) => {
    const seen = lookInto(post);
    const rule = tests.find(({ matches }) => matches(seen))?.rule;
    return rule ? { brand: rule.brand, campaign: rule.campaign } : null;
  };
}

/** The folded hashtags of a post, without repetition: those in its texts and those the network extracted. */
export function hashtagsOf(post: Tagged): Set<string> {
  return new Set(
    [...post.texts.flatMap((text) => findHashtags(cut(text)).map(({ hashtag }) => hashtag)), ...post.hashtags].map(
      fold,
    ),
  );
}

interface Seen {
  hashtags: Set<string>;
  mentions: Set<string>;
  texts: string[];
}

function lookInto(post: Tagged): Seen {
  const named = post.texts.flatMap((text) => findMentions(cut(text)).map(({ screenName }) => screenName));
  return {
    hashtags: hashtagsOf(post),
    mentions: new Set([...named, ...post.mentions].map(fold)),
    texts: post.texts.map((text) => fold(cut(text))),
  };
}

function testOf(rule: TrackingRule): (seen: Seen) => boolean {
  if (rule.match === 'hashtag') {
    const tag = fold(rule.value.replace(/^[#＃]/u, ''));
    return ({ hashtags }) => hashtags.has(tag);
  }
  if (rule.match === 'mention') {
    const name = fold(rule.value.replace(/^[@＠]/u, ''));
    return ({ mentions }) => mentions.has(name);
  }
  const word = fold(rule.value).replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  const whole = new RegExp(`(?<!${WORD_CHARACTER})${word}(?!${WORD_CHARACTER})`, 'u');
  return ({ texts }) => texts.some((text) => whole.test(text));
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
}
