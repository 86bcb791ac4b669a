import type {
  BreakEvenAnswer,
  BreakEvenRequestInput,
  RevenueScenariosAnswer,
  RevenueScenariosRequestInput,
  TornadoAnswer,
  TornadoRequestInput,
} from '@syncline/shared/revenue-scenarios';
import type { Scenario, ScenarioDraft } from '@syncline/shared/scenarios';
import { queryOptions, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import type { Scope } from '../../lib/scope.ts';

const SCENARIOS = 'scenarios';
/** Asked anew with the shares, as when an agreement is changed. */
const SHARES = 'revenue-share';

type Asked = Pick<Scope, 'period' | 'filters'>;

function useShares<Answer>(name: string, { period, filters }: Asked, question: object | null): UseQueryResult<Answer> {
  const json = { period, filters, ...question };
  return useQuery({
    queryKey: [SHARES, name, json],
    queryFn: ({ signal }) => request<Answer>(`/analysis/${name}`, { json, signal }),
    enabled: question !== null,
  });
}

/** What everybody comes to under several sets of terms; null asks nothing. */
export function useScenarioShares(
  scope: Asked,
  question: Pick<RevenueScenariosRequestInput, 'scenarios'> | null,
): UseQueryResult<RevenueScenariosAnswer> {
  return useShares('revenue-scenarios', scope, question);
}

export function useBreakEven(
  scope: Asked,
  question: Omit<BreakEvenRequestInput, 'period' | 'filters'> | null,
): UseQueryResult<BreakEvenAnswer> {
  return useShares('revenue-break-even', scope, question);
}

export function useTornado(
  scope: Asked,
  question: Omit<TornadoRequestInput, 'period' | 'filters'>,
): UseQueryResult<TornadoAnswer> {
  return useShares('revenue-tornado', scope, question);
}

/** Every saved scenario, the last changed first. */
export const scenariosQuery = queryOptions({
  queryKey: [SCENARIOS],
  queryFn: ({ signal }) => request<{ items: Scenario[] }>('/scenarios', { signal }),
});

/** Saves, changes and removes scenarios; the list is asked again after each. */
export function useScenarioChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [SCENARIOS] });
  const pathOf = (id: string) => `/scenarios/${encodeURIComponent(id)}`;
  return {
    add: useMutation({
      mutationFn: (scenario: ScenarioDraft) => request<Scenario>('/scenarios', { json: scenario }),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ id, scenario }: { id: string; scenario: ScenarioDraft }) =>
        request<Scenario>(pathOf(id), { method: 'PUT', json: scenario }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
