import { dayText } from '../../lib/zone.ts';
import type { History } from '../../settlement/histories.ts';
import type { Movement } from '../../settlement/movement.ts';
import type { AnalyticsReader } from '../../stores/clickhouse/port.ts';
import { inPieces } from '../in-pieces.ts';
import {
  compileMoved,
  compilePaid,
  compilePlaces,
  type HistoryScope,
  movedRowSchema,
  paidRowSchema,
  type PlaceRow,
  placeRowSchema,
} from '../sql/order-histories.ts';

/** A movement, and whether it lies in the period and the filters hold of it. */
export interface CountedMovement extends Movement {
  counted: boolean;
  /** Whether it counts and lies within the days that are told apart. */
  within?: boolean;
}

/** Says of a row what its offer tells. */
export type Complete = (row: Omit<CountedMovement, 'currency' | 'tax' | 'discount' | 'fees'>) => CountedMovement;

/**
 * What was paid and refunded, as histories with how many orders moved so. Rejects as `AnalyticsReader.query`, and once the
 * signal aborts.
 */
export async function readHistories(
  from: HistoryScope,
  complete: Complete,
  reader: AnalyticsReader,
  signal: AbortSignal,
): Promise<History<CountedMovement>[]> {
  const [paid, moved] = await Promise.all([
    inPieces(reader, (piece) => compilePaid(from, piece), paidRowSchema, signal),
    inPieces(reader, (piece) => compileMoved(from, piece), movedRowSchema, signal),
  ]);
  const places = new Map<string, PlaceRow>(paid.map((row) => [row.place, row]));
  const named = new Set(moved.flatMap(({ steps }) => steps.map(([, , place]) => place)));
  const others = [...named].filter((place) => !places.has(place));
  if (others.length > 0) {
    const { sql, parameters } = compilePlaces(from, others);
    for (const row of await reader.query(sql, parameters, placeRowSchema, { signal })) places.set(row.place, row);
  }
  const known = new Map<string, Alike>();
  const times = new Times();
  const alike = (isRefund: boolean, amount: number, place: string): Alike => {
    const key = `${isRefund} ${amount} ${place}`;
    const before = known.get(key);
    if (before) return before;
    const { brand, campaign, offer } = places.get(place) ?? NOWHERE;
    const kind = isRefund ? 'refunded' : 'paid';
    const one = { id: '', order: '', at: 0, day: '', kind, amount, brand, campaign, offer } as const;
    const made = new Alike(complete({ ...one, counted: false, within: false }), times);
    known.set(key, made);
    return made;
  };
  for (const { time, amount, place, orders } of paid) alike(false, amount, place).paidOnce(time, orders);
  const histories = moved.flatMap(({ steps, times }) =>
    historiesOf(
      steps.map(([isRefund, amount, place]) => alike(isRefund, amount, place)),
      times,
    ),
  );
  return [...[...known.values()].flatMap((one) => one.histories()), ...histories];
}

const NOWHERE = { brand: '', campaign: '', offer: '' };

/** The days that numbers stand for; the same few come again and again. */
class Times {
  readonly #known = new Map<number, Required<Pick<CountedMovement, 'day' | 'counted' | 'within'>>>();

  at(time: number): Required<Pick<CountedMovement, 'day' | 'counted' | 'within'>> {
    const before = this.#known.get(time);
    if (before) return before;
    const made = { day: dayText(time >> 2), counted: (time & 1) === 1, within: (time & 2) === 2 };
    this.#known.set(time, made);
    return made;
  }
}

/** Movements that differ in nothing but when they were. */
class Alike {
  /** One of them, but for day and whether it counts. */
  readonly #one: CountedMovement;
  readonly #times: Times;
  readonly #movements = new Map<number, CountedMovement>();
  /** Payments of orders that did nothing else: all payments but those of other histories. */
  readonly #paidOnce = new Map<number, number>();

  constructor(one: CountedMovement, times: Times) {
    this.#one = one;
    this.#times = times;
  }

  paidOnce(time: number, orders: number): void {
    this.#paidOnce.set(time, (this.#paidOnce.get(time) ?? 0) + orders);
  }

  /** One of them, in a history of as many orders. */
  at(time: number, orders: number): CountedMovement {
    const all = this.#paidOnce.get(time);
    if (all !== undefined) this.#paidOnce.set(time, all - orders);
    return this.#movement(time);
  }

  /** Of those that are in no other. */
  histories(): History<CountedMovement>[] {
    return [...this.#paidOnce].flatMap(([time, orders]) =>
      orders > 0 ? [{ movements: [this.#movement(time)], orders }] : [],
    );
  }

  #movement(time: number): CountedMovement {
    const before = this.#movements.get(time);
    if (before) return before;
    const { day, counted, within } = this.#times.at(time);
    const made = { ...this.#one, day, counted, within };
    this.#movements.set(time, made);
    return made;
  }
}

/** The histories of orders that took the same steps; nothing where none of these is left. */
function historiesOf(steps: readonly Alike[], times: readonly number[]): History<CountedMovement>[] {
  const histories: History<CountedMovement>[] = [];
  for (let at = 0; at < times.length && steps.length > 0; at += steps.length + 1) {
    const orders = times[at] ?? 0;
    histories.push({ movements: steps.map((step, index) => step.at(times[at + 1 + index] ?? 0, orders)), orders });
  }
  return histories;
}
