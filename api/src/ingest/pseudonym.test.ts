import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPseudonyms } from './pseudonym.ts';

const secret = Buffer.alloc(32, 7);

describe('createPseudonyms', () => {
  it('is HMAC-SHA256 of the domain and the text, cut to 64 bits', () => {
    const pseudonyms = createPseudonyms(secret);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 256 }),
        fc.constantFrom('user', 'event', 'order'),
        (text, domain) => {
          const expected = createHmac('sha256', secret).update(`${domain}\0${text}`).digest().readBigUInt64BE(0);
          return pseudonyms[domain](text) === expected;
        },
      ),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('depends on the key and on the domain', () => {
    const other = createPseudonyms(Buffer.alloc(32, 8));
    const own = createPseudonyms(secret);
    expect(own.user('a')).not.toBe(other.user('a'));
    expect(new Set([own.user('a'), own.event('a'), own.order('a')]).size).toBe(3);
  });
});
