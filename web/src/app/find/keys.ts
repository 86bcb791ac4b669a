import { NAMED_SCREENS } from './screens.ts';

/** How long the second key of a pair may take, in milliseconds. */
export const PAIR_MS = 1500;

/** What single keys do besides going to screens. */
export const SINGLE_KEYS = {
  '/': 'Find anything',
  '?': 'Show this map',
  v: 'Saved views, and save this one',
  '[': 'As many days before',
  ']': 'As many days after',
} as const;
export type SingleKey = keyof typeof SINGLE_KEYS;

/** What a key means, told from the key before it. */
export type Meaning = { kind: 'single'; key: SingleKey } | { kind: 'go'; path: string } | { kind: 'pair' } | null;

/** The meaning of `key` (as `KeyboardEvent.key`); `paired` where "g" was pressed just before. */
export function meaningOf(key: string, paired: boolean): Meaning {
  if (paired) {
    const screen = NAMED_SCREENS.find(({ letter }) => letter === key);
    return screen ? { kind: 'go', path: screen.to } : null;
  }
  if (key === 'g') return { kind: 'pair' };
  return Object.hasOwn(SINGLE_KEYS, key) ? { kind: 'single', key: key as SingleKey } : null;
}
