import type { DeadLetter, Import, Mapping, TrackingRule } from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import type { RateInput, RatesKept } from '@syncline/shared/exchange-rates';
import type { SpendKept, SpendLine } from '@syncline/shared/spend';

/** What is known of an import when it begins. */
export type NewImport = Pick<Import, 'file_name' | 'format' | 'mapping' | 'target' | 'bytes_total'>;

/** Counts of an import so far, as they are kept: totals, not differences. */
export type ImportProgress = Pick<
  Import,
  | 'format'
  | 'target'
  | 'bytes_total'
  | 'bytes_read'
  | 'rows'
  | 'accepted'
  | 'duplicate'
  | 'rejected'
  | 'replaced'
  | 'delete_notices'
  | 'removed'
  | 'skipped'
  | 'rounded'
>;

/** Keeps what is known of each import, so that it outlives the process. */
export interface ImportRegistry {
  /** Enters an import in the state `receiving`. */
  create(input: NewImport): Promise<Import>;
  /** The import is `running` from now on. */
  update(id: string, progress: ImportProgress): Promise<unknown>;
  finish(end: {
    id: string;
    state: 'done' | 'failed' | 'cancelled';
    error?: string;
    progress: ImportProgress;
  }): Promise<Import>;
  /** Throws an ApiError `not_found`. */
  get(id: string): Promise<Import>;
  /** The newest first. */
  list(limit: number): Promise<Import[]>;
  /** Ends as failed what a process before this one left open. */
  failInterrupted(): Promise<number>;
  /** Writes down that an import is being taken back, and what goes; the first time counts. */
  beginUndo(undo: { id: string } & Pick<ImportUndo, 'removes' | 'forgets'>): Promise<void>;
  finishUndo(id: string): Promise<Import>;
  /** The catalogue entries that were to go when taking it back was begun. */
  undoForgets(id: string): Promise<ImportUndo['forgets']>;
  unfinishedUndos(): Promise<Import[]>;
}

/** What imports ask of the catalogue. */
export interface ImportCatalogue {
  trackingRules(): Promise<readonly TrackingRule[]>;
  /** A saved mapping by its id or its name. */
  mapping(idOrName: string): Promise<Mapping | null>;
}

/** Takes in the advertising spend of an import. */
export interface SpendSink {
  /** The only currency that can be kept. */
  readonly currency: string;
  /** The campaigns of the catalogue by name and by slug, folded. */
  campaignsByName(): Promise<ReadonlyMap<string, string>>;
  /** Keeps the lines under the id of their import, all or none. */
  keep(batch: string, lines: readonly SpendLine[]): Promise<SpendKept>;
  /** What `keep` would answer, and the campaigns that would enter the catalogue; nothing is kept. */
  rehearse(lines: readonly SpendLine[]): Promise<SpendKept & { new_campaigns: string[] }>;
  /** Takes back what an import brought; does nothing where nothing of it is left. */
  takeBack(batch: string): Promise<unknown>;
}

/** Takes in the exchange rates of an import. */
export interface RatesSink {
  /** The last day of which a rate can be known. */
  today(): string;
  /** Keeps the rates under the id of their import, all or none. */
  keep(batch: string, rates: readonly RateInput[]): Promise<RatesKept>;
  /** What `keep` would answer; nothing is kept. */
  rehearse(rates: readonly RateInput[]): Promise<RatesKept>;
  /** Takes back what an import brought; does nothing where nothing of it is left. */
  takeBack(batch: string): Promise<unknown>;
}

/** What the log holds of one import. */
export interface StoredByImport
  extends Pick<ImportUndo, 'kinds' | 'days' | 'money' | 'orders_elsewhere' | 'refunds_without_payment'> {
  events: number;
  /** Calendar months (YYYY-MM) in which something was paid or refunded. */
  moneyMonths: string[];
  /** What these events name and no other event does. */
  named: ImportUndo['forgets'];
}

/** What taking an import back concerns beside its events. */
export interface UndoStore {
  stored(importId: string): Promise<StoredByImport>;
  /** How many refused lines of an import are kept. */
  refused(importId: string): Promise<number>;
  forgetRefused(importId: string): Promise<unknown>;
  /** The calendar months whose statements are closed. */
  closedMonths(): Promise<string[]>;
  /** Those of the catalogue entries that were only met in events and that nothing refers to. */
  forgettable(named: ImportUndo['forgets']): Promise<ImportUndo['forgets']>;
  forget(named: ImportUndo['forgets']): Promise<unknown>;
}

/** Every refused line of one import, the oldest first. */
export interface RefusedLines {
  ofImport(importId: string): AsyncIterable<DeadLetter>;
}
