import type { Import } from '@syncline/shared/control';
import type { ImportUndo } from '@syncline/shared/imports';
import type { Logger } from 'pino';
import type { Ingest } from '../ingest/port.ts';
import { ApiError } from '../lib/errors.ts';
import { InTurn } from '../lib/in-turn.ts';
import type { ImportRegistry, RatesSink, SpendSink, UndoStore } from './port.ts';

export interface UndoDeps {
  ingest: Pick<Ingest, 'takeBack' | 'flush'>;
  registry: Pick<ImportRegistry, 'beginUndo' | 'finishUndo' | 'undoForgets' | 'unfinishedUndos'>;
  store: UndoStore;
  spend: Pick<SpendSink, 'takeBack'>;
  rates: Pick<RatesSink, 'takeBack'>;
  log: Pick<Logger, 'error'>;
}

const NOTHING = {
  kinds: [],
  days: null,
  money: [],
  orders_elsewhere: 0,
  refunds_without_payment: 0,
  closed_months: [],
  forgets: { brands: [], campaigns: [], offers: [] },
};

/**
 * Takes imports back, one after the other: the events that one added go through the journal as one record, whoever they
 * were told to follow. That it was begun is kept first, so that what a crash cuts short is carried on at the next start.
 */
export class Undo {
  readonly #deps: UndoDeps;
  readonly #turns = new InTurn();

  constructor(deps: UndoDeps) {
    this.#deps = deps;
  }

  /** What taking it back would do, as of now. */
  async plan(record: Import): Promise<ImportUndo> {
    const reason = refusal(record);
    const { target } = record;
    const stays =
      target === 'events' ? { replaced: record.replaced, removed: record.removed } : { replaced: 0, removed: 0 };
    const { ingest, store } = this.#deps;
    const told = { possible: reason === null, reason, stays, refused: await store.refused(record.id) };
    if (target !== 'events') return { ...told, ...NOTHING, removes: record.accepted + record.replaced };
    await ingest.flush();
    const { events, moneyMonths, named, ...stored } = await store.stored(record.id);
    const closed = moneyMonths.length === 0 ? [] : await store.closedMonths();
    return {
      ...told,
      ...stored,
      removes: events,
      closed_months: moneyMonths.filter((month) => closed.includes(month)),
      forgets: await store.forgettable(named),
    };
  }

  /** Takes it back and answers its last state; one that is taken back already is answered as it is. Throws an ApiError `conflict`. */
  run(record: Import): Promise<Import> {
    return this.#turns.run(() => this.#run(record));
  }

  /** Carries on what a process before this one began. What cannot be is told in the log, and may be asked for again. */
  async resume(): Promise<void> {
    const { registry, log } = this.#deps;
    try {
      for (const record of await registry.unfinishedUndos()) {
        await this.run(record).catch((error: unknown) =>
          log.error({ err: error, import: record.id }, 'an import could not be taken back whole'),
        );
      }
    } catch (error) {
      log.error({ err: error }, 'imports that were being taken back could not be read');
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#turns.idle();
  }

  async #run(record: Import): Promise<Import> {
    const { registry, ingest, store, spend, rates } = this.#deps;
    const { id, target } = record;
    if (record.undone_at === null) {
      const { possible, reason, removes, forgets } = await this.plan(record);
      if (!possible) {
        throw new ApiError('conflict', `The import of ${record.file_name} cannot be taken back: ${reason}`);
      }
      await registry.beginUndo({ id, removes, forgets });
      if (target === 'spend') await spend.takeBack(id);
      else if (target === 'rates') await rates.takeBack(id);
      else {
        await ingest.takeBack(id);
        await store.forget(await registry.undoForgets(id));
      }
      await store.forgetRefused(id);
    }
    return registry.finishUndo(id);
  }
}

/** Why an import cannot be taken back, in words; null where it can. */
function refusal({ state, undone_at, undoable, dry_run }: Import): string | null {
  if (dry_run) return 'it was a dry run, and kept nothing.';
  if (undone_at !== null) return 'it is taken back already.';
  if (state === 'receiving' || state === 'running') return 'it still goes on. Cancel it first.';
  if (!undoable) return 'an earlier version imported it, and did not mark its events.';
  return null;
}
