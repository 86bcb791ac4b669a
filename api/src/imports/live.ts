import type { Import, MappingInput } from '@syncline/shared/control';
import type { Logger } from 'pino';
import { ApiError } from '../lib/errors.ts';
import type { DryRun } from './dry-run.ts';
import type { ImportProgress } from './port.ts';
import type { Progress } from './progress.ts';
import type { Deletes } from './run.ts';
import { UnusableFileError } from './unusable-file.ts';

const INTERRUPTED =
  'Syncline was stopped before the import was finished. Import the file again: nothing will count twice.';

/** An import that waits or is read. */
export interface Live {
  record: Import;
  progress: Progress;
  /** When reading began, epoch milliseconds; null while it waits. */
  readingSince: number | null;
  controller: AbortController;
  path: string;
  mapping: MappingInput | null;
  deletes: Deletes;
  /** Null where what is read is kept. */
  dryRun: DryRun | null;
}

/** Why a signal fired: somebody ended the import. */
export class Cancelled extends Error {
  override name = 'AbortError';
}

/** Why a signal fired: the server stops. */
export class Interrupted extends Error {
  override name = 'AbortError';
}

/** How an import ended, in words for whoever sent the file; what is unexpected is told in the log. */
export function endOf(
  { record, controller, dryRun }: Live,
  error: unknown,
  log: Logger,
): { state: 'done' | 'failed' | 'cancelled'; error: string | null } {
  if (error === null) return { state: 'done', error: null };
  const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
  if (reason instanceof Cancelled) return { state: 'cancelled', error: null };
  if (reason instanceof Interrupted) return { state: 'failed', error: INTERRUPTED };
  if (reason instanceof UnusableFileError || reason instanceof ApiError) {
    return { state: 'failed', error: reason.message };
  }
  log.error({ error: reason, import: record.id }, 'an import failed');
  const kept = dryRun ? '' : ' What was imported before stays.';
  return {
    state: 'failed',
    error:
      record.bytes_total === null
        ? 'The file was not received whole. Send it again.'
        : `Syncline itself failed on this file; the log of the server names the cause.${kept}`,
  };
}

/** The import as it stands at `now`, epoch milliseconds. */
export function snapshot({ record, progress, readingSince }: Live, now: number): Import {
  if (readingSince === null || isFinal(record)) return { ...record };
  const seconds = Math.max(0.001, (now - readingSince) / 1000);
  const left = (record.bytes_total ?? 0) - progress.bytesRead;
  return {
    ...record,
    bytes_read: progress.bytesRead,
    rows: progress.rows,
    accepted: progress.accepted,
    duplicate: progress.duplicate,
    rejected: progress.rejected,
    replaced: progress.replaced,
    delete_notices: progress.deleteNotices,
    removed: progress.removed,
    skipped: { ...progress.skipped },
    rounded: progress.rounded,
    rows_per_second: Math.round(progress.rows / seconds),
    seconds_left: progress.bytesRead === 0 ? null : Math.round((left / progress.bytesRead) * seconds),
  };
}

/** Whether an import has ended. */
export function isFinal({ state }: Pick<Import, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** What the registry keeps of it. */
export function progressOf(record: Import): ImportProgress {
  const { format, target, bytes_total, bytes_read, rows, accepted, duplicate, rejected } = record;
  const { replaced, delete_notices, removed, skipped, rounded } = record;
  return {
    format,
    target,
    bytes_total,
    bytes_read,
    rows,
    accepted,
    duplicate,
    rejected,
    replaced,
    delete_notices,
    removed,
    skipped,
    rounded,
  };
}
