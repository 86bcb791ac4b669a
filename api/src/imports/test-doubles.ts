import type { Import, Mapping, TrackingRule } from '@syncline/shared/control';
import type { EventInput, Reject } from '@syncline/shared/events';
import type { RateInput, RatesKept } from '@syncline/shared/exchange-rates';
import type { SpendKept, SpendLine } from '@syncline/shared/spend';
import type { Batch, BatchOutcome, RehearsedIngest, Retraction } from '../ingest/port.ts';
import { ApiError } from '../lib/errors.ts';
import type { ImportUndo } from '@syncline/shared/imports';
import type { ImportsDeps } from './imports.ts';
import type { UndoStore } from './port.ts';

/** Keeps events by id as ingest does: twice is a duplicate, other content takes the place only where the batch says so. */
export class MemoryIngest {
  readonly events = new Map<string, EventInput>();
  readonly rejects: Reject[] = [];
  readonly retracted = new Set<string>();
  /** Event → the import that added it. */
  readonly importOf = new Map<string, string>();
  batches = 0;
  /** Thrown once by the next batches. */
  faults: Error[] = [];
  onSubmit: () => Promise<void> = () => Promise.resolve();

  async submit({ lines, onConflict, importId }: Batch): Promise<BatchOutcome> {
    await this.onSubmit();
    const fault = this.faults.shift();
    if (fault) throw fault;
    this.batches += 1;
    const outcome: BatchOutcome = { accepted: 0, duplicate: 0, rejected: 0, replaced: 0, rejects: [] };
    for (const each of lines) {
      if ('reject' in each) {
        outcome.rejected += 1;
        outcome.rejects.push(each.reject);
        continue;
      }
      const event = each.value as EventInput;
      const before = this.events.get(event.id);
      if (this.retracted.has(event.id) || JSON.stringify(before) === JSON.stringify(event)) outcome.duplicate += 1;
      else if (before === undefined) outcome.accepted += 1;
      else if (onConflict === 'replace') outcome.replaced += 1;
      else outcome.rejected += 1;
      if (!this.retracted.has(event.id) && (before === undefined || onConflict === 'replace')) {
        this.events.set(event.id, event);
        if (before === undefined && importId !== undefined) this.importOf.set(event.id, importId);
      }
    }
    this.rejects.push(...outcome.rejects);
    return outcome;
  }

  retract(retractions: readonly Retraction[]): Promise<number> {
    for (const { id } of retractions) this.retracted.add(id);
    return Promise.resolve(retractions.filter(({ id }) => this.events.delete(id)).length);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  rehearse(): RehearsedIngest {
    const copy = new MemoryIngest();
    for (const [id, event] of this.events) copy.events.set(id, event);
    for (const id of this.retracted) copy.retracted.add(id);
    const [tally, discovered] = [
      { kinds: [], days: [], campaigns: new Map(), brands: new Map(), money: new Map() },
      { brands: new Set<string>(), campaigns: new Map(), offers: new Map() },
    ];
    return {
      submit: (batch) => copy.submit(batch),
      retract: (retractions) => copy.retract(retractions),
      flush: () => copy.flush(),
      size: 0,
      tally,
      discovered,
    };
  }

  takeBack(importId: string): Promise<void> {
    for (const [id, by] of this.importOf) if (by === importId) this.events.delete(id);
    return Promise.resolve();
  }
}

/** What the log holds of imports, as `MemoryIngest` keeps it: every event is an activity of no day. */
export class MemoryUndoStore implements UndoStore {
  readonly #ingest: MemoryIngest;
  readonly forgotten: ImportUndo['forgets'][] = [];

  constructor(ingest: MemoryIngest) {
    this.#ingest = ingest;
  }

  stored(importId: string) {
    const events = [...this.#ingest.importOf].filter(
      ([id, by]) => by === importId && this.#ingest.events.has(id),
    ).length;
    const kinds = events === 0 ? [] : [{ kind: 'activity' as const, events }];
    const orders = { orders_elsewhere: 0, refunds_without_payment: 0 };
    const named = { brands: [], campaigns: ['met-in-it'], offers: [] };
    return Promise.resolve({ events, kinds, days: null, money: [], ...orders, moneyMonths: ['2026-09'], named });
  }

  refused(): Promise<number> {
    return Promise.resolve(this.#ingest.rejects.length);
  }

  forgetRefused(): Promise<void> {
    this.#ingest.rejects.length = 0;
    return Promise.resolve();
  }

  closedMonths(): Promise<string[]> {
    return Promise.resolve(['2026-08', '2026-09']);
  }

  forgettable(named: ImportUndo['forgets']): Promise<ImportUndo['forgets']> {
    return Promise.resolve(named);
  }

  forget(named: ImportUndo['forgets']): Promise<void> {
    this.forgotten.push(named);
    return Promise.resolve();
  }
}

/** Keeps the spend of each import. */
export class MemorySpend {
  readonly currency = 'USD';
  readonly batches = new Map<string, readonly SpendLine[]>();

