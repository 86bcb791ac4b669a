import { Button } from './controls.tsx';
import styles from './undo-bar.module.css';

interface UndoBarProps {
  /** The name of what was deleted; null while nothing was. */
  name: string | null;
  undo: { isPending: boolean; error: Error | null };
  onUndo: () => void;
}

/** Says what was deleted, read out as it is, and brings it back. Stays in its place empty, so that it is heard. */
export function UndoBar({ name, undo, onUndo }: UndoBarProps) {
  return (
    <output className={styles.bar} data-no-export>
      {name === null ? null : (
        <>
          “{name}” is deleted.
          <Button look="link" disabled={undo.isPending} onClick={onUndo}>
            Undo
          </Button>
          {undo.error ? <span className={styles.problem}>{undo.error.message}</span> : null}
        </>
      )}
    </output>
  );
}
