import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { RefusedError, TryLaterError } from '../ports.ts';
import { XApi } from './api.ts';
import { keepRules, rulesFor } from './rules.ts';
import { TestX } from './test-x.ts';

const hashtags = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,60}$/), { maxLength: 200 });

/** The hashtags a rule listens for, read back from its text. */
const tagsOf = (rule: string) => {
  const [, terms = ''] = /^\((.*)\) -is:retweet -is:quote$/.exec(rule) ?? [];
  return terms.split(' OR ').map((term) => term.replace(/^#/, ''));
};

describe('the rules for hashtags', () => {
  it('hold every hashtag once, in rules that X takes, whatever the order', () => {
    fc.assert(
      fc.property(hashtags, (tags) => {
        const rules = rulesFor(tags);
        expect(rules.flatMap(tagsOf).sort()).toEqual([...tags].sort());
        expect(rules.every(({ length }) => length <= 512)).toBe(true);
        expect(rulesFor(tags.toReversed())).toEqual(rules);
        // Not many more than needed.
        const length = tags.reduce((sum, tag) => sum + tag.length + 5, 0);
        expect(rules.length).toBeLessThanOrEqual(Math.ceil(length / 400) + 1);
      }),
    );
  });

  it('tell case apart no more than X does, and leave reposts and quotes out', () => {
    expect(rulesFor(['BuyIt', 'buyit', 'Köln'])).toEqual(['(#buyit OR #köln) -is:retweet -is:quote']);
    expect(rulesFor([])).toEqual([]);
  });
});

describe('rules at X', () => {
  let x: TestX;
  let api: XApi;
  beforeEach(async () => {
    x = new TestX();
    api = new XApi({ url: await x.start(), bearerToken: 'token', clock: systemClock });
  });
  afterEach(() => x.stop());

  const own = () => x.rules.filter(({ tag }) => tag === 'syncline offers').map(({ value }) => value);

  it('follow the hashtags and leave those of other programs alone', async () => {
    x.addRule('cats', 'of somebody else');
    x.addRule('(#a) -is:retweet -is:quote');
    x.addRule('dogs', 'of somebody else');
    expect(await keepRules(api, ['b', 'c'])).toBe(1);
    expect(own()).toEqual(rulesFor(['b', 'c']));
    expect(await keepRules(api, ['b', 'd'])).toBe(1);
    expect(own()).toEqual(rulesFor(['b', 'd']));
    expect(await keepRules(api, [])).toBe(0);
    expect(x.rules.map(({ value }) => value)).toEqual(['cats', '(#a) -is:retweet -is:quote', 'dogs']);
  });

  it('that stand are not asked for again, over several pages and requests', async () => {
    const tags = Array.from({ length: 3000 }, (_, index) => `buy_thing_number_${index}`);
    const rules = rulesFor(tags);
    expect(rules.length).toBeGreaterThan(100);
    expect(await keepRules(api, tags)).toBe(rules.length);
    expect(own().sort()).toEqual([...rules].sort());
    x.requests.length = 0;
    await keepRules(api, tags);
    expect(x.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('are added before others are taken away', async () => {
    await keepRules(api, ['a']);
    x.refusals.push({ request: 'POST', refusal: { status: 503 } });
    await expect(keepRules(api, ['b'])).rejects.toThrow(TryLaterError);
    expect(own()).toEqual(rulesFor(['a']));
  });

  it('that another program has already are enough', async () => {
    x.addRule(rulesFor(['a'])[0] ?? '', 'of somebody else');
    expect(await keepRules(api, ['a'])).toBe(1);
    expect(own()).toEqual([]);
  });

  it('that X does not take are told of', async () => {
    const long = 'x'.repeat(600);
    await expect(keepRules(api, [long])).rejects.toThrow('Rules must be at most 512');
    x.refusals.push({ request: 'GET', refusal: { status: 401, body: { title: 'Unauthorized', detail: 'No' } } });
    await expect(keepRules(api, [])).rejects.toThrow(RefusedError);
  });
});
