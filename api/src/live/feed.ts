import {
  LIVE_BEAT_MS,
  LIVE_KEPT,
  LIVE_WITHIN_MS,
  type LiveBeat,
  type LiveEventName,
  type LiveGap,
  type LivePurchase,
} from '@syncline/shared/live';
import type { AcceptedPurchase, PurchaseWatch } from '../ingest/port.ts';
import type { Clock } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { Listener } from './listener.ts';

const MOST_LISTENERS = 100;
/** A listener that is this far behind is let go; it can come back and be told what is still kept. */
const MOST_WAITING = 5_000;
/** Numbers of a record's purchases follow one another: no record holds as many events. */
const NUMBERS_PER_RECORD = 2 ** 20;
/** Digits of a keyed hash that name an order or a person. */
const SHORT = 8;
const HASH_DIGITS = 16;

/** A message of `GET /live` as it is sent. */
export interface LiveMessage {
  event: LiveEventName;
  /** What a listener names when it comes back: the last event that was told. */
  id: string | null;
  data: string;
}

/** Where a listener begins. */
interface ListenFrom {
  /** The number of the last event it was told; null is told what comes from now on. */
  after: number | null;
  /** So many of the newest events are told first, as `earlier`, where `after` is null. */
  recent: number;
}

interface Limits {
  clock: Clock;
  mostListeners?: number;
  mostWaiting?: number;
  beatMs?: number;
}

interface Kept {
  seq: number;
  receivedAt: string;
  purchase: AcceptedPurchase;
}

/** Purchases as they become durable: the newest are kept, and told to whoever listens, each once and in order. */
export class LiveFeed implements PurchaseWatch {
  readonly #limits: Required<Limits>;
  readonly #listeners = new Set<Listener<LiveMessage>>();
  #kept: Kept[] = [];
  /** Every event after this number is kept. */
  #floor = 0;
  #closed = false;

  constructor(limits: Limits) {
    this.#limits = { mostListeners: MOST_LISTENERS, mostWaiting: MOST_WAITING, beatMs: LIVE_BEAT_MS, ...limits };
  }

  /** What happened up to journal record `sequence` is not told, and not kept. */
  begin(sequence: number): void {
    this.#floor = (sequence + 1) * NUMBERS_PER_RECORD - 1;
  }

  wants(at: number): boolean {
    return Math.abs(at - this.#limits.clock.now()) <= LIVE_WITHIN_MS;
  }

  durable(sequence: number, purchases: readonly AcceptedPurchase[]): void {
    const first = sequence * NUMBERS_PER_RECORD;
    const receivedAt = new Date(this.#limits.clock.now()).toISOString();
    const news = purchases.map((purchase, index) => ({ seq: first + index, receivedAt, purchase }));
    if (this.#listeners.size > 0) {
      const messages = news.map((one) => messageOf('purchase', one));
      for (const listener of this.#listeners) for (const message of messages) listener.push(message);
    }
    const all = [...this.#kept, ...news];
    this.#kept = all.slice(-LIVE_KEPT);
    this.#floor = all[all.length - this.#kept.length - 1]?.seq ?? this.#floor;
  }

  /**
   * Begins to listen; a beat comes at once, behind what is told first. Throws an ApiError `too_many_requests` when as many
   * listen already as may, and `unavailable` once the feed is closed.
   */
  listen({ after, recent }: ListenFrom): Listener<LiveMessage> {
    const { mostListeners, mostWaiting, beatMs, clock } = this.#limits;
    if (this.#closed) throw new ApiError('unavailable', 'Syncline is stopping.', { retryAfterSeconds: 5 });
    if (this.#listeners.size >= mostListeners) {
      throw new ApiError('too_many_requests', `${mostListeners} listen already, which is as many as may.`, {
        retryAfterSeconds: 10,
      });
    }
    // Whoever comes back after a beat has been told all there was.
    const beat = (): LiveMessage => {
      const at = new Date(clock.now()).toISOString();
      return { event: 'beat', id: String(this.#newest()), data: JSON.stringify({ at } satisfies LiveBeat) };
    };
    const listener = new Listener<LiveMessage>({
      mostWaiting,
      beatMs,
      beat,
      onEnd: () => this.#listeners.delete(listener),
    });
    for (const message of after === null ? this.#earlier(recent) : this.#missed(after)) listener.push(message);
    listener.push(beat());
    this.#listeners.add(listener);
    return listener;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Ends every stream; nobody can listen afterwards. */
  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners) listener.end();
  }

  #newest(): number {
    return this.#kept.at(-1)?.seq ?? this.#floor;
  }

  #earlier(recent: number): LiveMessage[] {
    return recent === 0 ? [] : this.#kept.slice(-recent).map((one) => messageOf('earlier', one));
  }

  /** What came after event `after`, behind a `gap` where that is not known to be all. */
  #missed(after: number): LiveMessage[] {
    const missed = this.#kept.filter(({ seq }) => seq > after);
    const isWhole = after >= this.#floor && after <= this.#newest();
    const gap: LiveGap = { after, next: missed[0]?.seq ?? null };
    const messages = missed.map((one) => messageOf('purchase', one));
    return isWhole ? messages : [{ event: 'gap', id: null, data: JSON.stringify(gap) }, ...messages];
  }
}

function messageOf(event: 'purchase' | 'earlier', { seq, receivedAt, purchase }: Kept): LiveMessage {
  const { at, stage, loss, device, amountMinor, orderKey, userKey } = purchase;
  const live: LivePurchase = {
    seq,
    at: new Date(at).toISOString(),
    received_at: receivedAt,
    stage,
    loss,
    offer: purchase.offer || null,
    campaign: purchase.campaign || null,
    brand: purchase.brand || null,
    device,
    amount_minor: amountMinor,
    currency: purchase.currency || null,
    order: short(orderKey),
    person: short(userKey),
  };
  return { event, id: String(seq), data: JSON.stringify(live) };
}

function short(hash: bigint): string {
  return hash.toString(16).padStart(HASH_DIGITS, '0').slice(0, SHORT);
}
