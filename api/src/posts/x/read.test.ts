import { describe, expect, it } from 'vitest';
import type { Found, Json } from './post.ts';
import { readPosts } from './read.ts';
import { daysOfId, snowflakeTime } from './snowflake.ts';
import { clientLabel } from './source-label.ts';

const v1 = (more: Json = {}): Json => ({
  created_at: 'Sun Aug 16 21:41:13 +0000 2015',
  id_str: '633030779619012608',
  text: 'a &amp; b',
  source: '<a href="http://example.org" rel="nofollow">Twitter for iPhone</a>',
  user: { id_str: '9' },
  ...more,
});
const v2 = (more: Json = {}): Json => ({
  id: '5',
  author_id: '9',
  text: 't',
  created_at: '2026-09-01T10:00:00Z',
  ...more,
});
const read = (value: unknown): Found[] => readPosts(JSON.stringify(value));
const post = (value: unknown) => {
  const [found] = read(value);
  if (found?.kind !== 'post') throw new Error(JSON.stringify(found));
  return found.post;
};
const reason = (value: unknown) => {
  const [found] = read(value);
  return found?.kind === 'refused' ? `${found.refusal.code} ${found.refusal.path}` : found?.kind;
};

describe('posts of v1.1', () => {
  it('reads text, time, client and account', () => {
    expect(post(v1())).toEqual({
      id: '633030779619012608',
      authorId: '9',
      followers: null,
      isProtected: false,
      at: Date.UTC(2015, 7, 16, 21, 41, 13),
      client: 'Twitter for iPhone',
      action: 'post',
      text: 'a & b',
      repostedText: null,
      hashtags: [],
      mentions: [],
      earlierVersions: [],
    });
  });

  it('reads numeric ids digit for digit', () => {
    const text =
      '{"created_at":"Sun Aug 16 21:41:13 +0000 2015","id":867834809732677635,"text":"\\"9007199254740993\\" 1234567890123456789","source":"","user":{"id":815279070241955841},"coordinates":[1.12345678901234567]}';
    const [found] = readPosts(text);
    expect(found).toMatchObject({ kind: 'post', post: { id: '867834809732677635', authorId: '815279070241955841' } });
    expect(found).toMatchObject({ post: { text: '"9007199254740993" 1234567890123456789' } });
  });

  it('prefers the whole text and its entities', () => {
    const extended_tweet = {
      full_text: 'long #tag',
      entities: { hashtags: [{ text: 'tag' }], user_mentions: [{ screen_name: 'x' }] },
    };
    expect(post(v1({ extended_tweet }))).toMatchObject({ text: 'long #tag', hashtags: ['tag'], mentions: ['x'] });
  });

  it.each([
    ['repost', { retweeted_status: v1({ text: 'original' }), is_quote_status: true }],
    ['quote', { is_quote_status: true, in_reply_to_status_id_str: '1' }],
    ['quote', { quoted_status: v1() }],
    ['reply', { in_reply_to_status_id_str: '1' }],
    ['post', { in_reply_to_status_id_str: null }],
  ])('knows a %s', (action, more) => {
    expect(post(v1(more)).action).toBe(action);
  });

  it('refuses what is not whole, and says what is missing', () => {
    expect(reason(v1({ user: null }))).toBe('incomplete_post user');
    expect(reason(v1({ user: { screen_name: 'a' } }))).toBe('incomplete_post user.id_str');
    expect(reason(v1({ user: { id_str: '1', screen_name: 'a', name: 'a' } }))).toBe('incomplete_post user.description');
    expect(reason(v1({ created_at: 'yesterday' }))).toBe('incomplete_post created_at');
    expect(reason(v1({ id_str: undefined }))).toBe('incomplete_post id_str');
    expect(reason(v1({ quoted_status: v1({ user: undefined }) }))).toBe('incomplete_post quoted_status.user');
    expect(reason(v1({ more: 1 }))).toBe('unknown_field more');
    expect(reason(v1({ _id: 'collector' }))).toBe('post');
  });
});

