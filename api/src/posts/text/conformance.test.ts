import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findCashtags, findHashtags, findMentions, findReply, isHashtag, isUsername } from './entities.ts';

interface Case {
  description: string;
  text: string;
  expected: unknown;
}
type Suite = { tests: Record<string, Case[]> };

const folder = join(process.env.SYNCLINE_REAL_DATA ?? '', 'twitter-text-conformance');
const present = process.env.SYNCLINE_REAL_DATA !== undefined && existsSync(folder);
const read = (name: string): Suite => parse(readFileSync(join(folder, name), 'utf8')) as Suite;

/** The suite counts in code points, the extractor in UTF-16 units. */
const indices = (text: string, { start, end }: { start: number; end: number }) => [
  Array.from(text.slice(0, start)).length,
  Array.from(text.slice(0, end)).length,
];

const extractors: Record<string, (text: string) => unknown> = {
  mentions: (text) => findMentions(text).map(({ screenName }) => screenName),
  mentions_with_indices: (text) =>
    findMentions(text).map((mention) => ({ screen_name: mention.screenName, indices: indices(text, mention) })),
  mentions_or_lists_with_indices: (text) =>
    findMentions(text).map((mention) => ({
      screen_name: mention.screenName,
      list_slug: mention.listSlug,
      indices: indices(text, mention),
    })),
  replies: findReply,
  hashtags: (text) => findHashtags(text).map(({ hashtag }) => hashtag),
  hashtags_from_astral: (text) => findHashtags(text).map(({ hashtag }) => hashtag),
  hashtags_with_indices: (text) =>
    findHashtags(text).map((found) => ({ hashtag: found.hashtag, indices: indices(text, found) })),
  cashtags: (text) => findCashtags(text).map(({ cashtag }) => cashtag),
  cashtags_with_indices: (text) =>
    findCashtags(text).map((found) => ({ cashtag: found.cashtag, indices: indices(text, found) })),
};
const validators: Record<string, (text: string) => boolean> = { usernames: isUsername, hashtags: isHashtag };

describe.skipIf(!present)('twitter-text conformance (needs SYNCLINE_REAL_DATA)', () => {
  const extract = present ? read('extract.yml').tests : {};
  const validate = present ? read('validate.yml').tests : {};

  for (const [group, extractor] of Object.entries(extractors)) {
    it.each((extract[group] ?? []).map((each) => ({ ...each })))(`extract ${group}: $description`, (each) => {
      expect(extractor(each.text)).toEqual(each.expected);
    });
  }
  for (const [group, validator] of Object.entries(validators)) {
    it.each((validate[group] ?? []).map((each) => ({ ...each })))(`validate ${group}: $description`, (each) => {
      expect(validator(each.text)).toBe(each.expected);
    });
  }

  it('holds every case of the suite: none is left out', () => {
    const count = (suite: Record<string, Case[]>, groups: object) =>
      Object.keys(groups).reduce((sum, group) => sum + (suite[group]?.length ?? 0), 0);
    expect(count(extract, extractors)).toBe(23 + 3 + 5 + 13 + 65 + 3 + 8 + 8 + 2);
    expect(count(validate, validators)).toBe(4 + 7);
  });
});
