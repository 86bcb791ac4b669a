import { type Import, importSchema } from '@syncline/shared/control';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiUrl, request } from '../../lib/api.ts';
import { isUnderWay } from './data-questions.ts';

const POLL_MS = 2000;

/** An import as it goes on: told by the server's stream, and asked for where the stream breaks off. When it ends every figure is asked for again. */
export function useImport(first: Import): Import {
  const client = useQueryClient();
  const { id } = first;
  const query = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => request<Import>(`/imports/${encodeURIComponent(id)}`, { signal }),
    initialData: first,
    staleTime: POLL_MS,
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? POLL_MS : false),
  });
  const running = isUnderWay(query.data);
  useEffect(() => {
    if (!running) return undefined;
    const stream = new EventSource(apiUrl(`/imports/${encodeURIComponent(id)}/stream`));
    const keep = ({ data }: MessageEvent<string>) =>
      client.setQueryData(['import', id], importSchema.parse(JSON.parse(data)));
    stream.addEventListener('progress', keep);
    stream.addEventListener('end', (event) => {
      stream.close();
      keep(event);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'import' });
    });
    return () => stream.close();
  }, [running, id, client]);
  return query.data;
}
