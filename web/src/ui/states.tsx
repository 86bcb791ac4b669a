import type { ReactNode } from 'react';
import { ApiFailure } from '../lib/api.ts';
import { Button } from './controls.tsx';
import styles from './states.module.css';

/** An empty axis that keeps the place of a chart while it loads. */
export function LoadingPlot() {
  return (
    <div className={styles.plot} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

/** A flat bar in the place of a line of text. */
export function LoadingText({ width }: { width: number | string }) {
  return <span className={styles.bar} style={{ width }} aria-hidden="true" />;
}

/** One sentence and at most one action, where there is nothing to draw. */
export function Empty({ sentence, action }: { sentence: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.message}>
      <p>{sentence}</p>
      {action}
    </div>
  );
}

interface FailureProps {
  /** What failed, as a clause: "The funnel could not be computed". */
  what: string;
  error: unknown;
  retry?: () => unknown;
}

/** What failed, why, what can be done, and the request id to quote. */
export function Failure({ what, error, retry }: FailureProps) {
  const failure = error instanceof ApiFailure ? error : null;
  return (
    <div className={styles.message} role="alert">
      <p>
        <strong>{what}.</strong> {failure?.message ?? 'Something in this page failed.'} {failure?.hint}
      </p>
      {retry ? (
        <Button look="outlined" onClick={() => void retry()}>
          Try again
        </Button>
      ) : null}
      {failure?.requestId ? <small>Request {failure.requestId}</small> : null}
    </div>
  );
}
