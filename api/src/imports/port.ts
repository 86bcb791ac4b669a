import type { DeadLetter, Import, Mapping, TrackingRule } from '@syncline/shared/control';
import type { RateInput, RatesKept } from '@syncline/shared/exchange-rates';
import type { SpendKept, SpendLine } from '@syncline/shared/spend';

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
  create(input: Pick<Import, 'file_name' | 'format' | 'mapping' | 'target' | 'bytes_total'>): Promise<Import>;
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
}

/** Takes in the exchange rates of an import. */
export interface RatesSink {
  /** The last day of which a rate can be known. */
  today(): string;
  /** Keeps the rates under the id of their import, all or none. */
  keep(batch: string, rates: readonly RateInput[]): Promise<RatesKept>;
}

/** Every refused line of one import, the oldest first. */
export interface RefusedLines {
  ofImport(importId: string): AsyncIterable<DeadLetter>;
}
