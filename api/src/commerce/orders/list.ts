import type { Loss } from '@syncline/shared/events';
import { ORDER_STATES, type Order, type OrderPage, type OrderState } from '@syncline/shared/orders';
import type { Selectable } from 'kysely';
import type { Database, OrderTable } from '../../stores/sql/schema.ts';
import { isoTime, type ServiceContext } from '../../services/context.ts';

export interface OrderFilter {
  state?: OrderState | undefined;
  offer?: string | undefined;
  campaign?: string | undefined;
  /** The beginning of an order's id or of a buyer's keyed hash, or a post's id. */
  q?: string | undefined;
  /** Only those whose task failed and is tried again. */
  problems?: boolean | undefined;
}

interface Asked {
  filter: OrderFilter;
  limit: number;
  /** The `next` of the page before. */
  cursor?: string | undefined;
}

type Row = Selectable<OrderTable> &
  Pick<Selectable<Database['order_cases']>, 'network' | 'person' | 'offer' | 'problem'> & {
    name: string;
    brand: string | null;
    campaign: string | null;
  };

/** Shown of a keyed hash. */
const SHOWN_CHARACTERS = 8;
const CURSOR = /^(\d{1,15})\.([a-z]{1,32})$/;

/** Whether a text can be the `next` of a page. */
export function isCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** A page of orders by the time of their triggers, newest first, and how many there are in each state. */
export async function listOrders(ctx: ServiceContext, { filter, limit, cursor }: Asked): Promise<OrderPage> {
  const { total } = await matching(ctx, filter)
    .select((query) => query.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let query = selected(matching(ctx, filter));
  const [, at, id] = CURSOR.exec(cursor ?? '') ?? [];
  if (at !== undefined && id !== undefined) {
    query = query.where((where) =>
      where.or([
        where('orders.triggered_at', '<', Number(at)),
        where.and([where('orders.triggered_at', '=', Number(at)), where('orders.id', '<', id)]),
      ]),
    );
  }
  const rows = await query
    .orderBy('orders.triggered_at', 'desc')
    .orderBy('orders.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toOrder),
    total,
    next: rows.length > limit && last ? `${last.triggered_at}.${last.id}` : null,
    counts: await countOrders(ctx, filter),
  };
}

/** One order as it is shown, undefined where there is none of this id. */
export async function findOrder({ db }: ServiceContext, id: string): Promise<(Order & { case: number }) | undefined> {
  const row = await selected(joined(db)).where('orders.id', '=', id).executeTakeFirst();
  return row && { ...toOrder(row), case: row.case_id };
}

function joined(db: ServiceContext['db']) {
  return db
    .selectFrom('orders')
    .innerJoin('order_cases', 'order_cases.id', 'orders.case_id')
    .innerJoin('offers', 'offers.slug', 'order_cases.offer');
}

function selected(query: ReturnType<typeof joined>) {
  return query
    .selectAll('orders')
    .select(['order_cases.network', 'order_cases.person', 'order_cases.offer', 'order_cases.problem'])
    .select(['offers.name', 'offers.brand', 'offers.campaign']);
}

function matching({ db }: ServiceContext, { state, offer, campaign, q, problems }: OrderFilter) {
  let query = joined(db);
  if (state !== undefined) query = query.where('orders.state', '=', state);
  if (offer !== undefined) query = query.where('order_cases.offer', '=', offer);
  if (campaign !== undefined) query = query.where('offers.campaign', '=', campaign);
  if (problems) query = query.where('order_cases.problem', 'is not', null).where('orders.task', 'is not', null);
  if (q !== undefined) {
    const beginning = q.toLowerCase();
    // Ids and hashes are letters and digits: nothing else begins one, nor is to be read as a pattern.
    const isBeginning = /^[a-z0-9]+$/.test(beginning);
    query = query.where((where) =>
      where.or([
        ...(isBeginning
          ? [where('orders.id', 'like', `${beginning}%`), where('order_cases.person', 'like', `${beginning}%`)]
          : []),
        where('orders.trigger_post', '=', q),
        where('orders.confirmation_post', '=', q),
      ]),
    );
  }
  return query;
}

async function countOrders(ctx: ServiceContext, filter: OrderFilter): Promise<OrderPage['counts']> {
  const rows = await matching(ctx, { ...filter, state: undefined })
    .select(['orders.state', (query) => query.fn.countAll<number>().as('orders')])
    .groupBy('orders.state')
    .execute();
  const { problems } = await matching(ctx, { ...filter, problems: true })
    .select((query) => query.fn.countAll<number>().as('problems'))
    .executeTakeFirstOrThrow();
  const of = (state: OrderState) => rows.find((row) => row.state === state)?.orders ?? 0;
  return {
    states: Object.fromEntries(ORDER_STATES.map((state) => [state, of(state)])) as OrderPage['counts']['states'],
    problems,
  };
}

function toOrder(row: Row): Order {
  return {
    id: row.id,
    offer: row.offer,
    offer_name: row.name,
    campaign: row.campaign,
    brand: row.brand,
    network: row.network,
    person: row.person.slice(0, SHOWN_CHARACTERS),
    state: row.state as OrderState,
    loss: row.loss as Loss | null,
    declined_because: row.declined_because,
    currency: row.currency,
    price_minor: row.amount_minor,
    paid_minor: row.paid_minor,
    refunded_minor: row.refunded_minor,
    triggered_at: isoTime(row.triggered_at),
    deadline_at: isoTime(row.deadline_at),
    confirmed_at: isoOrNull(row.confirmed_at),
    paid_at: row.charge === 'paid' ? isoOrNull(row.charged_at) : null,
    fulfilled_at: isoOrNull(row.fulfilled_at),
    changed_at: isoTime(row.changed_at),
    task: row.task as Order['task'],
    problem: row.task === null ? null : row.problem,
  };
}

export function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}
