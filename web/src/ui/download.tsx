import { useEffect, useRef, useState } from 'react';
import { bytesText, download, type FileRequest, type Followed } from '../lib/download.ts';
import { Button } from './controls.tsx';
import styles from './download.module.css';
import { save } from './picture.ts';
import { Failure } from './states.tsx';

interface DownloadProps {
  /** What the button says. */
  label: string;
  file: FileRequest;
}

type State =
  | { kind: 'idle' }
  | { kind: 'under way'; at: Followed & { bytes: number } }
  | { kind: 'saved' }
  | { kind: 'failed'; error: unknown };

/** A button that fetches a file and saves it: how far it is can be seen, and it can be called off. */
export function Download({ label, file }: DownloadProps) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const going = useRef<AbortController | null>(null);
  // Who leaves the screen wants it no more.
  useEffect(() => () => going.current?.abort(), []);
  const start = async () => {
    const own = new AbortController();
    going.current = own;
    setState({ kind: 'under way', at: { share: 0, text: '', bytes: 0 } });
    try {
      save(file.name, await download(file, (at) => setState({ kind: 'under way', at }), own.signal));
      setState({ kind: 'saved' });
    } catch (error) {
      if (!own.signal.aborted) setState({ kind: 'failed', error });
    }
  };
  const cancel = () => {
    going.current?.abort();
    setState({ kind: 'idle' });
  };
  const isGoing = state.kind === 'under way';
  return (
    <div className={styles.download}>
      <Button look="outlined" onClick={isGoing ? cancel : () => void start()}>
        {isGoing ? 'Cancel' : label}
      </Button>
      {isGoing ? (
        <>
          <progress value={state.at.share} aria-label={label} />
          <span className={styles.text}>
            {[state.at.text, bytesText(state.at.bytes)].filter((part) => part !== '').join(', ')}
          </span>
        </>
      ) : null}
      <output className={styles.text}>{state.kind === 'saved' ? 'Saved' : null}</output>
      {state.kind === 'failed' ? <Failure what="The file could not be fetched" error={state.error} /> : null}
    </div>
  );
}