describe('posts of v2', () => {
  it('reads a page: posts in data only, what they repost from includes', () => {
    const page = {
      data: [v2({ referenced_tweets: [{ type: 'retweeted', id: '7' }] }), v2({ id: '6', source: 'X' })],
      includes: { tweets: [v2({ id: '7', text: 'whole', entities: { hashtags: [{ tag: 'in' }] } })] },
    };
    const found = read(page);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({
      post: { action: 'repost', repostedText: 'whole', hashtags: ['in'], client: null },
    });
  });

  it('reads a streamed post, a flat one, and a long one', () => {
    expect(read({ data: v2() })[0]?.kind).toBe('post');
    expect(post({ ...v2({ author_id: undefined }), author: { id: '9' } }).authorId).toBe('9');
    expect(post(v2({ note_tweet: { text: 'the whole', entities: { hashtags: [{ tag: 'n' }] } } }))).toMatchObject({
      text: 'the whole',
      hashtags: ['n'],
    });
  });

  it.each([
    ['quote', [{ type: 'quoted' }, { type: 'replied_to' }]],
    ['reply', [{ type: 'replied_to' }]],
    ['post', undefined],
  ])('knows a %s', (action, referenced_tweets) => {
    expect(post(v2({ referenced_tweets })).action).toBe(action);
  });

  it('knows the versions before an edit', () => {
    expect(post(v2({ edit_history_tweet_ids: ['3', '5', '8'] })).earlierVersions).toEqual(['3']);
    expect(post(v2({ edit_history_tweet_ids: ['5'] })).earlierVersions).toEqual([]);
  });

  it('refuses posts that were fetched without author or time', () => {
    expect(reason({ data: [{ id: '1', text: 't' }] })).toBe('incomplete_post author_id');
    expect(reason(v2({ created_at: undefined }))).toBe('incomplete_post created_at');
    expect(reason(v2({ created_at: 'today' }))).toBe('incomplete_post created_at');
  });
});

describe('what is no post', () => {
  it.each([
    [{ delete: { status: { id_str: '7' } } }, { kind: 'delete', id: '7', at: null }],
    [
      { delete: { status: { id_str: '7' }, timestamp_ms: '1360627200123' } },
      { kind: 'delete', id: '7', at: 1360627200123 },
    ],
    [{ data: { delete: { tweet: { id: '7' } } } }, { kind: 'delete', id: '7', at: null }],
    [
      { data: { delete: { tweet: { id: '7' }, event_at: '2026-09-01T10:00:00Z' } } },
      { kind: 'delete', id: '7', at: Date.UTC(2026, 8, 1, 10) },
    ],
    [{ limit: { track: 3 } }, { kind: 'skip', what: 'stream_limit', count: 1 }],
    [
      {
        data: [
          { id: '1', username: 'a' },
          { id: '2', username: 'b' },
        ],
      },
      { kind: 'skip', what: 'users', count: 2 },
    ],
    [{ data: [{ start: 'a', end: 'b', tweet_count: 2 }] }, { kind: 'skip', what: 'post_counts', count: 1 }],
    [{ meta: { result_count: 0 } }, { kind: 'skip', what: 'empty_pages', count: 1 }],
    [
      { title: 'Not Found', detail: 'x' },
      { kind: 'skip', what: 'api_errors', count: 1 },
    ],
  ])('%j', (value, expected) => {
    expect(read(value)).toEqual([expected]);
  });

  it('tells notices of posts from those of accounts by the time in the id', () => {
    const id = '1170025343920402432';
    const action = 'delete';
    expect(read({ id, action, created_at: '2019-09-06T17:25:54.667Z' })).toEqual([{ kind: 'delete', id, at: null }]);
    expect(read({ id: '1482680858', action, created_at: '2013-06-04T16:25:04Z' })[0]).toMatchObject({
      what: 'user_compliance',
    });
    expect(read({ id: '20', action, created_at: '2006-03-21T20:50:14Z' })).toEqual([
      { kind: 'delete', id: '20', at: null },
    ]);
    expect(read({ id, action: 'withheld' })[0]).toMatchObject({ kind: 'skip', what: 'compliance' });
  });

  it('refuses the rest without repeating what it holds', () => {
    expect(reason({ objectType: 'activity', verb: 'post' })).toBe('unknown_format ');
    expect(reason({ hello: 1 })).toBe('unknown_format ');
    expect(reason([1])).toBe('not_an_object ');
    const [broken] = readPosts('{"user":"secret person", 4111111111111111');
    expect(JSON.stringify(broken)).not.toMatch(/secret|4111/);
    expect(JSON.stringify(read({ '4111111111111111': 1 }))).not.toContain('4111');
  });
});

describe('ids and labels', () => {
  it('reads the time in an id, and the days it can fall on', () => {
    expect(new Date(snowflakeTime('633030779619012608') ?? 0).toISOString()).toBe('2015-08-16T21:41:13.661Z');
    expect(daysOfId('633030779619012608')).toEqual(['2015-08-15', '2015-08-16', '2015-08-17']);
    expect(daysOfId('20')).toBeNull();
  });

  it.each([
    ['<a href="x" rel="nofollow">Twitter for BlackBerry®</a>', 'Twitter for BlackBerry®'],
    ['Tom &amp; Jerry&#39;s &#x41;', "Tom & Jerry's A"],
    ['web', 'web'],
    ['', null],
    [undefined, null],
    ['x'.repeat(300), 'x'.repeat(64)],
  ])('reads the label of %j', (source, expected) => {
    expect(clientLabel(source)).toBe(expected);
  });
});
