import type { Annotation } from '@syncline/shared/annotations';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { aboutText, annotationDraft, type ChartNote, noteDays, useAnnotationChanges } from '../lib/annotations.ts';
import { brandsQuery, campaignsQuery } from '../lib/questions.ts';
import type { Scope } from '../lib/scope.ts';
import { Button } from './controls.tsx';
import { NoteIcon } from './icons.tsx';
import styles from './notes.module.css';
import { UndoBar } from './undo-bar.tsx';

const NoteDialog = lazy(() => import('./note-dialog.tsx'));

/** The button by a chart that notes something over its days. */
export function AddNote({ scope }: { scope: Scope }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        look="icon"
        className={styles.add}
        aria-label="Add a note"
        title="Add a note"
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        <NoteIcon />
        <span className={styles.phone}>Add a note</span>
      </Button>
      {opened ? (
        <Suspense>
          <NoteDialog scope={scope} onClose={() => setOpened(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** The notes drawn on a chart, under it, by their numbers; each is changed and deleted from here. */
export function NoteList({ notes, scope }: { notes: readonly ChartNote[]; scope: Scope }) {
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const [edited, setEdited] = useState<Annotation | null>(null);
  const [removed, setRemoved] = useState<Annotation | null>(null);
  const { put } = useAnnotationChanges();
  const undo = ({ id, ...note }: Annotation) =>
    put.mutate({ id, note: annotationDraft({ id, ...note }) }, { onSuccess: () => setRemoved(null) });
  return (
    <>
      {notes.length > 0 ? (
        <ul className={styles.list} aria-label="Notes">
          {notes.map(({ key, number, title, text, from, to, annotation }) => {
            const about = annotation ? aboutText(annotation, { brands, campaigns }) : '';
            return (
              <li key={key}>
                <span className={number === null ? styles.flight : styles.number}>{number}</span>
                <span className={styles.days}>{noteDays({ from, to })}</span>
                <span className={styles.what}>
                  {annotation ? (
                    <button type="button" title="Change this note" onClick={() => setEdited(annotation)}>
                      {title}
                    </button>
                  ) : (
                    title
                  )}
                  {text ? <span>{` – ${text}`}</span> : null}
                  {about ? <small>{` ${about}`}</small> : null}
                </span>
              </li>
            );
          })}
        </ul>
      ) : null}
      <UndoBar name={removed?.title ?? null} undo={put} onUndo={() => removed && undo(removed)} />
      {edited ? (
        <Suspense>
          <NoteDialog scope={scope} note={edited} onClose={() => setEdited(null)} onRemoved={setRemoved} />
        </Suspense>
      ) : null}
    </>
  );
}
