import type { OrderDetail, OrderPage, OrderReply, RefundRequest } from '@syncline/shared/orders';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import type { OrdersSearch } from './orders-search.ts';

const ordersKey = 'orders';
const PAGE = 50;
/** Orders go on by themselves. */
const REFRESH_MS = 5000;

interface ReplyPage {
  items: OrderReply[];
  total: number;
  next: string | null;
  sender: string;
}

export function ordersQuery({ state, offer, find, problems }: OrdersSearch) {
  return infiniteQueryOptions({
    queryKey: [ordersKey, { state, offer, find, problems }],
    queryFn: ({ pageParam, signal }) =>
      request<OrderPage>(`/orders?${parameters({ state, offer, q: find, problems, cursor: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
}

export const repliesQuery = infiniteQueryOptions({
  queryKey: [ordersKey, 'replies'],
  queryFn: ({ pageParam, signal }) => request<ReplyPage>(`/replies?${parameters({ cursor: pageParam })}`, { signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
  refetchInterval: REFRESH_MS,
});

export function orderQuery(id: string) {
  return queryOptions({
    queryKey: [ordersKey, 'one', id],
    queryFn: ({ signal }) => request<OrderDetail>(pathOf(id), { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Refunds, ships and retries one order; everything about orders is asked again after each. */
export function useOrderChanges(id: string) {
  const client = useQueryClient();
  const onSuccess = (order: OrderDetail) => {
    client.setQueryData(orderQuery(id).queryKey, order);
    return client.invalidateQueries({ queryKey: [ordersKey] });
  };
  return {
    refund: useMutation({
      mutationFn: ({ key, ...json }: RefundRequest & { key: string }) =>
        request<OrderDetail>(`${pathOf(id)}/refunds`, { json, headers: { 'idempotency-key': key } }),
      onSuccess,
    }),
    fulfil: useMutation({
      mutationFn: () => request<OrderDetail>(`${pathOf(id)}/fulfil`, { method: 'POST' }),
      onSuccess,
    }),
    retry: useMutation({
      mutationFn: () => request<OrderDetail>(`${pathOf(id)}/retry`, { method: 'POST' }),
      onSuccess,
    }),
  };
}

function pathOf(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}

function parameters(asked: Record<string, string | undefined>): string {
  const known = Object.entries({ ...asked, limit: String(PAGE) }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return new URLSearchParams(known).toString();
}
