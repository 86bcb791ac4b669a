import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { meaningOf, PAIR_MS, type SingleKey } from './keys.ts';

/** Whether keys without a modifier do anything; kept in this browser. */
export function useSingleKeys() {
  return useLocalStorage({ key: 'syncline-single-keys', defaultValue: true, getInitialValueInEffect: false });
}

interface Handlers {
  go: (path: string) => void;
  press: (key: SingleKey) => void;
}

/** Listens to single keys and pairs while nothing is written, no dialog is open and they are not turned off. */
export function useKeys(enabled: boolean, { go, press }: Handlers): void {
  const pairedAt = useRef(-Infinity);
  useEffect(() => {
    if (!enabled) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTakenElsewhere(event)) return;
      const paired = event.timeStamp - pairedAt.current < PAIR_MS;
      pairedAt.current = -Infinity;
      const meaning = meaningOf(event.key, paired);
      if (meaning === null) return;
      event.preventDefault();
      if (meaning.kind === 'pair') pairedAt.current = event.timeStamp;
      else if (meaning.kind === 'go') go(meaning.path);
      else press(meaning.key);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [enabled, go, press]);
}

/** Whether the key belongs to a field, or to what lies over the page. */
function isTakenElsewhere({ target }: KeyboardEvent): boolean {
  const inField = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]');
  return inField || document.querySelector('[role="dialog"], dialog[open]') !== null;
}
