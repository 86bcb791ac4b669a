import type { Account, AccountIdentity, AccountLink, AccountPage, AccountPatch } from '@syncline/shared/accounts';
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { accountsKey } from '../../lib/questions.ts';
import type { AccountsFilter } from './accounts-search.ts';

const PAGE = 50;

export function accountsQuery(filter: AccountsFilter) {
  return infiniteQueryOptions({
    queryKey: [accountsKey, filter],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...filter, limit: String(PAGE), cursor: pageParam || undefined };
      const known = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return request<AccountPage>(`/accounts?${new URLSearchParams(known)}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

/** Asked in a body: an account stands in no address. */
export function findAccount(identity: AccountIdentity): Promise<Account> {
  return request<Account>('/accounts/find', { json: identity });
}

/** Links, changes, unlinks and erases accounts; the lists are asked again after each. */
export function useAccountChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [accountsKey] });
  return {
    link: useMutation({ mutationFn: (link: AccountLink) => request<Account>('/accounts', { json: link }), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, patch }: { id: string; patch: AccountPatch }) =>
        request<Account>(`/accounts/${id}`, { method: 'PATCH', json: patch }),
      onSuccess,
    }),
    unlink: useMutation({
      mutationFn: (id: string) => request<Account>(`/accounts/${id}/unlink`, { method: 'POST' }),
      onSuccess,
    }),
    erase: useMutation({
      mutationFn: (id: string) => request<void>(`/accounts/${id}`, { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
