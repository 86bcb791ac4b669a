import type {
  DeadLetterPage,
  Import,
  ImportPreview,
  Mapping,
  MappingInput,
  ReplayAnswer,
  TrackingRule,
} from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiUrl, request } from '../../lib/api.ts';

const RUNNING_MS = 1500;
const IDLE_MS = 30_000;
const PREVIEW_BYTES = 1024 * 1024;
const PAGE = 50;

/** Whether an import goes on. */
export function isUnderWay({ state }: Pick<Import, 'state'>): boolean {
  return state === 'receiving' || state === 'running';
}

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => request<{ imports: Import[] }>('/imports?limit=100', { signal }),
  refetchInterval: ({ state }) => (state.data?.imports.some(isUnderWay) ? RUNNING_MS : IDLE_MS),
});

export const mappingsQuery = queryOptions({
  queryKey: ['mappings'],
  queryFn: ({ signal }) => request<{ items: Mapping[] }>('/mappings', { signal }),
});

export const trackingRulesQuery = queryOptions({
  queryKey: ['tracking-rules'],
  queryFn: ({ signal }) => request<{ items: TrackingRule[] }>('/tracking-rules', { signal }),
});

/** Which refused lines are meant; without a field, all of them. */
export interface RefusedFilter {
  code?: string | undefined;
  import_id?: string | undefined;
}

/** A filter as a query string, beginning with "?"; `more` is added to it. */
function refusedParameters(filter: RefusedFilter, more: Record<string, string> = {}): string {
  const known = Object.entries({ ...filter, ...more }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return known.length > 0 ? `?${new URLSearchParams(known)}` : '';
}

export function refusedQuery(filter: RefusedFilter) {
  return infiniteQueryOptions({
    queryKey: ['refused', filter],
    queryFn: ({ pageParam, signal }) => {
      const more = { limit: String(PAGE), ...(pageParam ? { cursor: pageParam } : {}) };
      return request<DeadLetterPage>(`/dead-letters${refusedParameters(filter, more)}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

export function refusedDownload(filter: RefusedFilter, format: 'ndjson' | 'csv'): string {
  return apiUrl(`/dead-letters/download${refusedParameters(filter, { format })}`);
}

export function replayRefused(filter: RefusedFilter): Promise<ReplayAnswer> {
  return request<ReplayAnswer>('/dead-letters/replay', { method: 'POST', json: filter });
}

export function deleteRefused(filter: RefusedFilter): Promise<{ removed: number }> {
  const all = filter.code === undefined && filter.import_id === undefined;
  return request(`/dead-letters${refusedParameters(filter, all ? { all: 'true' } : {})}`, { method: 'DELETE' });
}

export function cancelImport(id: string): Promise<Import> {
  return request<Import>(`/imports/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** What taking an import back would do; asked anew each time, as it hangs on everything that is stored. */
export function undoPlanQuery(id: string) {
  return queryOptions({
    queryKey: ['imports', id, 'undo'],
    queryFn: ({ signal }) => request<ImportUndo>(`/imports/${encodeURIComponent(id)}/undo`, { signal }),
    gcTime: 0,
  });
}

export function undoImport(id: string): Promise<Import> {
  return request<Import>(`/imports/${encodeURIComponent(id)}/undo`, { method: 'POST' });
}

/** What the head of a file says about it. */
export function previewFile(file: Blob, signal: AbortSignal): Promise<ImportPreview> {
  return request<ImportPreview>(`/imports/preview?complete=${file.size <= PREVIEW_BYTES}`, {
    method: 'POST',
    body: file.slice(0, PREVIEW_BYTES),
    headers: { 'content-type': 'application/octet-stream' },
    signal,
  });
}

export function saveMapping(mapping: MappingInput, id: string | undefined): Promise<Mapping> {
  return id === undefined
    ? request<Mapping>('/mappings', { json: mapping })
    : request<Mapping>(`/mappings/${encodeURIComponent(id)}`, { method: 'PUT', json: mapping });
}

export function removeMapping(id: string): Promise<void> {
  return request(`/mappings/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
