import type { Alert, AlertDraft, AlertNews, AlertTrial } from '@syncline/shared/alerts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { ALERTS, ALERTS_EVERY_MS } from '../../lib/levels.ts';

const pathOf = (id: string) => `/alerts/${encodeURIComponent(id)}`;

/** What fired and cleared, the last first. */
export const alertNewsQuery = queryOptions({
  queryKey: [ALERTS, 'news'],
  queryFn: ({ signal }) => request<{ items: AlertNews[] }>('/alerts/news', { signal }),
  refetchInterval: ALERTS_EVERY_MS,
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
