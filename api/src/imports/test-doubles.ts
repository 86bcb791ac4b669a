import type { Import, Mapping, TrackingRule } from '@syncline/shared/control';
import type { EventInput, Reject } from '@syncline/shared/events';
import type { RateInput, RatesKept } from '@syncline/shared/exchange-rates';
import type { SpendKept, SpendLine } from '@syncline/shared/spend';
import type { Batch, BatchOutcome, Retraction } from '../ingest/port.ts';
import { ApiError } from '../lib/errors.ts';
import type { ImportsDeps } from './imports.ts';

/** Keeps events by id as ingest does: twice is a duplicate, other content takes the place only where the batch says so. */
export class MemoryIngest {
  readonly events = new Map<string, EventInput>();
  readonly rejects: Reject[] = [];
  readonly retracted = new Set<string>();
  batches = 0;
  /** Thrown once by the next batches. */
  faults: Error[] = [];
  onSubmit: () => Promise<void> = () => Promise.resolve();

  async submit({ lines, onConflict }: Batch): Promise<BatchOutcome> {
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
}

export class MemoryControl {
  readonly records = new Map<string, Import>();
  readonly mappings: Mapping[] = [];
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
