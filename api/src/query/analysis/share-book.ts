import type { DatedTerms } from '@syncline/shared/agreements';
import { addDays } from '@syncline/shared/time';
import { type History, type SettledHistories, settleHistories, settleSingly } from '../../settlement/histories.ts';
import { knownOf, type OfferPrices } from '../../settlement/known.ts';
import { monthOf, type Movement } from '../../settlement/movement.ts';
import type { Scope } from '../build.ts';
import { inPieces } from '../in-pieces.ts';
import {
  compileMoved,
  compilePaid,
  compilePlaces,
  type HistoryScope,
  type MovedRow,
  movedRowSchema,
  type PaidRow,
  paidRowSchema,
  type PlaceRow,
  placeRowSchema,
} from '../sql/order-histories.ts';
import type { PaymentSource } from '../sql/payment-source.ts';
import { compileMovements, movementRowSchema } from '../sql/revenue-share.ts';
import { together } from '../together.ts';
import type { AnalyticsReader } from '../../stores/clickhouse/port.ts';

/** A movement, and whether it lies in the period and the filters hold of it. */
export interface CountedMovement extends Movement {
  counted: boolean;
}

export type SettledOrders = SettledHistories<CountedMovement>;

/** What the shares of a scope hang on in the log, read once and settled under any terms. */
export interface ShareBook {
  /** How many movements count. */
  counted: number;
  /**
   * What orders give under the agreements, and the minimums of `months`. The agreements hold on the same days as those that
   * the book was read for. Rejects as `AnalyticsReader.query`, and once the signal aborts.
   */
  settle(agreements: readonly DatedTerms[], months: readonly string[]): Promise<SettledOrders>;
}

interface Reading {
  reader: AnalyticsReader;
  /** Where it is read now, and where what is read later stands as it is now. */
  source: PaymentSource;
  sourceLater: () => PaymentSource;
  agreements: readonly DatedTerms[];
  offers: readonly OfferPrices[];
  signal?: AbortSignal | undefined;
}

/**
 * Reads what was paid and refunded as histories, alike ones together: the engine counts, and settling takes as long as
 * there are different histories. Where the order in time matters (a tier or a cap was reached) movements are read one by
 * one, all of them, once that is found out.
 */
export async function readShareBook(scope: Scope, reading: Reading): Promise<ShareBook> {
  const { reader, agreements, source, sourceLater, signal } = reading;
  const from = { ...scope, source, turns: turnsOf(agreements) };
  const complete = completing(scope, reading.offers);
  const histories = await together(signal, (signal) => readHistories(from, complete, reader, signal));
  let singles: Promise<CountedMovement[]> | undefined;
  return {
    counted: histories.reduce(
      (sum, { movements, orders }) => sum + orders * movements.filter(({ counted }) => counted).length,
      0,
    ),
    settle: async (agreements, months) => {
      const span = { months, from: monthOf(scope.period.from) };
      const settled = await settleHistories(agreements, histories, span, signal);
      return (
        settled ??
        settleSingly(
          agreements,
          await (singles ??= readMovements(scope, { ...reading, source: sourceLater() })),
          months,
        )
      );
    },
  };
}

/** Every movement that the shares of a scope hang on, one by one. Rejects as `AnalyticsReader.query`. */
export async function readMovements(
  scope: Scope,
  { reader, source, offers, signal }: Pick<Reading, 'reader' | 'source' | 'offers' | 'signal'>,
): Promise<CountedMovement[]> {
  const from = { ...scope, source, turns: [] };
  const complete = completing(scope, offers);
  const rows = await inPieces(reader, (piece) => compileMovements(from, piece), movementRowSchema, signal);
  return rows.map(({ at_ms: at, ...row }) => complete({ ...row, at }));
}

/** Says of a row what its offer tells. */
export function completing({ currency }: Scope, offers: readonly OfferPrices[]): Complete {
  const prices = new Map(offers.map((offer) => [offer.slug, offer]));
  return (row) => ({ ...row, currency, ...knownOf({ ...row, currency }, prices.get(row.offer)) });
}

/** The days on which a version begins, or the first without an agreement. */
function turnsOf(agreements: readonly DatedTerms[]): string[] {
  const days = agreements.flatMap(({ ends_on, versions }) => [
    ...versions.map(({ effective_from }) => effective_from),
    ...(ends_on === null ? [] : [addDays(ends_on, 1)]),
  ]);
  return [...new Set(days)].toSorted();
}

type Complete = (row: Omit<CountedMovement, 'currency' | 'tax' | 'discount' | 'fees'>) => CountedMovement;

async function readHistories(
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
  const named = new Set(moved.flatMap(({ steps }) => steps.map(([, , , place]) => place)));
  const others = [...named].filter((place) => !places.has(place));
  if (others.length > 0) {
    const { sql, parameters } = compilePlaces(from, others);
    for (const row of await reader.query(sql, parameters, placeRowSchema, { signal })) places.set(row.place, row);
  }
  // Histories are many more than the steps that they are made of.
  const movements = new Map<string, CountedMovement>();
  const movement = (step: Step): CountedMovement => {
    const key = keyOf(step);
    const known = movements.get(key);
    if (known) return known;
    const [isRefund, day, amount, place, counted] = step;
    const { brand, campaign, offer } = places.get(place) ?? NOWHERE;
    const kind = isRefund ? 'refunded' : 'paid';
    const made = complete({ id: '', order: '', at: 0, day, kind, amount, brand, campaign, offer, counted });
    movements.set(key, made);
    return made;
  };
  const histories = moved.map(({ steps, orders }) => ({ steps: standing(steps), orders }));
  return [
    ...paidOnce(paid, histories).map(([step, orders]) => ({ movements: [movement(step)], orders })),
    ...histories.map(({ steps, orders }) => ({ movements: steps.map(movement), orders })),
  ].filter(({ movements }) => movements.length > 0);
}

const NOWHERE = { brand: '', campaign: '', offer: '' };

type Step = MovedRow['steps'][number];
/** Where a step says how often. */
const TIMES = 5;

/** Tells steps apart, however often they say. */
function keyOf([isRefund, day, amount, place, counted]: Step): string {
  return `${isRefund ? 'refunded' : 'paid'} ${day} ${amount} ${place} ${counted}`;
}

/** The steps that stand: one that was taken away again is there with 1 and with -1, and several alike follow each other. */
function standing(steps: readonly Step[]): Step[] {
  const kept: Step[] = [];
  for (let at = 0; at < steps.length; ) {
    const first = steps[at];
    if (!first) break;
    let times = 0;
    for (let next: Step | undefined = first; next && isAlike(first, next); next = steps[at]) {
      times += next[TIMES];
      at += 1;
    }
    for (let time = 0; time < times; time += 1) kept.push(first);
  }
  return kept;
}

function isAlike(one: Step, other: Step): boolean {
  return one.every((value, index) => index === TIMES || value === other[index]);
}

/** The payments of orders that are in no history: all payments but those of the histories. */
function paidOnce(
  paid: readonly PaidRow[],
  histories: readonly { steps: readonly Step[]; orders: number }[],
): [Step, number][] {
  const left = new Map<string, [Step, number]>();
  for (const { day, amount, place, counted, orders } of paid) {
    const step: Step = [false, day, amount, place, counted, 1];
    const key = keyOf(step);
    left.set(key, [step, (left.get(key)?.[1] ?? 0) + orders]);
  }
  for (const { steps, orders } of histories) {
    for (const step of steps) {
      const group = left.get(keyOf(step));
      if (group && !step[0]) group[1] -= orders;
    }
  }
  return [...left.values()].filter(([, orders]) => orders > 0);
}
