import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPseudonyms } from './pseudonym.ts';
import { SipHash } from './siphash.ts';

const secret = Buffer.alloc(32, 7);

describe('createPseudonyms', () => {
  it.each(['user', 'event', 'order'] as const)('is SipHash under a key of the domain %s', (domain) => {
    const hash = new SipHash(createHmac('sha256', secret).update(domain).digest().subarray(0, 16));
    const column = new BigUint64Array(1);
    hash.hash('jane', new Uint32Array(column.buffer), 0);
    expect(createPseudonyms(secret)[domain].of('jane')).toBe(column[0]);
  });

  it('puts the same hash into a column', () => {
    const { user } = createPseudonyms(secret);
    const column = new BigUint64Array(3);
    user.write('jane', new Uint32Array(column.buffer), 1);
    expect([...column]).toEqual([0n, user.of('jane'), 0n]);
  });

  it('depends on the key and on the domain', () => {
    const other = createPseudonyms(Buffer.alloc(32, 8));
    const own = createPseudonyms(secret);
    expect(own.user.of('a')).not.toBe(other.user.of('a'));
    expect(new Set([own.user.of('a'), own.event.of('a'), own.order.of('a')]).size).toBe(3);
  });
});
