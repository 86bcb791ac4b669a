import type { Device, KINDS, Loss, Reject, Stage } from '@syncline/shared/events';
import type { PackedBatch } from './event-batch.ts';

/** Where events come from; '' is a user's own data. */
export type Origin = '' | 'demo';

/** One line of a batch: its number in the source (from 1), and the event as a parsed JSON value. */
export interface EventLine {
  line: number;
  value: unknown;
}

/** A line that could not even be read as JSON, or that its reader refuses; kept as a dead letter with the rest. */
export interface UnreadableLine {
  line: number;
  reject: Reject;
  /** What may be kept of it: already free of identifiers and card numbers. Null keeps nothing. */
  payload: string | null;
}

export interface Batch {
  lines: readonly (EventLine | UnreadableLine)[];
  /** Names the sender in the dead-letter store: "http", "import", "posts", "orders", "demo", "replay". */
  source: string;
  origin: Origin;
  importId?: string;
  /**
   * What to do with an id that is stored with other content: refuse it as id_conflict (default), or let the new event
   * take the stored one's place (imports of posts, whose classification or text changed).
   */
  onConflict?: 'reject' | 'replace';
}

/** A refused line, and what may be kept of it. */
export type RefusedLine = Pick<NewDeadLetter, 'reject' | 'payload' | 'replayable'>;

/** Lines that were validated and made columns on another thread, by `Preparation` with the settings of this store. */
export interface PreparedLines {
  /** How many lines there were. */
  lines: number;
  events: PackedBatch;
  refused: readonly RefusedLine[];
}

/** A batch whose lines are read as they are needed; they may be gone through twice. */
export interface StreamedBatch extends Omit<Batch, 'lines'> {
  lines: Iterable<EventLine | UnreadableLine>;
  /** Has the lines prepared elsewhere; otherwise the write path prepares them itself, on the thread it is called on. */
  prepare?: () => Promise<PreparedLines>;
}

export interface BatchOutcome {
  accepted: number;
  duplicate: number;
  rejected: number;
  replaced: number;
  /** Every refusal of the batch, in order of line. */
  rejects: Reject[];
}

/** An event to be removed: its id as it was sent, and the days (workspace zone) on which it may be stored; null means any day. */
export interface Retraction {
  id: string;
  days: readonly string[] | null;
}

export interface IngestStatus {
  /** Sequence numbers of the newest acknowledged and newest written journal record. */
  acknowledged: number;
  written: number;
  backlogEvents: number;
  backlogBytes: number;
  reconciledAt: number | null;
}

/** The write path. Every method throws an ApiError `unavailable` or `too_many_requests` with a retry time under pressure. */
export interface Ingest {
  /** Validates, pseudonymises, de-duplicates and journals a batch; resolves once it is durable. Not transactional: each line stands alone. */
  submit(batch: Batch): Promise<BatchOutcome>;
  /** Says what batches would come to, from what is stored now on. */
  rehearse(): RehearsedIngest;
  /** Removes events by id, durably and once; answers how many were stored. Ids stay refused as duplicates afterwards. */
  retract(retractions: readonly Retraction[]): Promise<number>;
  /** Resolves when everything acknowledged so far can be seen by queries. */
  flush(): Promise<void>;
  /** Removes every event of an origin. */
  purge(origin: Exclude<Origin, ''>): Promise<void>;
  /** Removes every event that an import added, durably and once; their ids may be sent again. Resolves when none is counted any more. */
  takeBack(importId: string): Promise<void>;
  /** The keyed hash of a person's identifier, in hexadecimal, as events keep it. */
  userKey(user: string): string;
  status(): IngestStatus;
  close(): Promise<void>;
}

/** What batches would come to: decided as they would be, and not kept. */
export interface RehearsedIngest extends Pick<Ingest, 'submit' | 'retract' | 'flush'> {
  /** How many events are remembered, in memory. */
  readonly size: number;
  /** What the events that would be let in are of. */
  readonly tally: {
    readonly kinds: readonly { kind: (typeof KINDS)[number]; events: number }[];
    readonly days: readonly { day: string; events: number }[];
    readonly campaigns: ReadonlyMap<string, number>;
    readonly brands: ReadonlyMap<string, number>;
    /** Currency → minor units. */
    readonly money: ReadonlyMap<string, { paid: number; refunded: number }>;
  };
  /** What would enter the catalogue. */
  readonly discovered: {
    readonly brands: ReadonlySet<string>;
    readonly campaigns: ReadonlyMap<string, string | null>;
    readonly offers: ReadonlyMap<string, string | null>;
  };
}

/** `Ingest` that takes lines as they are read, so that a large body is never held in memory as parsed values. */
export interface StreamingIngest extends Ingest {
  submit(batch: StreamedBatch): Promise<BatchOutcome>;
}

/** What ingest asks of the catalogue; answered from memory. */
export interface CatalogueLookup {
  hasBrand(slug: string): boolean;
  campaign(slug: string): { brand: string | null } | undefined;
  offer(slug: string): { campaign: string | null } | undefined;
  /** Adds what is unknown, marked `discovered` (or `demo`); the brand or campaign named beside it is kept with it. */
  discover(found: Discovered, origin: Origin): Promise<void>;
}

export interface Discovered {
  brands: ReadonlySet<string>;
  campaigns: ReadonlyMap<string, string | null>;
  offers: ReadonlyMap<string, string | null>;
}

/** A purchase event as it was accepted: pseudonyms, no identifiers; '' stands for none. */
export interface AcceptedPurchase {
  /** Epoch milliseconds. */
  at: number;
  stage: Stage;
  /** Why the demand was lost; null for every stage but `lost`. */
  loss: Loss | null;
  offer: string;
  campaign: string;
  brand: string;
  device: Device;
  /** Minor units of `currency`; null where the event has no amount. */
  amountMinor: number | null;
  currency: string;
  /** Keyed hashes. */
  orderKey: bigint;
  userKey: bigint;
}

/** Is told of purchases that are not the demo's, once they are durable. Both must return at once and not throw. */
export interface PurchaseWatch {
  /** Whether a purchase of this instant, in epoch milliseconds, is to be told. */
  wants(at: number): boolean;
  /** Journal record `sequence`, which is durable now, holds these. Called in order of sequence. */
  durable(sequence: number, purchases: readonly AcceptedPurchase[]): void;
}

/** A refused line on its way to the dead-letter store. */
export interface NewDeadLetter {
  source: string;
  importId: string | null;
  reject: Reject;
  payload: string | null;
  replayable: boolean;
}

/** Keeps refused lines; resolves once they are durable. */
export interface DeadLetterSink {
  keep(letters: readonly NewDeadLetter[]): Promise<void>;
}
