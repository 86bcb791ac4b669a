import { useHotkeys } from '@mantine/hooks';
import { addDays, periodLength } from '@syncline/shared/time';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { writePeriod } from '../../lib/filters.ts';
import { useScope, useSetFilters } from '../../lib/scope.ts';
import { Button } from '../../ui/controls.tsx';
import { FindIcon } from '../../ui/icons.tsx';
import styles from './find.module.css';
import type { SingleKey } from './keys.ts';
import { useGo } from './use-go.ts';
import { useKeys, useSingleKeys } from './use-keys.ts';
import { usePageName } from './use-page-name.ts';

const FindDialog = lazy(() => import('./find-dialog.tsx'));
const KeysDialog = lazy(() => import('./keys-dialog.tsx'));
const ViewsDialog = lazy(() => import('../../features/views/views-dialog.tsx'));

type Dialog = 'find' | 'keys' | 'views';

/** Finds anything by name, and listens to the keys of the keyboard map. One of it stands on every page. */
export function Find() {
  const [open, setOpen] = useState<Dialog | null>(null);
  // A dialog stays once it was used, so that it can close with a transition and is there at once.
  const [used, setUsed] = useState<ReadonlySet<Dialog>>(new Set());
  const before = useRef<Element | null>(null);
  const show = useCallback((dialog: Dialog) => {
    before.current = document.activeElement;
    setUsed((all) => new Set([...all, dialog]));
    setOpen(dialog);
  }, []);
  const close = useCallback(() => {
    setOpen(null);
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  }, []);
  const showKeys = useCallback(() => show('keys'), [show]);
  const showViews = useCallback(() => show('views'), [show]);
  const pageName = usePageName();
  const shift = useShiftPeriod();
  const go = useGo();
  const press = useCallback(
    (key: SingleKey) => {
      if (key === '/') show('find');
      else if (key === '?') show('keys');
      else if (key === 'v') show('views');
      else shift(key === '[' ? -1 : 1);
    },
    [shift, show],
  );
  const [singleKeys] = useSingleKeys();
  useHotkeys([['mod+K', () => show('find')]], []);
  useKeys(singleKeys && open === null, { go, press });
  return (
    <>
      <Button onClick={() => show('find')} aria-label="Find" title="Find (Ctrl or ⌘ K)" aria-haspopup="dialog">
        <FindIcon />
        <span className={styles.wideText}>Find</span>
      </Button>
      <Suspense>
        {used.has('find') ? (
          <FindDialog opened={open === 'find'} onClose={close} showKeys={showKeys} showViews={showViews} />
        ) : null}
        {used.has('keys') ? <KeysDialog opened={open === 'keys'} onClose={close} /> : null}
        {used.has('views') ? (
          <ViewsDialog opened={open === 'views'} onClose={close} pageName={pageName} returnFocus={false} />
        ) : null}
      </Suspense>
    </>
  );
}

/** Moves the period by its own length; never past today. */
function useShiftPeriod(): (steps: -1 | 1) => void {
  const { period, workspace } = useScope();
  const setFilters = useSetFilters();
  return useCallback(
    (steps) => {
      const by = steps * periodLength(period);
      const moved = { from: addDays(period.from, by), to: addDays(period.to, by) };
      if (moved.to <= workspace.today) setFilters(writePeriod(moved, workspace));
    },
    [period, workspace, setFilters],
  );
}
