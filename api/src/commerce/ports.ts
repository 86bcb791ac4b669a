import type { Found } from '../posts/x/post.ts';

/** Thrown by an effect that may work later; it is asked again, with the same key, no sooner than `afterMs`. */
export class TryLaterError extends Error {
  override name = 'TryLaterError';
  readonly afterMs: number | null;

  constructor(message: string, { afterMs = null, cause }: { afterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.afterMs = afterMs;
  }
}

/** Thrown by an effect that will never work as it was asked for; the message says why, for whoever runs the store. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

export interface ChargeRequest {
  /** Names the charge: asked twice with the same key, it is one charge and one answer. */
  key: string;
  /** The order, as the gateway shall show it. */
  order: string;
  token: string;
  /** Minor units of `currency`. */
  amountMinor: number;
  currency: string;
  description: string;
  /** When it was first asked for, in epoch milliseconds, where that is known: gateways forget keys, Stripe after a day. */
  firstAskedAt?: number;
}

export type ChargeAnswer = { outcome: 'paid'; reference: string } | { outcome: 'declined'; reason: string };

export interface RefundRequest {
  /** Names the refund, as `ChargeRequest.key` does the charge. */
  key: string;
  /** The `reference` of the charge. */
  charge: string;
  amountMinor: number;
  currency: string;
}

export type RefundAnswer = { outcome: 'refunded'; reference: string } | { outcome: 'refused'; reason: string };

/**
 * Takes and gives back money. Both calls are safe to repeat with the same key, also after a crash that left the answer of
 * the first unknown. They throw TryLaterError while the outcome is unknown, and RefusedError where the request itself is wrong.
 */
export interface PaymentGateway {
  /** As it stands in settings and on screen: `simulated`, `stripe`. */
  readonly name: string;
  charge(request: ChargeRequest): Promise<ChargeAnswer>;
  refund(request: RefundRequest): Promise<RefundAnswer>;
}

export interface Reply {
  /** Names the reply; asked twice with the same key, it should be one post. */
  key: string;
  network: string;
  /** The post that is answered. */
  inReplyTo: string;
  text: string;
}

/** Posts replies. Throws TryLaterError and RefusedError. */
export interface ReplySender {
  readonly name: string;
  /** The id of the reply; null where nothing is posted (a dry run). */
  send(reply: Reply): Promise<{ post: string | null }>;
}

/** What whoever ships the goods is told of a paid order. */
export interface FulfilmentRequest {
  /** Names the delivery of this message; the same in every repetition. */
  key: string;
  order: string;
  offer: string;
  product: string | null;
  network: string;
  /** The keyed hash of the buyer, in hexadecimal. */
  person: string;
  amountMinor: number;
  currency: string;
  /** Epoch milliseconds. */
  paidAt: number;
}

/** Hands paid orders over. Throws TryLaterError and RefusedError. */
export interface Fulfilment {
  readonly name: string;
  /** Whether it was taken over; false where there is nobody to tell and it is marked by hand. */
  fulfil(request: FulfilmentRequest): Promise<boolean>;
}

/** What a payment gateway, or whoever ships, tells of itself about an order; told twice, with the same id, it is one. */
export type OrderNews =
  | { id: string; kind: 'refunded'; charge: string; amountMinor: number; currency: string }
  | { id: string; kind: 'fulfilled'; order: string };

/** Takes news of orders in, durably before it resolves. */
export interface OrderNewsIn {
  /** False where the order is not known. */
  learn(news: OrderNews): Promise<boolean>;
}

/** Takes posts and notices of deletions in, as the readers of `posts/x` give them. */
export interface PostsIn {
  /** Resolves once they are durable; throws an ApiError `unavailable` or `too_many_requests` under pressure. */
  receive(found: readonly Found[]): Promise<PostsOutcome>;
}

export interface PostsOutcome {
  posts: number;
  deleted: number;
  /** Posts that hold a hashtag of an offer. */
  matched: number;
  refused: number;
  skipped: number;
}
