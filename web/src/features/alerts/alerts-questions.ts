import type { Alert, AlertDraft, AlertList, AlertNews, AlertTrial } from '@syncline/shared/alerts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

const ALERTS = 'alerts';
/** How often it is asked what fired. */
const EVERY_MS = 60_000;
const pathOf = (id: string) => `/alerts/${encodeURIComponent(id)}`;

/** Every alert, and how many news nobody has looked at. */
export const alertsQuery = queryOptions({
  queryKey: [ALERTS],
  queryFn: ({ signal }) => request<AlertList>('/alerts', { signal }),
  refetchInterval: EVERY_MS,
});

/** What fired and cleared, the last first. */
export const alertNewsQuery = queryOptions({
  queryKey: [ALERTS, 'news'],
  queryFn: ({ signal }) => request<{ items: AlertNews[] }>('/alerts/news', { signal }),
  refetchInterval: EVERY_MS,
});

/** Keeps, changes, removes and tries alerts; they are asked again after each but a trial. */
export function useAlertChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [ALERTS] });
  return {
    add: useMutation({ mutationFn: (json: AlertDraft) => request<Alert>('/alerts', { json }), onSuccess }),
    put: useMutation({
      mutationFn: ({ id, alert }: { id: string; alert: AlertDraft }) =>
        request<Alert>(pathOf(id), { method: 'PUT', json: alert }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: ({ id }: Alert) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess,
    }),
    restore: useMutation({
      mutationFn: ({ id }: Alert) => request<Alert>(`${pathOf(id)}/restore`, { method: 'POST' }),
      onSuccess,
    }),
    test: useMutation({ mutationFn: ({ id }: Alert) => request<AlertTrial>(`${pathOf(id)}/test`, { method: 'POST' }) }),
    seen: useMutation({
      mutationFn: (through: number) => request<void>('/alerts/news/seen', { json: { through } }),
      onSuccess,
    }),
  };
}
