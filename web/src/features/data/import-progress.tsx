import type { Import } from '@syncline/shared/control';
import { useMutation } from '@tanstack/react-query';
import { formatCount } from '@syncline/shared/format';
import { Button } from '../../ui/controls.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { cancelImport, isUnderWay } from './data-questions.ts';
import styles from './import-progress.module.css';
import { countsOf, stateOf } from './import-words.ts';
import { formatBytes, formatDuration } from './units.ts';
import { canBeUndone, UndoImport } from './undo-dialog.tsx';
import { useImport } from './use-import.ts';

interface ImportProgressProps {
  first: Import;
  onRefused: (importId: string) => void;
  onDismiss: () => void;
}

/** An import begun on this screen: how far it is, what became of its rows, and how to stop it. */
export function ImportProgress({ first, onRefused, onDismiss }: ImportProgressProps) {
  const record = useImport(first);
  const cancel = useMutation({ mutationFn: () => cancelImport(record.id) });
  const running = isUnderWay(record);
  const total = record.bytes_total ?? 0;
  return (
    <section className={styles.import} aria-label={`Import of ${record.file_name}`}>
      <div className={styles.head}>
        <strong>{record.file_name}</strong>
        <output className={record.state === 'done' ? `${styles.state} ${styles.done}` : styles.state}>
          {stateOf(record)}
        </output>
        <span className={styles.state}>{paceOf(record)}</span>
        <span className={styles.end}>
          {record.rejected > 0 && !running ? (
            <Button look="outlined" onClick={() => onRefused(record.id)}>
              See what was refused
            </Button>
          ) : null}
          {canBeUndone(record) ? <UndoImport record={record} /> : null}
          {running ? (
            <Button look="outlined" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel
            </Button>
          ) : (
            <Button look="icon" aria-label="Close" title="Close" onClick={onDismiss}>
              <CloseIcon />
            </Button>
          )}
        </span>
      </div>
      <progress
        className={styles.bar}
        max={Math.max(total, 1)}
        value={running ? record.bytes_read : total}
        aria-label={`${record.file_name}: ${formatBytes(record.bytes_read)} of ${formatBytes(total)} read`}
      />
      <dl className={styles.counts}>
        {countsOf(record).map(({ label, value, bad }) => (
          <div key={label} className={bad ? styles.bad : undefined}>
            <dt>{label}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      {record.error ? <p className={styles.error}>{record.error}</p> : null}
      {cancel.isError ? <p className={styles.error}>{cancel.error.message}</p> : null}
    </section>
  );
}

function paceOf(record: Import): string {
  const { bytes_read, bytes_total, rows_per_second, seconds_left } = record;
  if (!isUnderWay(record)) return '';
  return [
    bytes_total === null ? formatBytes(bytes_read) : `${formatBytes(bytes_read)} of ${formatBytes(bytes_total)}`,
    rows_per_second > 0 ? `${formatCount(Math.round(rows_per_second))} rows a second` : '',
    seconds_left === null ? '' : `${formatDuration(seconds_left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}