  campaignsByName(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map([['the launch', 'launch']]));
  }

  keep(batch: string, lines: readonly SpendLine[]): Promise<SpendKept> {
    this.batches.set(batch, lines);
    return Promise.resolve({ batch, accepted: lines.length, duplicate: 0, replaced: 0 });
  }

  rehearse(lines: readonly SpendLine[]): Promise<SpendKept & { new_campaigns: string[] }> {
    const campaigns = [...new Set(lines.map(({ campaign }) => campaign))].filter((slug) => slug !== 'launch');
    const kept = { batch: '', accepted: lines.length, duplicate: 0, replaced: 0 };
    return Promise.resolve({ ...kept, new_campaigns: campaigns });
  }

  takeBack(batch: string): Promise<boolean> {
    return Promise.resolve(this.batches.delete(batch));
  }
}

/** Keeps the rates of each import. */
export class MemoryRates {
  readonly batches = new Map<string, readonly RateInput[]>();

  today(): string {
    return '2026-09-01';
  }

  keep(batch: string, rates: readonly RateInput[]): Promise<RatesKept> {
    this.batches.set(batch, rates);
    return Promise.resolve({ batch, accepted: rates.length, duplicate: 0, replaced: 0, below_hand: 0 });
  }

  rehearse(rates: readonly RateInput[]): Promise<RatesKept> {
    return Promise.resolve({ batch: '', accepted: rates.length, duplicate: 0, replaced: 0, below_hand: 0 });
  }

  takeBack(batch: string): Promise<boolean> {
    return Promise.resolve(this.batches.delete(batch));
  }
}

export class MemoryControl {
  readonly records = new Map<string, Import>();
  readonly mappings: Mapping[] = [];
  readonly forgets = new Map<string, ImportUndo['forgets']>();
  rules: TrackingRule[] = [];

  readonly registry: ImportsDeps['registry'] = {
    create: (input) => {
      const id = `import-${this.records.size + 1}`;
      const counts = { accepted: 0, duplicate: 0, rejected: 0, replaced: 0, delete_notices: 0, removed: 0 };
      const times = { rows_per_second: 0, seconds_left: null, started_at: '2026-09-01T00:00:00Z', finished_at: null };
      const record: Import = {
        ...input,
        ...counts,
        ...times,
        id,
        state: 'receiving',
        error: null,
        bytes_read: 0,
        rows: 0,
        skipped: {},
        rounded: 0,
        undoable: true,
        undo_began_at: null,
        undone_at: null,
        taken_back: 0,
        dry_run: false,
        effect: null,
      };
      this.records.set(id, record);
      return Promise.resolve(record);
    },
    update: (id, progress) => Promise.resolve(this.change(id, progress)),
    finish: ({ id, state, error, progress }) =>
      Promise.resolve(
        this.change(id, { ...progress, state, error: error ?? null, finished_at: '2026-09-01T00:01:00Z' }),
      ),
    get: (id) => {
      const record = this.records.get(id);
      return record ? Promise.resolve(record) : Promise.reject(new ApiError('not_found', `There is no import ${id}.`));
    },
    list: () => Promise.resolve([...this.records.values()].reverse()),
    failInterrupted: () => {
      const open = [...this.records.values()].filter(({ finished_at }) => finished_at === null);
      for (const { id } of open) this.change(id, { state: 'failed', finished_at: '2026-09-01T00:02:00Z' });
      return Promise.resolve(open.length);
    },
    beginUndo: ({ id, removes, forgets }) => {
      if (!this.forgets.has(id)) this.change(id, { undo_began_at: '2026-09-01T00:03:00Z', taken_back: removes });
      if (!this.forgets.has(id)) this.forgets.set(id, forgets);
      return Promise.resolve();
    },
    finishUndo: (id) => Promise.resolve(this.change(id, { undone_at: '2026-09-01T00:04:00Z' })),
    undoForgets: (id) => Promise.resolve(this.forgets.get(id) ?? { brands: [], campaigns: [], offers: [] }),
    unfinishedUndos: () => {
      const begun = [...this.records.values()].filter(({ undo_began_at }) => undo_began_at !== null);
      return Promise.resolve(begun.filter(({ undone_at }) => undone_at === null));
    },
  };
  readonly catalogue: ImportsDeps['catalogue'] = {
    trackingRules: () => Promise.resolve(this.rules),
    mapping: (name) => Promise.resolve(this.mappings.find((each) => each.id === name || each.name === name) ?? null),
  };

  private change(id: string, changes: Partial<Import>): Import {
    const before = this.records.get(id);
    if (!before) throw new Error(`no import ${id}`);
    const after = { ...before, ...changes };
    this.records.set(id, after);
    return after;
  }
}
