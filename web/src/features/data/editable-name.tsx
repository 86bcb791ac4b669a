import { useState } from 'react';
import { Button, TextInput } from '../../ui/controls.tsx';
import styles from './catalogue-tab.module.css';
import { focus } from '../../ui/focus.ts';

interface EditableNameProps {
  name: string;
  note: string;
  onSave: (name: string) => void;
}

/** A name that can be changed in its place: Enter saves, Escape leaves it as it was. */
export function EditableName({ name, note, onSave }: EditableNameProps) {
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <span className={styles.name}>
        <span>{name}</span>
        <small>{note}</small>
        <Button look="link" aria-label={`Rename ${name}`} onClick={() => setText(name)}>
          Rename
        </Button>
      </span>
    );
  }
  const wanted = text.trim();
  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '' && wanted !== name) onSave(wanted);
        setText(null);
      }}
    >
      <TextInput
        aria-label={`New name of ${name}`}
        value={text}
        maxLength={120}
        ref={focus}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText(null);
        }}
      />
      <Button look="outlined" type="submit" disabled={wanted === ''}>
        Save
      </Button>
      <Button look="quiet" onClick={() => setText(null)}>
        Leave it
      </Button>
    </form>
  );
}
