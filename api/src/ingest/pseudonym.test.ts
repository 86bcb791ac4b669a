import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPseudonyms } from './pseudonym.ts';

const secret = Buffer.alloc(32, 7);

describe('createPseudonyms', () => {
  it('is HMAC-SHA256 of the domain and the text, cut to 64 bits, for users and orders', () => {
    const pseudonyms = createPseudonyms(secret);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), fc.constantFrom('user', 'order'), (text, domain) => {
        const expected = createHmac('sha256', secret).update(`${domain}\0${text}`).digest().readBigUInt64BE(0);
        return pseudonyms[domain](text) === expected;
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('is HMAC’s inner hash, cut to 64 bits, for event ids', () => {
    const pseudonyms = createPseudonyms(secret);
    const block = Buffer.alloc(64, 0x36);
    for (const [index, byte] of secret.entries()) block[index] = byte ^ 0x36;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (text) => {
        const expected = createHash('sha256').update(block).update(`event\0${text}`).digest().readBigUInt64BE(0);
        return pseudonyms.event(text) === expected;
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('gives a person the same hash however many others were met meanwhile', () => {
    const pseudonyms = createPseudonyms(secret);
    const first = pseudonyms.user('person');
    for (let other = 0; other < 100_001; other++) pseudonyms.user(`other-${other}`);
    expect(pseudonyms.user('person')).toBe(first);
  });

  it('depends on the key and on the domain', () => {
    const other = createPseudonyms(Buffer.alloc(32, 8));
    const own = createPseudonyms(secret);
    expect(own.user('a')).not.toBe(other.user('a'));
    expect(new Set([own.user('a'), own.event('a'), own.order('a')]).size).toBe(3);
  });
});
