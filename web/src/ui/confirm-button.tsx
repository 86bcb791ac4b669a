import { useState } from 'react';
import { Button } from './controls.tsx';
import { focus } from './focus.ts';
import styles from './forms.module.css';

interface ConfirmButtonProps {
  label: string;
  /** What is asked before it is done: "Remove all 1,204 lines?" */
  question: string;
  /** The answer that does it: "Remove". */
  confirm: string;
  onConfirm: () => void;
  disabled?: boolean;
}

/** A button that asks once more, in its own place, before it does what cannot be undone. */
export function ConfirmButton({ label, question, confirm, onConfirm, disabled }: ConfirmButtonProps) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button look="outlined" disabled={disabled} onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  }
  return (
    <fieldset className={styles.row} aria-label={question}>
      <span className={styles.note}>{question}</span>
      <Button
        look="primary"
        ref={focus}
        onClick={() => {
          setAsked(false);
          onConfirm();
        }}
      >
        {confirm}
      </Button>
      <Button look="outlined" onClick={() => setAsked(false)}>
        Keep
      </Button>
    </fieldset>
  );
}
