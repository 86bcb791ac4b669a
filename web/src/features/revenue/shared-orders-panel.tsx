import type { ShareFigure, ShareMovement, ShareOrdersAnswer } from '@syncline/shared/revenue-share-orders';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ApiFailure } from '../../lib/api.ts';
import { formatMoney, plural } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Download } from '../../ui/download.tsx';
import { Choice } from '../../ui/fields.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { LoadingText } from '../../ui/states.tsx';
import { capital } from './shares.ts';
import { type MovementRow, useSharedOrderColumns } from './shared-order-columns.tsx';
import { sharedOrdersFile, sharedOrdersQuery } from './shared-orders-questions.ts';
import { followedSum, ordersQuestion, type SharedOrdersSearch } from './shared-orders-search.ts';
import styles from './shared-orders.module.css';

interface SharedOrdersPanelProps {
  scope: Scope;
  search: SharedOrdersSearch;
  /** What the figure is called. */
  name: string;
  onSort: (sort: 'amount' | undefined) => void;
}

/** The orders under a figure, and that they add up to it. */
export function SharedOrdersPanel({ scope, search, name, onSort }: SharedOrdersPanelProps) {
  const { currency, workspace } = scope;
  const question = ordersQuestion(scope, search);
  const { figure = { kind: 'net_revenue' } } = question;
  const pages = useInfiniteQuery(sharedOrdersQuery(question, search.sort ?? 'time'));
  const first = pages.data?.pages[0];
  const orders = pages.data?.pages.flatMap((page) => page.orders) ?? [];
  const rows = orders.flatMap(({ order, movements }) =>
    movements.map((movement, index): MovementRow => {
      return { ...movement, key: `${order} ${index}`, order, adds: addedBy(movement, figure) };
    }),
  );
  const followed = followedSum(search.sum, question);
  const isTooHeavy = pages.error instanceof ApiFailure && pages.error.code === 'query_too_heavy';
  const columns = useSharedOrderColumns({
    currency,
    timezone: workspace.timezone,
    figure,
    name: capital(name),
    totals: first?.totals,
  });
  return (
    <Panel
      what="Orders under the figure"
      title={first ? titleOf(first.totals, currency) : undefined}
      subtitle={
        isTooHeavy
          ? 'Too many to be listed here: a shorter period, a month or a campaign can be; the CSV has no such limit'
          : 'What each payment and refund gave, under the terms of its order; a refund takes back what its own order gave'
      }
      query={pages}
      height={320}
      picture={false}
      meta={first?.meta}
      warning={first && movedText(first.totals, followed, currency)}
      controls={
        <div className={styles.controls}>
          <Choice
            label="Order of the list"
            value={search.sort ?? 'time'}
            options={[
              { value: 'time', label: 'Latest first' },
              { value: 'amount', label: 'Largest first' },
            ]}
            onChange={(sort) => onSort(sort === 'amount' ? sort : undefined)}
          />
          <Download key={JSON.stringify(question)} label="CSV of all orders" file={sharedOrdersFile(question)} />
        </div>
      }
      empty={
        first && first.totals.orders === 0
          ? {
              sentence: `No order of these days is under ${name}, with these filters.${guaranteedText(first, currency)}`,
            }
          : false
      }
      source={
        first ? (
          <>
            {sumText(first.totals, name, currency)} <MethodNote method={first.meta.method} />
          </>
        ) : (
          <LoadingText width="60%" />
        )
      }
    >
      {() =>
        first ? (
          <>
            <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="Orders under the figure" />
            {orders.length < first.totals.orders ? (
              <ShowMore shown={orders.length} total={first.totals.orders} pages={pages} />
            ) : null}
          </>
        ) : null
      }
    </Panel>
  );
}

/** What a movement adds to the figure. */
function addedBy({ amount, parties, tax, unallocated }: ShareMovement, figure: ShareFigure): number {
  if (figure.kind === 'net_revenue') return amount;
  if (figure.kind === 'tax') return tax;
  if (figure.kind === 'unallocated') return unallocated;
  return parties.find(({ party }) => party === figure.party)?.amount ?? 0;
}

type Totals = ShareOrdersAnswer['totals'];

function titleOf({ orders, amount, guaranteed }: Totals, currency: string): string {
  if (orders === 0) return 'No orders under the figure';
  const what = guaranteed === 0 ? plural(orders, 'order') : `${plural(orders, 'order')} and minimums`;
  const verb = orders === 1 && guaranteed === 0 ? 'adds' : 'add';
  return `${what} ${verb} up to ${formatMoney(amount + guaranteed, currency)}`;
}

function sumText({ amount, guaranteed, movements }: Totals, name: string, currency: string): string {
  const money = (minor: number) => formatMoney(minor, currency);
  const all = plural(movements, 'payment and refund', 'payments and refunds');
  if (guaranteed === 0) return `${all} add up to ${money(amount)}: ${name}, to the minor unit.`;
  return `${all} give ${money(amount)}, and minimums of months, which are of no order, ${money(guaranteed)}: together ${money(amount + guaranteed)}, ${name}, to the minor unit.`;
}

function guaranteedText({ totals: { guaranteed } }: ShareOrdersAnswer, currency: string): string {
  return guaranteed === 0
    ? ''
    : ` Minimums of months, which are of no order, come to ${formatMoney(guaranteed, currency)}.`;
}

/** Where the figure that was followed here was another. */
function movedText({ amount, guaranteed }: Totals, followed: number | null, currency: string): string | undefined {
  if (followed === null || followed === amount + guaranteed) return undefined;
  return `The figure that led here was ${formatMoney(followed, currency)}: events came in or were removed since it was computed or closed.`;
}
