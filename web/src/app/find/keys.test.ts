import { describe, expect, it } from 'vitest';
import { meaningOf } from './keys.ts';
import { NAMED_SCREENS } from './screens.ts';

describe('single keys', () => {
  it('go to a screen as the second of a pair, and only then', () => {
    expect(meaningOf('g', false)).toEqual({ kind: 'pair' });
    expect(meaningOf('r', true)).toEqual({ kind: 'go', path: '/revenue' });
    expect(meaningOf('r', false)).toBeNull();
    expect(meaningOf('x', true)).toBeNull();
  });

  it('mean nothing by the name of something else', () => {
    expect(meaningOf('toString', false)).toBeNull();
    expect(meaningOf('?', false)).toEqual({ kind: 'single', key: '?' });
  });

  it('have a letter of its own for each screen', () => {
    const letters = NAMED_SCREENS.flatMap(({ letter }) => letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    expect(letters).not.toContain('g');
  });
});
