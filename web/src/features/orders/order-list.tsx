import { formatAmount } from '@syncline/shared/money';
import { ORDER_STATES, type Order, type OrderPage, type OrderState } from '@syncline/shared/orders';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount, formatInstant, formatMoney, plural, UNDEFINED } from '@syncline/shared/format';
import { offersQuery } from '../../lib/questions.ts';
import { TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/fields.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { STATE_NAMES, stateText } from './order-words.ts';
import type { OrdersSearch } from './orders-search.ts';
import styles from './orders.module.css';

const ANY = 'all';
const PROBLEMS = 'problems';

interface OrderListProps {
  pages: UseInfiniteQueryResult<InfiniteData<OrderPage>>;
  search: OrdersSearch;
  onSearch: (change: Partial<OrdersSearch>) => void;
  timezone: string;
}

/** Orders, newest first: found by id, buyer or post, by state and offer. */
export function OrderList({ pages, search, onSearch, timezone }: OrderListProps) {
  const page = pages.data?.pages[0];
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Boolean(search.state ?? search.offer ?? search.find ?? search.problems);
  return (
    <Panel
      what="Orders"
      title={page ? titleOf(page.total, isFiltered) : undefined}
      subtitle="By the time of the trigger, newest first; buyers are shown by the beginning of their keyed hash"
      query={pages}
      height={320}
      picture={false}
      counts="Orders under the filters above, each once, in the state it is in now"
      empty={
        page?.total === 0 &&
        !isFiltered && {
          sentence: (
            <>
              No order yet. Once an offer is live, posts with its hashtags become orders: connect the network’s stream,
              or send posts to <code>POST /api/v1/posts</code>.
            </>
          ),
          action: <Link to="/offers">Offers</Link>,
        }
      }
      controls={<Filters page={page} search={search} onSearch={onSearch} />}
      table={exported(rows)}
    >
      <DataTable
        caption="Orders"
        columns={columnsOf(timezone)}
        rows={rows}
        rowKey={(row) => row.id}
        onRow={(row) => onSearch({ order: row.id })}
        none="No order is like this."
      />
      {page && rows.length < page.total ? <ShowMore shown={rows.length} total={page.total} pages={pages} /> : null}
    </Panel>
  );
}

function titleOf(total: number, isFiltered: boolean): string {
  return isFiltered ? `${plural(total, 'order')} like this` : plural(total, 'order');
}

interface FiltersProps {
  page: OrderPage | undefined;
  search: OrdersSearch;
  onSearch: (change: Partial<OrdersSearch>) => void;
}

function Filters({ page, search, onSearch }: FiltersProps) {
  const offers = useQuery(offersQuery).data?.items ?? [];
  const states = page?.counts.states;
  const problems = page?.counts.problems ?? 0;
  const count = (state: OrderState) => (states ? ` (${formatCount(states[state])})` : '');
  return (
    <div className={styles.filters}>
      <TextInput
        type="search"
        aria-label="Find an order"
        placeholder="Order, buyer or post"
        value={search.find ?? ''}
        onChange={(event) => onSearch({ find: event.currentTarget.value || undefined })}
      />
      <Choice<OrderState | typeof ANY | typeof PROBLEMS>
        label="State"
        value={search.problems ? PROBLEMS : (search.state ?? ANY)}
        options={[
          { value: ANY, label: 'Every state' },
          ...ORDER_STATES.map((state) => ({ value: state, label: STATE_NAMES[state] + count(state) })),
          { value: PROBLEMS, label: `Tried again (${formatCount(problems)})` },
        ]}
        onChange={(chosen) =>
          onSearch({
            state: chosen === ANY || chosen === PROBLEMS ? undefined : chosen,
            problems: chosen === PROBLEMS ? 'true' : undefined,
          })
        }
      />
      <Choice
        label="Offer"
        value={search.offer ?? ANY}
        options={[
          { value: ANY, label: 'Every offer' },
          ...offers.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        onChange={(offer) => onSearch({ offer: offer === ANY ? undefined : offer })}
      />
    </div>
  );
}

function columnsOf(timezone: string): TableColumn<Order>[] {
  return [
    { key: 'offer', label: 'Offer', value: (row) => row.offer_name, cell: nameCell, sortable: false },
    { key: 'state', label: 'State', value: (row) => row.state, cell: stateCell, sortable: false },
    { key: 'buyer', label: 'Buyer', value: (row) => row.person, cell: buyerCell, sortable: false, wide: true },
    {
      key: 'triggered',
      label: 'Triggered',
      value: (row) => row.triggered_at,
      cell: (row) => formatInstant(row.triggered_at, timezone),
      sortable: false,
      wide: true,
    },
    {
      key: 'confirmed',
      label: 'To confirm',
      value: toConfirm,
      cell: confirmCell,
      sortable: false,
      numeric: true,
      definition: 'Time from the post that triggered the order to the one that confirmed it, or until which it can be',
      wide: true,
    },
    {
      key: 'paid',
      label: 'Paid, net',
      value: netOf,
      cell: moneyCell,
      sortable: false,
      numeric: true,
      definition: 'What was charged less what was refunded, in the currency of the order',
    },
  ];
}

function nameCell(row: Order): ReactNode {
  return (
    <span className={styles.name}>
      <Link
        to="/orders"
        search={(before) => Object.assign({}, before, { order: row.id })}
        onClick={(event) => event.stopPropagation()}
      >
        {row.offer_name}
      </Link>
      <small>{row.id}</small>
    </span>
  );
}

function stateCell(row: Order): ReactNode {
  return (
    <span className={styles[row.state]}>
      {stateText(row)}
      {row.problem ? <small className={styles.trouble}>{row.problem}</small> : null}
    </span>
  );
}

function buyerCell({ person }: Order): ReactNode {
  return <span className={styles.hash}>{person}…</span>;
}

const SECOND_MS = 1000;

/** Seconds from trigger to confirmation; null where none came. */
function toConfirm({ triggered_at, confirmed_at }: Order): number | null {
  return confirmed_at === null ? null : (Date.parse(confirmed_at) - Date.parse(triggered_at)) / SECOND_MS;
}

function confirmCell(row: Order): ReactNode {
  const seconds = toConfirm(row);
  if (seconds === null) return UNDEFINED;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function netOf({ paid_minor, refunded_minor, paid_at }: Order): number | null {
  return paid_at === null ? null : paid_minor - refunded_minor;
}

function moneyCell(row: Order): ReactNode {
  const net = netOf(row);
  return net === null ? UNDEFINED : formatMoney(net, row.currency);
}

function exported(rows: readonly Order[]) {
  const labels = [
    'Order',
    'Offer',
    'Campaign',
    'Brand',
    'State',
    'Why',
    'Buyer',
    'Triggered (UTC)',
    'Confirmed (UTC)',
    'Paid (UTC)',
    'Fulfilled (UTC)',
    'Price',
    'Paid',
    'Refunded',
    'Currency',
  ];
  return {
    columns: labels.map((label) => ({ label })),
    rows: rows.map((row) => [
      row.id,
      row.offer,
      row.campaign,
      row.brand,
      row.state,
      row.loss ?? row.declined_because,
      row.person,
      row.triggered_at,
      row.confirmed_at,
      row.paid_at,
      row.fulfilled_at,
      formatAmount(row.price_minor, row.currency),
      formatAmount(row.paid_minor, row.currency),
      formatAmount(row.refunded_minor, row.currency),
      row.currency,
    ]),
  };
}
