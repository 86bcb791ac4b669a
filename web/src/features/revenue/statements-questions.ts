import type { MonthStatements, Payout, PayoutInput, Statement, StatementMonth } from '@syncline/shared/statements';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

const STATEMENTS = 'statements';

/** Which statement of a month. */
export interface StatementKey {
  month: string;
  party: string;
  currency: string;
}

/** The path of a statement; with `.csv` or `.pdf` behind it, of the file. */
export function statementPath({ month, party, currency }: StatementKey): string {
  return `/statements/${month}/${encodeURIComponent(party)}/${currency}`;
}

/** The months with statements, the newest first. */
export const statementMonthsQuery = queryOptions({
  queryKey: [STATEMENTS],
  queryFn: ({ signal }) => request<{ items: StatementMonth[]; next: string | null }>('/statements', { signal }),
});

export const monthStatementsQuery = (month: string) =>
  queryOptions({
    queryKey: [STATEMENTS, month],
    queryFn: ({ signal }) => request<MonthStatements>(`/statements/${month}`, { signal }),
  });

export const statementQuery = (key: StatementKey) =>
  queryOptions({
    queryKey: [STATEMENTS, key.month, key.party, key.currency],
    queryFn: ({ signal }) => request<Statement>(statementPath(key), { signal }),
  });

/** Closes months and records payouts; all statements are asked again after each. */
export function useStatementChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [STATEMENTS] });
  return {
    close: useMutation({
      mutationFn: (month: string) => request<MonthStatements>('/statements/close', { json: { month } }),
      onSuccess,
    }),
    record: useMutation({
      mutationFn: (payout: PayoutInput) => request<Payout>('/payouts', { json: payout }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: number) => request<void>(`/payouts/${id}`, { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
