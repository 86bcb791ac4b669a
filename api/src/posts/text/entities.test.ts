import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCashtags, findHashtags, findMentions, findReply, fold, isHashtag, unescapeText } from './entities.ts';
import { findLinks } from './links.ts';

const tags = (text: string) => findHashtags(text).map(({ hashtag }) => hashtag);
const names = (text: string) => findMentions(text).map(({ screenName }) => screenName);
const links = (text: string) => findLinks(text).map(({ start, end }) => text.slice(start, end));

describe('findHashtags', () => {
  it.each([
    ['buy #Shoes now', ['Shoes']],
    ['#one#two', []],
    ['(#a)［#b］「#c」', ['a', 'b', 'c']],
    ['#2026 #2026launch #_', ['2026launch']],
    ['x#no &#no', []],
    ['＃全角 #日本語。', ['全角', '日本語']],
    ['https://shop.example.com/#no https://t.co/abc,#yes', ['yes']],
    ['shop.com/page#no and.then/#no', ['no']],
    ['#️⃣ #⃣', []],
  ])('%j holds %j', (text, expected) => {
    expect(tags(text)).toEqual(expected);
  });

  it('tells where each stands, sign included', () => {
    expect(findHashtags('👍 #a')).toEqual([{ hashtag: 'a', start: 3, end: 5 }]);
  });
});

describe('findMentions, findReply and findCashtags', () => {
  it.each([
    ['hi @Ann_1, @bob!', ['Ann_1', 'bob']],
    ['mail me@example.com or a@b', []],
    ['RT @ann: via ＠bob', ['ann', 'bob']],
    ['https://medium.com/@ann @bob', ['bob']],
    ['@ann@example', []],
  ])('%j names %j', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('reads the list that a mention names', () => {
    expect(findMentions('@ann/friends')).toEqual([{ screenName: 'ann', listSlug: '/friends', start: 0, end: 12 }]);
  });

  it('knows a reply by its beginning', () => {
    expect([' @ann yes', '.@ann yes', 'yes'].map(findReply)).toEqual(['ann', null, null]);
  });

  it('finds ticker symbols', () => {
    expect(findCashtags('$ACME rose, $brk.b fell, US$5, $12').map(({ cashtag }) => cashtag)).toEqual(['ACME', 'brk.b']);
  });
});

describe('findLinks', () => {
  it('ends a link where X does', () => {
    expect(
      links('see http://a.example.com/x?y=1#z, (shop.com/a_b) http://t.co/abc-def http://日本.jp/ $shop.com'),
    ).toEqual(['http://a.example.com/x?y=1#z', 'shop.com/a_b', 'http://t.co/abc', 'http://日本.jp/']);
  });
});

describe('every extractor', () => {
  it('ends quickly on texts made to be slow, and never throws', () => {
    const slow = ['#', '@', 'a.', 'a-', 'http://', 'http://a.', '#1', 'é', '$a', '&', '/(', '!'].flatMap((part) => [
      part.repeat(5_000),
      `http://a.co/${part.repeat(5_000)} `,
    ]);
    const before = performance.now();
    for (const text of slow) {
      findHashtags(text);
      findMentions(text);
      findCashtags(text);
      findReply(text);
    }
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('finds only what stands in the text, without overlap', () => {
    const text = fc.string({
      unit: fc.constantFrom('#', '＃', '@', '$', 'a', 'B', '1', '_', '.', '/', ' ', 'é', '日', '👍', ':', 'http://'),
    });
    fc.assert(
      fc.property(text, (each) => {
        let end = 0;
        for (const tag of findHashtags(each)) {
          expect(each.slice(tag.start + 1, tag.end)).toBe(tag.hashtag);
          expect(isHashtag(each.slice(tag.start, tag.end))).toBe(true);
          expect(tag.start).toBeGreaterThanOrEqual(end);
          end = tag.end;
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('fold and unescapeText', () => {
  it('compares without regard to case and composition', () => {
    expect(fold('CAFE\u0301')).toBe(fold('café'));
    expect(fold('ΟΔΟΣ')).toBe(fold('οδος'));
    expect(fold('STRASSE')).toBe(fold('straße'));
  });

  it('gives a text back as it was written, once', () => {
    expect(unescapeText('R&amp;D &lt;3 &amp;lt; &#35;')).toBe('R&D <3 &lt; &#35;');
  });
});
