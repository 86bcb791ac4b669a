import { foldTerm } from '@syncline/shared/control';
import { type Offer, priceWithTax } from '@syncline/shared/offers';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type {
  OfferPostTable,
  OrderCaseTable,
  OrderRefundTable,
  OrderReplyTable,
  OrderTable,
  PostChangeTable,
} from '../../stores/sql/schema.ts';
import { toOffer } from '../../services/offers/offer.ts';
import type { ServiceContext } from '../../services/context.ts';
import type { Facts, OrderFacts, OrderTerms, PostFact } from './facts.ts';
import { orderIdOf } from './id.ts';
import { withdrawals } from './posts.ts';

export type CaseRow = Selectable<OrderCaseTable>;
export type PostRow = Selectable<OfferPostTable>;
export type OrderRow = Selectable<OrderTable>;
export type RefundRow = Selectable<OrderRefundTable>;
export type ReplyRow = Selectable<OrderReplyTable>;
type ChangeRow = Selectable<PostChangeTable>;

/** Everything kept of one person with one offer. */
export interface OrderCase {
  row: CaseRow;
  offer: Offer;
  /** By id. */
  posts: ReadonlyMap<string, PostRow>;
  changes: readonly ChangeRow[];
  /** By trigger, as `settle` names orders. */
  orders: ReadonlyMap<string, OrderRow>;
  refunds: readonly RefundRow[];
  replies: readonly ReplyRow[];
  /** `order transition` of everything that was told. */
  told: ReadonlySet<string>;
}

const MINUTE_MS = 60_000;
const hashtagsSchema = z.array(z.string());

/** Reads a case; null where there is none of this id. */
export async function readCase({ db }: ServiceContext, id: number): Promise<OrderCase | null> {
  const row = await db.selectFrom('order_cases').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const { network, person, offer } = row;
  const posts = await db
    .selectFrom('offer_posts')
    .selectAll()
    .where('network', '=', network)
    .where('person', '=', person)
    .where('offer', '=', offer)
    .execute();
  const changes = await db
    .selectFrom('post_changes')
    .selectAll()
    .where('network', '=', network)
    .where('post', 'in', (query) =>
      query
        .selectFrom('offer_posts')
        .select('post')
        .where('network', '=', network)
        .where('person', '=', person)
        .where('offer', '=', offer),
    )
    .execute();
  const orders = await db.selectFrom('orders').selectAll().where('case_id', '=', id).execute();
  const ids = db.selectFrom('orders').select('id').where('case_id', '=', id);
  const events = await db
    .selectFrom('order_events')
    .select(['order_id', 'transition'])
    .where('order_id', 'in', ids)
    .execute();
  return {
    row,
    offer: toOffer(await db.selectFrom('offers').selectAll().where('slug', '=', offer).executeTakeFirstOrThrow()),
    posts: new Map(posts.map((post) => [post.post, post])),
    changes,
    orders: new Map(orders.map((order) => [order.trigger_post, order])),
    refunds: await db
      .selectFrom('order_refunds')
      .selectAll()
      .where('order_id', 'in', ids)
      .orderBy('asked_at')
      .execute(),
    replies: await db.selectFrom('order_replies').selectAll().where('order_id', 'in', ids).execute(),
    told: new Set(events.map(({ order_id, transition }) => `${order_id} ${transition}`)),
  };
}

/** What `settle` is to know of a case at `now` (epoch milliseconds), with what account and stock say if they were asked. */
export function factsOf(
  of: OrderCase,
  { now, standing = null }: { now: number; standing?: Facts['standing'] },
): { terms: OrderTerms; facts: Facts } {
  const posts = [
    ...[...of.posts.values()].map(firstVersion),
    ...of.changes.flatMap((change) => laterVersion(change, of.offer)),
  ];
  const orders = new Map([...of.orders].map(([trigger, row]) => [trigger, keptOf(row, of)] as const));
  return { terms: termsOf(of.offer), facts: { posts, deletions: deletionsOf(of), orders, standing, now } };
}

/** When the posts of a case were withdrawn, by post: deleted, or the trigger edited out. */
export function withdrawalsOf(of: OrderCase): ReadonlyMap<string, number> {
  const posts = of.changes.flatMap((change) => laterVersion(change, of.offer));
  return withdrawals({ posts, deletions: deletionsOf(of) });
}

function deletionsOf({ changes }: OrderCase): ReadonlyMap<string, number> {
  return new Map(changes.flatMap(({ post, version, at }) => (version === '' ? [[post, at] as const] : [])));
}

/** The id of an order of the case. */
export function orderOf({ row: { network, offer } }: OrderCase, trigger: string): string {
  return orderIdOf({ network, offer, post: trigger });
}

/** What one costs the buyer of an offer that can be triggered, in minor units. */
export function chargeOf(offer: Offer): { amountMinor: number; currency: string } {
  const { price_minor, currency } = offer;
  if (price_minor === null || currency === null) throw new Error(`The offer "${offer.slug}" runs without a price.`);
  return { amountMinor: priceWithTax({ ...offer, price_minor }), currency };
}

export function termsOf(offer: Offer): OrderTerms {
  if (offer.starts_at === null) throw new Error(`The offer "${offer.slug}" is a draft and has orders.`);
  return {
    startsAt: Date.parse(offer.starts_at),
    endsAt: offer.ends_at === null ? null : Date.parse(offer.ends_at),
    windowMs: offer.confirmation_minutes * MINUTE_MS,
    perPersonLimit: offer.per_person_limit,
    chargeMinor: chargeOf(offer).amountMinor,
  };
}

function firstVersion(row: PostRow): PostFact {
  return {
    id: row.post,
    at: row.at,
    receivedAt: row.received_at,
    action: row.action,
    hasTrigger: row.has_trigger === 1,
    hasConfirmation: row.has_confirmation === 1,
    editOf: null,
    isProtected: row.author_protected === 1,
  };
}

function laterVersion({ post, version, at, received_at, hashtags }: ChangeRow, offer: Offer): PostFact[] {
  if (version === '') return [];
  const tags = new Set(hashtagsSchema.parse(JSON.parse(hashtags)));
  const holds = (hashtag: string | null) => hashtag !== null && tags.has(foldTerm(hashtag));
  return [
    {
      id: version,
      at,
      receivedAt: received_at,
      action: 'post',
      hasTrigger: holds(offer.trigger_hashtag),
      hasConfirmation: holds(offer.confirmation_hashtag),
      editOf: post,
      isProtected: false,
    },
  ];
}

function keptOf(row: OrderRow, { refunds, replies }: OrderCase): OrderFacts {
  const reply = replies.find(({ order_id }) => order_id === row.id);
  return {
    admission: row.admission as OrderFacts['admission'],
    confirmation: row.confirmation_post,
    replied: reply !== undefined && reply.state !== 'waiting',
    reservation: row.reservation,
    charge: row.charge,
    fulfilled: row.fulfilled_at !== null,
    ended: row.state === 'expired' || row.state === 'cancelled' ? row.state : null,
    refunds: new Map(
      refunds
        .filter(({ order_id, state }) => order_id === row.id && state === 'refunded')
        .map(({ id, amount_minor }) => [id, amount_minor]),
    ),
  };
}
