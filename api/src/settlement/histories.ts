import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatedTerms } from '@syncline/shared/agreements';
import { OrderAccount } from './account.ts';
import type { Entry, Guarantee } from './entry.ts';
import type { Movement } from './movement.ts';
import { settle } from './settle.ts';
import { Settling } from './settling.ts';

/** Orders that moved alike: on days of the same terms and month, by the same amounts, at the same places. */
export interface History<M extends Movement = Movement> {
  /** In the order of each, as if of one order; days stand for those on which nothing else would come of it. */
  movements: readonly M[];
  /** How many moved so. */
  orders: number;
}

/** What an order of a history gives, movement by movement. */
export interface SettledHistory<M extends Movement = Movement> {
  entries: readonly Entry<M>[];
  orders: number;
}

export interface SettledHistories<M extends Movement = Movement> {
  settled: SettledHistory<M>[];
  guarantees: Guarantee[];
}

/** Other requests get their turn after so many histories, some ten milliseconds. */
const HISTORIES_PER_TURN = 1000;

interface Span {
  /** The months (YYYY-MM) whose minimums are settled. */
  months: readonly string[];
  /** The first month (YYYY-MM) all orders of which are there. */
  from: string;
}

/**
 * What `settle` comes to for orders of which many moved alike: each history is settled once. Null where that hangs on which
 * order came first, as a second tier was reached or a cap may have been. Rejects once the signal aborts.
 */
export async function settleHistories<M extends Movement>(
  agreements: readonly DatedTerms[],
  histories: readonly History<M>[],
  { months, from }: Span,
  signal?: AbortSignal,
): Promise<SettledHistories<M> | null> {
  const settling = new Settling(agreements, { inTime: false });
  const settled: SettledHistory<M>[] = [];
  for (const { movements, orders } of histories) {
    const account = new OrderAccount();
    settled.push({ entries: movements.map((movement) => settling.move(account, movement, orders)), orders });
    if (settled.length % HISTORIES_PER_TURN !== 0) continue;
    // Waiting is the point: other requests go in between.
    // oxlint-disable-next-line no-await-in-loop
    await nextTurn();
    signal?.throwIfAborted();
  }
  return settling.isRegular(from) ? { settled, guarantees: settling.guarantees(months) } : null;
}

/** The same of movements of single orders, in their order in time. */
export function settleSingly<M extends Movement>(
  agreements: readonly DatedTerms[],
  movements: readonly M[],
  months: readonly string[],
): SettledHistories<M> {
  const { entries, guarantees } = settle(agreements, movements, months);
  const byOrder = new Map<string, Entry<M>[]>();
  for (const entry of entries) {
    const key = `${entry.movement.currency} ${entry.movement.order}`;
    const own = byOrder.get(key);
    if (own) own.push(entry);
    else byOrder.set(key, [entry]);
  }
  return { settled: [...byOrder.values()].map((entries) => ({ entries, orders: 1 })), guarantees };
}
