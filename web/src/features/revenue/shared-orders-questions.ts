import type { ShareOrdersAnswer, ShareOrdersRequestInput } from '@syncline/shared/revenue-share-orders';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { type FileRequest, followInstants } from '../../lib/download.ts';
import { formatDay, formatMonth } from '@syncline/shared/format';

const PATH = '/analysis/revenue-share/orders';
const PAGE = 50;

/** The orders under a figure, page by page. */
export function sharedOrdersQuery(question: ShareOrdersRequestInput, sort: 'time' | 'amount') {
  return infiniteQueryOptions({
    queryKey: ['revenue-share', 'orders', question, sort],
    queryFn: ({ pageParam: offset, signal }) =>
      request<ShareOrdersAnswer>(PATH, { json: { ...question, sort, limit: PAGE, offset }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ totals }, pages) => {
      const shown = pages.reduce((sum, { orders }) => sum + orders.length, 0);
      return shown < totals.orders ? shown : undefined;
    },
  });
}

/** All of them as a file, which is sent in the order in time. */
export function sharedOrdersFile(question: ShareOrdersRequestInput): FileRequest {
  const { period, month } = question;
  return {
    path: `${PATH}/download`,
    json: question,
    name: month === undefined ? `orders-${period.from}-${period.to}.csv` : `orders-${formatMonth(`${month}-01`)}.csv`,
    follow: () => followInstants(period, (day) => `up to ${formatDay(day, { year: true })}`),
  };
}
