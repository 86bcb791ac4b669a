import { z } from 'zod';
import { DEVICES, LOSSES, STAGES } from './events.ts';

/** Events dated further from the server's clock are not told live: files of old events would flood it. */
export const LIVE_WITHIN_MS = 3_600_000;
/** So many events are kept for whoever comes back after its connection broke. */
export const LIVE_KEPT = 500;
/** After so long without an event a stream says that it is alive. */
export const LIVE_BEAT_MS = 15_000;

/** Names of the events of `GET /live`. */
export const LIVE_EVENTS = ['purchase', 'earlier', 'gap', 'beat'] as const;
export type LiveEventName = (typeof LIVE_EVENTS)[number];

const slug = z.string().nullable();

/** Data of `purchase` and `earlier`: a purchase event as it became durable; pseudonyms, no identifiers. */
export const livePurchaseSchema = z.object({
  /** Rises from event to event, restarts included, and leaves gaps. */
  seq: z.int(),
  at: z.iso.datetime(),
  /** When it was durable. */
  received_at: z.iso.datetime(),
  stage: z.enum(STAGES),
  /** Why the demand was lost; null for every stage but `lost`. */
  loss: z.enum(LOSSES).nullable(),
  offer: slug,
  campaign: slug,
  brand: slug,
  device: z.enum(DEVICES),
  /** Minor units of `currency`; null where the event has no amount. */
  amount_minor: z.int().nullable(),
  currency: z.string().nullable(),
  /** The first digits of the keyed hashes of order and person: the same within a store, and no more than a name for a row. */
  order: z.string(),
  person: z.string(),
});
export type LivePurchase = z.infer<typeof livePurchaseSchema>;

/** Data of `gap`: events after `after` may be missing, of which `next` is the first that follows; null where none is kept. */
export const liveGapSchema = z.object({ after: z.int(), next: z.int().nullable() });
export type LiveGap = z.infer<typeof liveGapSchema>;

/** Data of `beat`: the server's clock. */
export const liveBeatSchema = z.object({ at: z.iso.datetime() });
export type LiveBeat = z.infer<typeof liveBeatSchema>;

/** Any data of the stream. */
export const liveDataSchema = z.union([livePurchaseSchema, liveGapSchema, liveBeatSchema]);
