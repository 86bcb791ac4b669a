import type { CitedStudyRun, Study, StudyDraft, StudyRunSummary, StudyState } from '@syncline/shared/studies';
import type { StudyComparison } from '@syncline/shared/study-comparison';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

const studiesKey = 'studies';
/** How often it is asked how far a run is. */
const RUNNING_MS = 400;

const pathOf = (id: string) => `/studies/${encodeURIComponent(id)}`;

export const studiesQuery = queryOptions({
  queryKey: [studiesKey],
  queryFn: ({ signal }) => request<{ items: Study[] }>('/studies', { signal }),
});

/** A study, asked again and again while a run of it is under way, here or elsewhere. */
export function studyQuery(id: string, isRunning = false) {
  return queryOptions({
    queryKey: [studiesKey, id],
    queryFn: ({ signal }) => request<StudyState>(pathOf(id), { signal }),
    placeholderData: () => undefined,
    refetchInterval: ({ state }) => (isRunning || state.data?.running ? RUNNING_MS : false),
  });
}

export function runsQuery(id: string) {
  return queryOptions({
    queryKey: [studiesKey, id, 'runs'],
    queryFn: ({ signal }) => request<{ items: StudyRunSummary[] }>(`${pathOf(id)}/runs`, { signal }),
  });
}

/** A run never changes: what was read once stays. */
export function runQuery(id: string, number: number) {
  return queryOptions({
    queryKey: [studiesKey, id, 'runs', number],
    queryFn: ({ signal }) => request<CitedStudyRun>(`${pathOf(id)}/runs/${number}`, { signal }),
    placeholderData: () => undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function comparisonQuery(id: string, from: number, to: number) {
  return queryOptions({
    queryKey: [studiesKey, id, 'compare', from, to],
    queryFn: ({ signal }) => request<StudyComparison>(`${pathOf(id)}/compare?from=${from}&to=${to}`, { signal }),
    placeholderData: () => undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Saves, runs and removes studies; they are asked again after each. */
export function useStudyChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [studiesKey] });
  return {
    add: useMutation({ mutationFn: (study: StudyDraft) => request<Study>('/studies', { json: study }), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, study }: { id: string; study: StudyDraft }) =>
        request<Study>(pathOf(id), { method: 'PUT', json: study }),
      onSuccess,
    }),
    run: useMutation({
      mutationFn: (id: string) => request<CitedStudyRun>(`${pathOf(id)}/runs`, { method: 'POST' }),
      onSettled: onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess: () => client.invalidateQueries({ queryKey: studiesQuery.queryKey, exact: true }),
    }),
  };
}
