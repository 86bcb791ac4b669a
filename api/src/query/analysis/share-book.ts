import type { DatedTerms } from '@syncline/shared/agreements';
import { addDays, type Period } from '@syncline/shared/time';
import { type History, type SettledHistories, settleHistories, settleSingly } from '../../settlement/histories.ts';
import { knownOf, type OfferPrices } from '../../settlement/known.ts';
import { monthOf } from '../../settlement/movement.ts';
import type { Scope } from '../build.ts';
import { inPieces } from '../in-pieces.ts';
import type { PaymentSource } from '../sql/payment-source.ts';
import { compileMovements, movementRowSchema } from '../sql/revenue-share.ts';
import { together } from '../together.ts';
import { type Complete, type CountedMovement, readHistories } from './order-histories.ts';
import type { AnalyticsReader } from '../../stores/clickhouse/port.ts';

export type SettledOrders = SettledHistories<CountedMovement>;

/** What the shares of a scope hang on in the log, read once and settled under any terms. */
export interface ShareBook {
  /** How many movements count, in the period and within the days that are told apart. */
  counted: { all: number; within: number };
  /**
   * What orders give under the agreements, and the minimums of `months`. The agreements hold on the same days as those that
   * the book was read for. Rejects as `AnalyticsReader.query`, and once the signal aborts.
   */
  settle(agreements: readonly DatedTerms[], months: readonly string[]): Promise<SettledOrders>;
}

/** A scope, and the days of its period that are told apart. */
export interface ShareScope extends Scope {
  within?: Period | undefined;
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
export async function readShareBook(scope: ShareScope, reading: Reading): Promise<ShareBook> {
  const { reader, agreements, source, sourceLater, signal } = reading;
  const from = { ...scope, source, turns: turnsOf(agreements) };
  const complete = completing(scope, reading.offers);
  const histories = await together(signal, (signal) => readHistories(from, complete, reader, signal));
  let singles: Promise<CountedMovement[]> | undefined;
  return {
    counted: countOf(histories),
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
  scope: ShareScope,
  { reader, source, offers, signal }: Pick<Reading, 'reader' | 'source' | 'offers' | 'signal'>,
): Promise<CountedMovement[]> {
  const from = { ...scope, source, turns: [] };
  const complete = completing(scope, offers);
  const rows = await inPieces(reader, (piece) => compileMovements(from, piece), movementRowSchema, signal);
  const isWithin = ({ counted, day }: { counted: boolean; day: string }) =>
    counted && scope.within !== undefined && day >= scope.within.from && day <= scope.within.to;
  return rows.map(({ at_ms: at, ...row }) => complete({ ...row, at, within: isWithin(row) }));
}

function countOf(histories: readonly History<CountedMovement>[]): ShareBook['counted'] {
  const sum = { all: 0, within: 0 };
  for (const { movements, orders } of histories) {
    for (const { counted, within } of movements) {
      if (counted) sum.all += orders;
      if (within) sum.within += orders;
    }
  }
  return sum;
}

/** Says of a row what its offer tells. */
export function completing({ currency }: Scope, offers: readonly OfferPrices[]): Complete {
  const prices = new Map(offers.map((offer) => [offer.slug, offer]));
  return (row) => {
    const { tax, discount, fees } = knownOf({ amount: row.amount, currency }, prices.get(row.offer));
    return { ...row, currency, tax, discount, fees };
  };
}

/** The days on which a version begins, or the first without an agreement. */
function turnsOf(agreements: readonly DatedTerms[]): string[] {
  const days = agreements.flatMap(({ ends_on, versions }) => [
    ...versions.map(({ effective_from }) => effective_from),
    ...(ends_on === null ? [] : [addDays(ends_on, 1)]),
  ]);
  return [...new Set(days)].toSorted();
}
