import { dayText } from '../lib/zone.ts';
import type { EventKey } from './accepted.ts';
import type { EventBatch } from './event-batch.ts';
import type { EventLog } from './event-log.ts';
import { whole } from './halves.ts';
import type { KnownIds } from './known-ids.ts';
import type { PendingEvents } from './pending.ts';

/** An event that is held under an id and day: its content, and the word of its column `origin`. */
export interface Held {
  contentHash: number;
  origin: string;
  /** The journal record it stands in, where it waits to be written. */
  seq?: number;
}

interface Places {
  eventLog: Pick<EventLog, 'find'>;
  known: Pick<KnownIds, 'mayHold'>;
  pending: PendingEvents;
}

/** The events that were found under the ids and days of batches. */
export class FoundEvents {
  readonly #events = new Map<string, Held>();

  set(day: string, idHash: bigint | string, held: Held): void {
    this.#events.set(`${day}/${idHash}`, held);
  }

  /** What waited in a record past `durable` never came to be: the record failed. */
  get({ low, high, day }: EventKey, durable: number): Held | undefined {
    if (this.#events.size === 0) return undefined;
    const held = this.#events.get(`${dayText(day)}/${whole(low, high)}`);
    return (held?.seq ?? 0) > durable ? undefined : held;
  }
}

/**
 * Finds the events that are held under the ids of the batches. What waits to be written is looked up before the engine is
 * asked, as an event leaves `pending` once the engine shows it, and is kept, as it may leave meanwhile. Most ids are new,
 * and known to be.
 */
export async function lookUp(
  batches: readonly EventBatch[],
  { eventLog, known, pending }: Places,
): Promise<FoundEvents> {
  const found = new FoundEvents();
  const days = new Set<number>();
  const ids: bigint[] = [];
  for (const { numbers, size } of batches) {
    const { day: dayOf, id_hash: idOf } = numbers;
    for (let row = 0; row < size; row += 1) {
      const day = dayOf[row] as number;
      const [low, high] = [idOf[row * 2] as number, idOf[row * 2 + 1] as number];
      if (!known.mayHold(low, high, day)) continue;
      const entry = pending.find(low, high, day);
      if (entry >= 0) {
        found.set(dayText(day), whole(low, high), pending.at(entry));
        continue;
      }
      days.add(day);
      ids.push(whole(low, high));
    }
  }
  if (ids.length === 0) return found;
  for (const { day, idHash, contentHash, origin } of await eventLog.find([...days].map(dayText), ids)) {
    found.set(day, idHash, { contentHash, origin });
  }
  return found;
}

/** What becomes of an event that comes in. */
export type Fate = 'accepted' | 'duplicate' | 'replaced' | 'conflict';

interface Circumstances {
  /** Content of the event that is held under its id and day; undefined where there is none. */
  held: number | undefined;
  /** Whether events of this id were removed for good. */
  isBuried: boolean;
  /** Whether other content takes the place of what is held. */
  replaces: boolean;
}

export function fateOf(contentHash: number, { held, isBuried, replaces }: Circumstances): Fate {
  if (held === contentHash || isBuried) return 'duplicate';
  if (held === undefined) return 'accepted';
  return replaces ? 'replaced' : 'conflict';
}
