import type { View, ViewDraft } from '@syncline/shared/views';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

const VIEWS = 'views';
const pathOf = (id: string) => `/views/${encodeURIComponent(id)}`;

/** Every saved view, by page and name. */
export const viewsQuery = queryOptions({
  queryKey: [VIEWS],
  queryFn: ({ signal }) => request<{ items: View[] }>('/views', { signal }),
});

/** One saved view, asked anew each time it is opened, as its link may be older than its last change. */
export function viewQuery(id: string) {
  return queryOptions({
    queryKey: [VIEWS, id],
    queryFn: ({ signal }) => request<View>(pathOf(id), { signal }),
    placeholderData: () => undefined,
    staleTime: 0,
  });
}

/** Saves, replaces and removes views; the list is asked again after each. */
export function useViewChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [VIEWS] });
  return {
    add: useMutation({ mutationFn: (json: ViewDraft) => request<View>('/views', { json }), onSuccess }),
    put: useMutation({
      mutationFn: ({ id, view }: { id: string; view: ViewDraft }) =>
        request<View>(pathOf(id), { method: 'PUT', json: view }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: ({ id }: View) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
