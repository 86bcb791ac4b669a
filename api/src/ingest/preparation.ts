import type { Reject } from '@syncline/shared/events';
import type { Clock } from '../lib/clock.ts';
import { type SafePayload, safePayload } from './dead-letter.ts';
import { deviceRule } from './device.ts';
import type { DeviceTable } from './device-table.ts';
import type { EventBatch } from './event-batch.ts';
import type { EventLine, Origin, PreparedLines, RefusedLine, UnreadableLine } from './port.ts';
import { Preparer } from './prepare.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonym.ts';
import { createValidator, type Validator } from './validate.ts';

/** What preparation goes by, as plain data that another thread can be given. */
export interface PreparationSettings {
  /** Key of the identifier hash. */
  secret: Uint8Array;
  /** IANA zone of the workspace: decides the day of an event. */
  timezone: string;
  currency: string;
  devices: DeviceTable;
}

export type KeepRefused = (reject: Reject, safe: SafePayload) => void;

/** The first half of the write path, which needs neither catalogue nor log: lines are validated and made columns. */
export class Preparation {
  readonly pseudonyms: Pseudonyms;
  readonly #validate: Validator;
  readonly #preparer: Preparer;

  constructor({ secret, timezone, currency, devices }: PreparationSettings, clock: Clock) {
    this.pseudonyms = createPseudonyms(secret);
    this.#validate = createValidator({ clock, currency });
    this.#preparer = new Preparer({ timezone, pseudonyms: this.pseudonyms, device: deviceRule(devices) });
  }

  /** An empty batch for as many events. */
  batch(capacity: number): EventBatch {
    return this.#preparer.batch(capacity);
  }

  /** Adds the lines that are sound to the batch and hands the others to `keep`. */
  take(
    lines: Iterable<EventLine | UnreadableLine>,
    { into, origin, isKeyed, keep }: { into: EventBatch; origin: string; isKeyed: boolean; keep: KeepRefused },
  ): void {
    for (const line of lines) {
      if ('reject' in line) {
        keep(line.reject, { payload: line.payload, replayable: false });
        continue;
      }
      const result = this.#validate(line.value, line.line);
      if ('event' in result) this.#preparer.add(result.event, into, origin, isKeyed);
      else keep(result.reject, safePayload(line.value, result.reject, this.pseudonyms));
    }
  }

  /** Prepares lines, `count` at most, for the write path of another thread. */
  prepare(lines: Iterable<EventLine>, { count, origin }: { count: number; origin: Origin }): PreparedLines {
    const events = this.batch(count);
    const refused: RefusedLine[] = [];
    const keep: KeepRefused = (reject, safe) => refused.push({ reject, ...safe });
    this.take(lines, { into: events, origin, isKeyed: false, keep });
    return { lines: count, events: events.pack(), refused };
  }
}
