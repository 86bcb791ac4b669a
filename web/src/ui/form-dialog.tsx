import type { UseMutationResult } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { ApiFailure } from '../lib/api.ts';
import { Button } from './controls.tsx';
import { Dialog } from './dialog.tsx';
import styles from './form-dialog.module.css';

interface FormDialogProps {
  title: string;
  /** The accessible name of the form. */
  label: string;
  /** Width in pixels where there is room. */
  size: number;
  /** All that the buttons can set going: none can be pressed while one is under way, and what failed is said. */
  changes: readonly Pick<UseMutationResult, 'isError' | 'error' | 'isPending'>[];
  onSave: () => void;
  onClose: () => void;
  /** Absent of what is not kept yet. */
  onDelete?: (() => void) | undefined;
  /** Stands above the buttons. */
  outcome?: ReactNode;
  /** Buttons after Cancel. */
  more?: (busy: boolean) => ReactNode;
  /** The fields, on a grid of twelve columns. */
  children: ReactNode;
}

/** A form in a dialog: fields, what failed, and the buttons that save, leave and delete. */
export function FormDialog({ title, label, size, changes, onSave, onClose, ...rest }: FormDialogProps) {
  const { onDelete, outcome, more, children } = rest;
  const failed = changes.find(({ isError }) => isError)?.error;
  const busy = changes.some(({ isPending }) => isPending);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <Dialog title={title} opened onClose={onClose} size={size}>
      <form className={styles.form} noValidate aria-label={label} onSubmit={submit}>
        {children}
        {failed ? (
          <p className={styles.problem} role="alert">
            {failed.message} {failed instanceof ApiFailure ? failed.hint : null}
          </p>
        ) : null}
        {outcome}
        <div className={styles.buttons}>
          <Button look="primary" type="submit" disabled={busy}>
            Save
          </Button>
          <Button look="outlined" onClick={onClose}>
            Cancel
          </Button>
          {more?.(busy)}
          {onDelete ? (
            <Button className={styles.delete} disabled={busy} onClick={onDelete}>
              Delete
            </Button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
