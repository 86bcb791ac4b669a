import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seal } from './sealed.ts';

const secret = Buffer.from('a secret of the workspace, 32 by');

describe('a sealed text', () => {
  it('opens again in its place, whatever it holds', () => {
    const seal = new Seal(secret, 'test');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(new Seal(secret, 'test').open(seal.close(text, place), place)).toBe(text);
      }),
    );
  });

  it('is another each time and shows nothing of the text', () => {
    const seal = new Seal(secret, 'test');
    const sealed = Array.from({ length: 100 }, () => seal.close('tok_4242', 'here'));
    expect(new Set(sealed).size).toBe(100);
    expect(sealed.some((text) => Buffer.from(text.slice(3), 'base64url').includes('tok_'))).toBe(false);
  });

  it.each([
    ['in another place', new Seal(secret, 'test'), 'there'],
    ['for another purpose', new Seal(secret, 'other'), 'here'],
    ['with another secret', new Seal(randomBytes(32), 'test'), 'here'],
  ])('does not open %s', (_, seal, place) => {
    const sealed = new Seal(secret, 'test').close('text', 'here');
    expect(() => seal.open(sealed, place)).toThrow('cannot be opened');
  });

  it('does not open when any bit of it was changed', () => {
    const seal = new Seal(secret, 'test');
    const bytes = Buffer.from(seal.close('text', 'here').slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => seal.open(`v1.${changed.toString('base64url')}`, 'here')).toThrow('cannot be opened');
    }
  });

  it.each(['', 'v1.', 'plain text', 'v2.AAAA'])('is not %j', (text) => {
    expect(() => new Seal(secret, 'test').open(text, 'here')).toThrow('no sealed text');
  });
});
