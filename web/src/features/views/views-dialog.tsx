import type { View } from '@syncline/shared/views';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import type { KnownDays } from '../../lib/filters.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, LoadingText } from '../../ui/states.tsx';
import { UndoBar } from '../../ui/undo-bar.tsx';
import { addressOf, draftOf, type Here, isShown, movingPeriods, type Place, placeOf } from './place.ts';
import { SaveForm } from './save-form.tsx';
import { ViewRow } from './view-row.tsx';
import styles from './views.module.css';
import { useViewChanges, viewsQuery } from './views-questions.ts';

interface ViewsDialogProps {
  opened: boolean;
  onClose: () => void;
  /** What the page of a path is called. */
  pageName: (path: string) => string;
  returnFocus?: boolean;
}

/** Saves the address of this page under a name, and lists what was saved, of this page first. */
export default function ViewsDialog({ opened, onClose, pageName, returnFocus = true }: ViewsDialogProps) {
  return (
    <Dialog title="Views" opened={opened} onClose={onClose} returnFocus={returnFocus}>
      <Views onClose={onClose} pageName={pageName} />
    </Dialog>
  );
}

function Views({ onClose, pageName }: Pick<ViewsDialogProps, 'onClose' | 'pageName'>) {
  const workspace = useWorkspace();
  const router = useRouter();
  const here = useHere();
  const views = useQuery(viewsQuery);
  const { add, put, remove } = useViewChanges();
  const [removed, setRemoved] = useState<View | null>(null);
  const items = views.data?.items ?? [];
  const failed = [add, put, remove].find(({ isError }) => isError)?.error;
  const busy = add.isPending || put.isPending || remove.isPending;
  const shown = items.find((view) => isShown(view, here, workspace));
  const row = (view: View) => (
    <ViewRow
      key={view.id}
      view={view}
      known={workspace}
      isShown={view === shown}
      isOfThisPage={view.page === here.page}
      onOpen={() => {
        onClose();
        router.history.push(addressOf(view, workspace));
      }}
      onRename={(name) => put.mutate({ id: view.id, view: { ...draftOf(view), name } })}
      onReplace={() => put.mutate({ id: view.id, view: { ...replaced(view, here, workspace), name: view.name } })}
      onRemove={() => remove.mutate(view, { onSuccess: () => setRemoved(view) })}
    />
  );
  const ofThisPage = items.filter(({ page }) => page === here.page);
  const otherPages = [...new Set(items.map(({ page }) => page))].filter((page) => page !== here.page);
  return (
    <>
      <SaveForm
        key={`${here.page}${here.searchText}`}
        here={here}
        known={workspace}
        shown={shown?.name}
        busy={busy}
        onSave={(view, done) => add.mutate(view, { onSuccess: done })}
      />
      {failed ? (
        <p className={styles.problem} role="alert">
          {failed.message} {failed instanceof ApiFailure ? failed.hint : null}
        </p>
      ) : null}
      <UndoBar
        name={removed?.name ?? null}
        // What failed stands above, whichever change it was.
        undo={{ isPending: busy, error: null }}
        onUndo={() =>
          removed && put.mutate({ id: removed.id, view: draftOf(removed) }, { onSuccess: () => setRemoved(null) })
        }
      />
      {views.isError ? (
        <Failure what="The saved views could not be read" error={views.error} retry={views.refetch} />
      ) : views.isPending ? (
        <p className={styles.group}>
          <LoadingText width="40%" />
        </p>
      ) : (
        <>
          <section aria-label="Of this page">
            <h3 className={styles.group}>{pageName(here.page)}</h3>
            {ofThisPage.length === 0 ? (
              <p className={styles.none}>No view of this page is saved yet.</p>
            ) : (
              <ul className={styles.list}>{ofThisPage.map(row)}</ul>
            )}
          </section>
          {otherPages.map((page) => (
            <section key={page} aria-label={pageName(page)}>
              <h3 className={styles.group}>{pageName(page)}</h3>
              <ul className={styles.list}>{items.filter((view) => view.page === page).map(row)}</ul>
            </section>
          ))}
        </>
      )}
    </>
  );
}

/** What is shown, in the place of a view: where that moves on with time and these are its days, it goes on doing so. */
function replaced(view: View, here: Here, known: KnownDays): Place {
  const goesOn = movingPeriods(here, known).some(({ key }) => key === view.period);
  return placeOf(here, goesOn ? view.period : null, known);
}

function useHere(): Here {
  const page = useLocation({ select: ({ pathname }) => pathname });
  const searchText = useLocation({ select: ({ searchStr }) => searchStr });
  return { page, searchText };
}
