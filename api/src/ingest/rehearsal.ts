import { InTurn } from '../lib/in-turn.ts';
import { dayText } from '../lib/zone.ts';
import type { EventKey } from './accepted.ts';
import type { EventBatch } from './event-batch.ts';
import { highHalf, lowHalf, whole } from './halves.ts';
import { Intake } from './intake.ts';
import { KeyTable } from './key-table.ts';
import { fateOf } from './look-up.ts';
import { PendingEvents } from './pending.ts';
import type { BatchOutcome, CatalogueLookup, RehearsedIngest, Retraction, StreamedBatch } from './port.ts';
import type { Preparation } from './preparation.ts';
import type { Removal } from './records.ts';
import type { Decided, Sequencer } from './sequencer.ts';
import { SupposedCatalogue } from './supposed-catalogue.ts';
import { Tally } from './tally.ts';

const GONE = 1;

interface RehearsalParts {
  preparation: Preparation;
  catalogue: CatalogueLookup;
  sequencer: Pick<Sequencer, 'look' | 'isBuried' | 'findStored'>;
  /** Throws while nothing can be looked up. */
  admit: () => void;
}

/**
 * Takes batches as the write path does, by the same validation, catalogue and decisions, and keeps nothing: what would be
 * stored or removed is remembered here alone, so that later batches are decided as they would be then.
 */
export class Rehearsal implements RehearsedIngest {
  readonly #parts: RehearsalParts;
  readonly #intake: Intake;
  readonly #held = new PendingEvents();
  readonly #gone = new KeyTable();
  /** Each decision rests on those before it. */
  readonly #turns = new InTurn();
  readonly tally = new Tally();
  readonly discovered: SupposedCatalogue;

  constructor(parts: RehearsalParts) {
    this.#parts = parts;
    this.discovered = new SupposedCatalogue(parts.catalogue);
    this.#intake = new Intake({
      preparation: parts.preparation,
      catalogue: this.discovered,
      decide: (events, replaces) => this.#turns.run(() => this.#decide(events, replaces)),
      deadLetters: { keep: () => Promise.resolve() },
    });
  }

  /** Events that are remembered. */
  get size(): number {
    return this.#held.size;
  }

  submit(batch: StreamedBatch): Promise<BatchOutcome> {
    this.#parts.admit();
    return this.#intake.take(batch, () => undefined);
  }

  async retract(retractions: readonly Retraction[]): Promise<number> {
    const { preparation, sequencer } = this.#parts;
    const fresh = retractions
      .map(({ id, days }): Removal => ({ idHash: preparation.pseudonyms.event.of(id), days }))
      .filter(({ idHash }) => !this.#isGone(lowHalf(idHash), highHalf(idHash)));
    if (fresh.length === 0) return 0;
    const stored = await sequencer.findStored(fresh);
    for (const key of this.#heldOf(fresh)) {
      stored.add(whole(key.low, key.high).toString());
      this.#held.delete(this.#held.find(key.low, key.high, key.day));
    }
    for (const { idHash } of fresh) this.#gone.set(lowHalf(idHash), highHalf(idHash), GONE);
    return stored.size;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  async #decide(events: EventBatch, replaces: boolean): Promise<Decided> {
    const stored = await this.#parts.sequencer.look(events);
    const { day: dayOf, id_hash: idOf, content_hash: contentOf } = events.numbers;
    const result: Decided = { accepted: 0, duplicate: 0, replaced: 0, conflicts: [] };
    for (let row = 0; row < events.size; row += 1) {
      const key = { low: idOf[row * 2] as number, high: idOf[row * 2 + 1] as number, day: dayOf[row] as number };
      const contentHash = contentOf[row] as number;
      const entry = this.#held.find(key.low, key.high, key.day);
      const held = entry < 0 ? stored(key) : this.#held.contentHash(entry);
      const fate = fateOf(contentHash, { held, isBuried: this.#isGone(key.low, key.high), replaces });
      if (fate === 'conflict') {
        result.conflicts.push({ line: events.lines[row] as number, idHash: whole(key.low, key.high) });
        continue;
      }
      result[fate] += 1;
      if (fate === 'duplicate') continue;
      this.#held.set(key, { contentHash, seq: 1, place: 0, origin: '' });
      this.tally.add(events, row);
    }
    return result;
  }

  #isGone(low: number, high: number): boolean {
    return this.#gone.get(low, high) === GONE || this.#parts.sequencer.isBuried(low, high);
  }

  #heldOf(removals: readonly Removal[]): EventKey[] {
    const wanted = new Map(removals.map(({ idHash, days }) => [idHash, days]));
    return [...this.#held].filter(({ low, high, day }) => {
      const days = wanted.get(whole(low, high));
      return days !== undefined && (days?.includes(dayText(day)) ?? true);
    });
  }
}
