import type { ImportEffect } from '@syncline/shared/imports';
import { Temporal } from 'temporal-polyfill';
import type { Row } from './table.ts';

const EXAMPLES = 3;
const TIME_EXAMPLES = 5;
const QUARTER_HOUR_MS = 900_000;
const QUARTERS_REMEMBERED = 20_000;

type Field = ImportEffect['fields'][number];
type Times = NonNullable<ImportEffect['times']>;

/** Watches the cells that a mapping reads, over the whole of a file. */
export class FieldChecks {
  readonly #now: number;
  readonly #fields = new Map<string, Field>();
  #times: Times | null = null;

  /** `now` in epoch milliseconds. */
  constructor(now: number) {
    this.#now = now;
  }

  get fields(): Field[] {
    return [...this.#fields.values()];
  }

  get times(): Times | null {
    return this.#times;
  }

  /** Watches the column that a field is read from; an empty cell is undefined. */
  column(field: string, column: string): (text: string | undefined) => void {
    const key = `${field} ${column}`;
    const watched = this.#fields.get(key) ?? { field, column, filled: 0, empty: 0, examples: [] };
    this.#fields.set(key, watched);
    return (text) => {
      if (text === undefined) {
        watched.empty += 1;
        return;
      }
      watched.filled += 1;
      const { examples } = watched;
      if (examples.length < EXAMPLES && !examples.includes(text)) examples.push(text);
    };
  }

  /** Watches times as they are read, null where one cannot be; `zone` is that of times without an offset. */
  timesOf(
    column: string,
    { zone, hasOffset }: { zone: string; hasOffset: (text: string) => boolean },
  ): (row: Row, text: string, at: number | null) => void {
    const times: Times = (this.#times ??= {
      column,
      read: 0,
      without_offset: 0,
      midnight: 0,
      ahead: 0,
      first: null,
      last: null,
      examples: [],
    });
    const isMidnight = midnights(zone);
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return (row, text, at) => {
      if (at === null) return;
      times.read += 1;
      if (!hasOffset(text)) times.without_offset += 1;
      if (isMidnight(at)) times.midnight += 1;
      if (at > this.#now) times.ahead += 1;
      if (at < first) times.first = instant((first = at));
      if (at > last) times.last = instant((last = at));
      if (times.examples.length < TIME_EXAMPLES) times.examples.push({ line: row.line, text, at: instant(at) });
    };
  }
}

/** An instant in the years that dates can be written in. */
function instant(at: number): string {
  const most = Date.UTC(9999, 11, 31);
  return new Date(Math.min(Math.max(at, 0), most)).toISOString();
}

/** Midnight falls on a quarter of an hour in every zone. */
function midnights(zone: string): (at: number) => boolean {
  const known = new Map<number, boolean>();
  return (at) => {
    if (at % QUARTER_HOUR_MS !== 0) return false;
    let found = known.get(at);
    if (found === undefined) {
      const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      found = hour === 0 && minute === 0;
      if (known.size >= QUARTERS_REMEMBERED) known.clear();
      known.set(at, found);
    }
    return found;
  };
}
