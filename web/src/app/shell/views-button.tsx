import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/controls.tsx';
import { BookmarkIcon } from '../../ui/icons.tsx';
import { usePageName } from '../find/use-page-name.ts';
import styles from './filter-bar.module.css';

const ViewsDialog = lazy(() => import('../../features/views/views-dialog.tsx'));

/** Opens the saved views, of this page first, and the place to save this one. */
export function ViewsButton({
  isLine = false,
}: {
  /** A control of a line of its own, with its name. */ isLine?: boolean;
}) {
  const [opened, setOpened] = useState(false);
  const [used, setUsed] = useState(false);
  const pageName = usePageName();
  const open = () => {
    setUsed(true);
    setOpened(true);
  };
  return (
    <>
      <Button
        onClick={open}
        look={isLine ? 'outlined' : 'quiet'}
        className={isLine ? styles.line : undefined}
        aria-label={isLine ? undefined : 'Views'}
        title="Saved views"
        aria-haspopup="dialog"
      >
        <BookmarkIcon />
        <span className={isLine ? undefined : styles.wideText}>{isLine ? 'Saved views' : 'Views'}</span>
      </Button>
      <Suspense>
        {used ? <ViewsDialog opened={opened} onClose={() => setOpened(false)} pageName={pageName} /> : null}
      </Suspense>
    </>
  );
}
