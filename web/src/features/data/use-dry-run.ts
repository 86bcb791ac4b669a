import type { Import } from '@syncline/shared/control';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request } from '../../lib/api.ts';
import { isUnderWay } from './data-questions.ts';
import { type UploadOptions, uploadFile } from './upload.ts';

const ASK_EVERY_MS = 250;
const REST_MS = 500;

export interface DryRun {
  /** What was found last, perhaps of an earlier mapping; null before that. */
  record: Import | null;
  /** Whether the record is of the options as they are now. */
  isCurrent: boolean;
  /** How far reading is, 0 to 1; null where nothing is being read. */
  progress: number | null;
  error: Error | null;
  retry: () => void;
}

/** Looks through the whole of a file as an import would, as soon as the options rest; null asks for nothing. */
export function useDryRun(file: File, options: UploadOptions | null): DryRun {
  const wanted = JSON.stringify(options);
  const [settled, setSettled] = useState(wanted);
  const [progress, setProgress] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const query = useQuery({
    queryKey: ['dry-run', file.name, file.size, file.lastModified, settled],
    queryFn: ({ signal }) => rehearse(file, JSON.parse(settled) as UploadOptions, { signal, onProgress: setProgress }),
    enabled: settled !== 'null',
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return {
    record: options === null ? null : (query.data ?? null),
    isCurrent: settled === wanted && query.isSuccess && !query.isPlaceholderData,
    progress: query.isFetching ? progress : null,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

interface Watching {
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/** Sends the file as a dry run and waits for its end; one that is not wanted any more is cancelled. */
async function rehearse(file: File, options: UploadOptions, { signal, onProgress }: Watching): Promise<Import> {
  onProgress(0);
  let record = await uploadFile(file, { ...options, dryRun: true }, () => undefined, signal);
  const path = `/imports/${encodeURIComponent(record.id)}`;
  while (isUnderWay(record)) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    if (signal.aborted) {
      await request(path, { method: 'DELETE' });
      signal.throwIfAborted();
    }
    record = await request<Import>(path);
    onProgress(record.bytes_total ? record.bytes_read / record.bytes_total : 0);
  }
  return record;
}
