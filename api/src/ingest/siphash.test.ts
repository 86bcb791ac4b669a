import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipHash } from './siphash.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, index) => index);

const hashOf = (hash: SipHash, text: string) => {
  const column = new BigUint64Array(2);
  hash.hash(text, new Uint32Array(column.buffer), 2);
  return column[1] ?? 0n;
};

/** SipHash-2-4 as the paper writes it, in 64-bit arithmetic. */
function reference(key: Uint8Array, message: Uint8Array): bigint {
  const mask = 2n ** 64n - 1n;
  const word = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const rotate = (value: bigint, bits: bigint) => ((value << bits) | (value >> (64n - bits))) & mask;
  const [k0, k1] = [word(key.subarray(0, 8)), word(key.subarray(8))];
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const rounds = (count: number) => {
    for (let round = 0; round < count; round++) {
      v0 = (v0 + v1) & mask;
      v1 = rotate(v1, 13n) ^ v0;
      v0 = rotate(v0, 32n);
      v2 = (v2 + v3) & mask;
      v3 = rotate(v3, 16n) ^ v2;
      v0 = (v0 + v3) & mask;
      v3 = rotate(v3, 21n) ^ v0;
      v2 = (v2 + v1) & mask;
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  const padded = new Uint8Array(Math.floor(message.length / 8) * 8 + 8);
  padded.set(message);
  padded[padded.length - 1] = message.length & 0xff;
  for (let at = 0; at < padded.length; at += 8) {
    const block = word(padded.subarray(at, at + 8));
    v3 ^= block;
    rounds(2);
    v0 ^= block;
  }
  v2 ^= 0xffn;
  rounds(4);
  return v0 ^ v1 ^ v2 ^ v3;
}

describe('SipHash', () => {
  // vectors.h of the authors' reference implementation: the messages are the bytes 0, 1, 2, … of the length given.
  it.each([
    [0, '726fdb47dd0e0e31'],
    [1, '74f839c593dc67fd'],
    [2, '0d6c8009d9a94f5a'],
    [3, '85676696d7fb7e2d'],
    [7, 'ab0200f58b01d137'],
    [8, '93f5f5799a932462'],
    [15, 'a129ca6149be45e5'],
  ])('gives the published hash of %i bytes', (length, expected) => {
    const message = String.fromCharCode(...Array.from({ length }, (_, index) => index));
    expect(hashOf(new SipHash(KEY), message).toString(16).padStart(16, '0')).toBe(expected);
  });

  it('is SipHash-2-4 of the text in UTF-8, whatever was hashed before', () => {
    const hash = new SipHash(KEY);
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 100 }));
    fc.assert(
      fc.property(text, (value) => hashOf(hash, value) === reference(KEY, Buffer.from(value))),
      { numRuns: 150, seed: 5 },
    );
  });

  it('takes keys of 16 bytes only', () => {
    expect(() => new SipHash(new Uint8Array(15))).toThrow(RangeError);
  });
});
