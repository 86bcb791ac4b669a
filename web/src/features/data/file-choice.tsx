import { type DragEvent, useRef, useState } from 'react';
import { Button } from '../../ui/controls.tsx';
import styles from './file-choice.module.css';

/** A file by drop, picker or paste. */
export function FileChoice({ onFile }: { onFile: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [pasting, setPasting] = useState(false);
  if (pasting) return <Paste onFile={onFile} onCancel={() => setPasting(false)} />;
  const take = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onFile(dropped);
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: take,
  };
  return (
    <div className={over ? `${styles.drop} ${styles.over}` : styles.drop} {...drop}>
      <span>Drop a file here, or</span>
      <Button look="primary" onClick={() => picker.current?.click()}>
        Choose a file
      </Button>
      <Button look="outlined" onClick={() => setPasting(true)}>
        Paste text
      </Button>
      <input
        ref={picker}
        type="file"
        aria-label="File to import"
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) onFile(chosen);
        }}
      />
    </div>
  );
}

function Paste({ onFile, onCancel }: { onFile: (file: File) => void; onCancel: () => void }) {
  const [text, setText] = useState('');
  return (
    <div>
      <textarea
        className={styles.paste}
        aria-label="Text to import"
        placeholder="JSON lines, or CSV with its heading"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button
          look="primary"
          disabled={text.trim() === ''}
          onClick={() => onFile(new File([text], 'pasted text', { lastModified: 0 }))}
        >
          Go on
        </Button>
        <Button look="outlined" onClick={onCancel}>
          Back
        </Button>
      </div>
    </div>
  );
}
