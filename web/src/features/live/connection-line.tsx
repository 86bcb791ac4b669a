import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/controls.tsx';
import styles from './live.module.css';
import type { Connection } from './live-stream.ts';

const TICK_MS = 500;

const SAID: Record<Connection['state'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Connection lost',
  offline: 'Offline',
};

/** How the page is connected; of a broken connection when it is tried next. Only changes are read out, not the seconds. */
export function ConnectionLine({ connection, onRetry }: { connection: Connection; onRetry: () => void }) {
  const { state } = connection;
  return (
    <span className={styles.connection}>
      <i className={`${styles.lamp} ${styles[state]}`} aria-hidden="true" />
      <output>{SAID[state]}</output>
      {connection.state === 'reconnecting' ? (
        <>
          <NextTry at={connection.nextTryAt} />
          <Button look="link" onClick={onRetry}>
            Try now
          </Button>
        </>
      ) : null}
      {state === 'offline' ? <span>goes on when the network is back</span> : null}
    </span>
  );
}

function NextTry({ at }: { at: number }) {
  const seconds = Math.max(0, Math.ceil((at - useNow(TICK_MS)) / 1000));
  return <span>{seconds === 0 ? 'trying again' : `next try in ${seconds} s`}</span>;
}
