import { hashtagSchema } from '@syncline/shared/control';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHashtags } from '../../posts/text/entities.ts';
import { looksLike } from './hashtags.ts';

describe('hashtags look alike', () => {
  it.each([
    ['BuyLamp', 'BuyLamp', 'the same'],
    ['BuyLamp', 'BUYLAMP', 'by case'],
    ['BuyLamp', 'ＢｕｙＬａｍｐ', 'full width'],
    ['BuyCafé', 'BuyCafe\u0301', 'composed or not'],
    ['Straße', 'STRASSE', 'sharp s'],
    ['ΟΔΟΣ', 'οδος', 'final sigma'],
    ['BuyPico', 'BuyРiсо', 'Cyrillic er, es and o'],
    ['BuyPico', 'BuyPicο', 'Greek omicron'],
    ['BUYBETA', 'ΒUYΒETΑ', 'Greek capitals'],
    ['BuyBeta', 'buyΒeta', 'a capital that a small letter becomes'],
    ['BuyCard10', 'BuyCardIO', 'digits as capitals'],
    ['BuyCardl', 'BuyCardI', 'small l, capital i'],
    ['BuyCardl', 'BuyCard1', 'small l, one'],
    ['Modern', 'Modem', 'rn and m'],
  ])('%s and %s: %s', (one, other) => {
    expect(looksLike(one, other)).toBe(true);
    expect(looksLike(other, one)).toBe(true);
  });

  it.each([
    ['BuyTail', 'BuyTall'],
    ['BUYTAIL', 'BuyTall'],
    ['BuyLamp', 'ConfirmLamp'],
    ['BuyLamp', 'BuyLamps'],
    ['BuyLamp2', 'BuyLamp3'],
    ['BuyCafe', 'BuyCafé'],
    ['Bücher', 'Bucher'],
    ['買う', '買い'],
  ])('but not %s and %s', (one, other) => {
    expect(looksLike(one, other)).toBe(false);
    expect(looksLike(other, one)).toBe(false);
  });
});

it('a hashtag that an offer takes is extracted whole from a post', () => {
  const character = fc.constantFrom(...'aZé字5_۵\u0301\u093e\ufe0f\u20e3');
  fc.assert(
    fc.property(fc.array(character, { minLength: 1, maxLength: 12 }), (characters) => {
      const tag = characters.join('');
      fc.pre(hashtagSchema.safeParse(tag).success);
      expect(findHashtags(`Get it: #${tag} now`).map(({ hashtag }) => hashtag)).toEqual([tag]);
    }),
  );
});
