import type { TrackingRule } from '@syncline/shared/control';
import { describe, expect, it } from 'vitest';
import { compileRules, hashtagsOf } from './tracking.ts';

let made = 0;
const rule = (match: TrackingRule['match'], value: string, changes: Partial<TrackingRule> = {}): TrackingRule => {
  made += 1;
  const created_at = `2026-01-01T00:00:${String(made % 60).padStart(2, '0')}Z`;
  return {
    id: `r${made}`,
    match,
    value,
    brand: 'acme',
    campaign: null,
    position: 0,
    origin: 'own',
    created_at,
    ...changes,
  };
};
const post = (text: string, more: { hashtags?: string[]; mentions?: string[] } = {}) => ({
  texts: [text],
  hashtags: [],
  mentions: [],
  ...more,
});
const matches = (each: TrackingRule, text: string) => compileRules([each])(post(text)) !== null;

describe('compileRules', () => {
  it('compares hashtags whole and without regard to case', () => {
    const tag = rule('hashtag', '#Launch');
    expect(matches(tag, 'the #LAUNCH!')).toBe(true);
    expect(matches(tag, '#launch2 launch x#launch')).toBe(false);
    expect(compileRules([tag])(post('cut…', { hashtags: ['LAUNCH'] }))).not.toBeNull();
  });

  it('compares mentions in the same way', () => {
    const name = rule('mention', '@Acme');
    expect(matches(name, 'hi @acme')).toBe(true);
    expect(matches(name, 'hi @acme_inc, acme, a@acme')).toBe(false);
    expect(compileRules([name])(post('cut…', { mentions: ['ACME'] }))).not.toBeNull();
  });

  it.each([
    ['gift card', 'A GIFT CARD!', true],
    ['gift card', 'gift cards', false],
    ['cafe\u0301', 'Café', true],
    ['a.b', 'axb', false],
    ['c++', 'I write C++ daily', true],
    ['-15%', 'now -15% off', true],
    ['日本', '日本語', false],
    ['日本', '#日本 だ', true],
  ])('takes the word %j in %j as %s', (word, text, expected) => {
    expect(matches(rule('word', word), text)).toBe(expected);
  });

  it('lets the first rule by position decide, then the older one', () => {
    const later = rule('word', 'x', { brand: 'later', position: 2 });
    const first = rule('hashtag', 'x', { brand: 'first', campaign: 'c', position: 1 });
    const younger = rule('word', 'x', { brand: 'younger', position: 1 });
    expect(compileRules([later, younger, first])(post('#x'))).toEqual({ brand: 'first', campaign: 'c' });
    expect(compileRules([later, younger])(post('x'))).toEqual({ brand: 'younger', campaign: null });
    expect(compileRules([])(post('x'))).toBeNull();
  });

  it('looks at the text that is reposted too', () => {
    const track = compileRules([rule('hashtag', 'x')]);
    expect(track({ texts: ['RT @a: cut…', 'whole #x'], hashtags: [], mentions: [] })).not.toBeNull();
  });
});

describe('hashtagsOf', () => {
  it('joins what the text holds and what the network extracted', () => {
    expect([...hashtagsOf(post('#A #b', { hashtags: ['B', 'C'] }))]).toEqual(['a', 'b', 'c']);
  });
});
