import type { Loss } from '@syncline/shared/events';

/** The offer as its orders see it: times in epoch milliseconds. */
export interface OrderTerms {
  startsAt: number;
  /** The first instant that is too late; null is without end. */
  endsAt: number | null;
  /** How long after the trigger a confirmation counts, by post time. */
  windowMs: number;
  /** Null is without limit. */
  perPersonLimit: number | null;
  /** What the buyer is charged, in minor units. */
  chargeMinor: number;
}

/** A post of the person that holds a hashtag of the offer in its own text, or held it in an earlier version. */
export interface PostFact {
  id: string;
  /** When it was posted, by the network's clock. */
  at: number;
  /** When it first came to Syncline. */
  receivedAt: number;
  action: 'post' | 'reply' | 'repost' | 'quote';
  hasTrigger: boolean;
  hasConfirmation: boolean;
  /** The id of the first version, where this is a later one. */
  editOf: string | null;
  /** Whether only followers see its author's posts. */
  isProtected: boolean;
}

/** What is kept of an order beside the posts: what was decided and answered, which nothing that comes later undoes. */
export interface OrderFacts {
  /** Whether its trigger was let in, by what account and stock said when it came. */
  admission: 'admitted' | Loss;
  /** The post that confirmed it, kept before anything is reserved or charged. */
  confirmation: string | null;
  /** Whether the reply that asks for the confirmation was sent, or need not be any more. */
  replied: boolean;
  /** The answer when it asked for one piece of the stock, within what one person may buy. */
  reservation: 'granted' | 'sold_out' | 'over_limit' | null;
  /** The gateway's answer; a timeout is none yet. */
  charge: 'paid' | 'declined' | null;
  fulfilled: boolean;
  /** That it ended without a confirmation, once that was told. */
  ended: 'expired' | 'cancelled' | null;
  /** Refunds by their id, in minor units. */
  refunds: ReadonlyMap<string, number>;
}

/** Everything known of one person and one offer. What is known twice counts once; the order it came in does not matter. */
export interface Facts {
  posts: readonly PostFact[];
  /** Post id → when it was deleted, by the network's clock. */
  deletions: ReadonlyMap<string, number>;
  /** Order id → what is kept of it. An order is named after its trigger. */
  orders: ReadonlyMap<string, OrderFacts>;
  /** What account and stock say of a trigger that is not decided yet; null where they were not asked. */
  standing: OrderFacts['admission'] | null;
  now: number;
}
