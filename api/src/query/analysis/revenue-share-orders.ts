import type { Agreement } from '@syncline/shared/agreements';
import type {
  ShareFigure,
  ShareMovement,
  ShareOrder,
  ShareOrdersAnswer,
  ShareOrdersFile,
  ShareOrdersRequest,
} from '@syncline/shared/revenue-share-orders';
import { SHARE_BREAKDOWNS } from '@syncline/shared/revenue-share';
import { dayIn } from '../../lib/zone.ts';
import type { Entry, Guarantee } from '../../settlement/entry.ts';
import { settleSingly } from '../../settlement/histories.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import { monthOf } from '../../settlement/movement.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { tierOfPayments } from './payment-scope.ts';
import { buildShareScope, chooseSource, endedMonths, guaranteedIn, isCounted, METHOD } from './revenue-share.ts';
import type { CountedMovement } from './order-histories.ts';
import { readMovements } from './share-book.ts';

/** A request with what the shares hang on besides the log. */
export interface ShareOrdersQuestion extends ShareOrdersRequest {
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/**
 * The orders under a figure of `answerRevenueShare` over the same period and filters, with what each movement gives whom;
 * their amounts and the minimums add up to the figure, to the minor unit. Movements are settled one by one, so that it
 * takes longer than the figure. Errors as there; query_too_heavy past a million movements.
 */
export async function answerShareOrders(
  context: QueryContext,
  question: ShareOrdersQuestion,
  signal?: AbortSignal,
): Promise<ShareOrdersAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildShareScope(question, context);
  return atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const { agreements, offers, figure } = question;
    const movements = await readMovements(scope, { reader: context.reader, source, offers, signal });
    const months = question.filters.length > 0 ? [] : endedMonths(scope, dayIn(scope.timezone, now));
    const { settled, guarantees } = settleSingly(agreements, movements, months);
    const found = settled.flatMap(({ entries }) => {
      const under = entries.filter((entry) => isUnder(entry, question));
      return under.length > 0 ? [orderOf(under, figure)] : [];
    });
    const sorted = found.toSorted(question.sort === 'time' ? latestFirst : largestFirst);
    const events = found.reduce((sum, order) => sum + order.movements.length, 0);
    const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOfPayments(source) };
    return {
      orders: sorted.slice(question.offset, question.offset + question.limit),
      totals: {
        orders: found.length,
        movements: events,
        amount: found.reduce((sum, { amount }) => sum + amount, 0),
        guaranteed: guarantees.reduce((sum, guarantee) => sum + guaranteedOf(guarantee, question), 0),
      },
      meta: {
        ...answerMeta(context, asked, metricWarnings(['net_revenue'], { events, otherCurrencies: [], open: [] })),
        method: METHOD,
      },
    };
  });
}

/** Whether a movement is one of those that make the figure up. */
export function isUnder(entry: Entry<CountedMovement>, question: ShareOrdersFile): boolean {
  const { movement, applied } = entry;
  const { month, figure, under } = question;
  if (!isCounted(entry) || (month !== undefined && monthOf(movement.day) !== month)) return false;
  if (under && (applied?.agreement.slug !== under.agreement || applied.version !== under.version)) return false;
  const elsewhere = SHARE_BREAKDOWNS.some(
    (by) => by !== 'month' && question[by] !== undefined && question[by] !== movement[by],
  );
  if (elsewhere) return false;
  return (
    figure.kind === 'net_revenue' ||
    (figure.kind === 'unallocated' ? entry.reason === figure.reason : amountOf(entry, figure) !== 0)
  );
}

/** What a movement adds to the figure. */
function amountOf({ movement, applied, amounts, tax, unallocated }: Entry, figure: ShareFigure): number {
  if (figure.kind === 'net_revenue') return signed(movement);
  if (figure.kind === 'tax') return tax;
  if (figure.kind === 'unallocated') return unallocated;
  const index = applied?.parties.findIndex(({ party }) => party === figure.party) ?? -1;
  return amounts[index] ?? 0;
}

function signed({ kind, amount }: Entry['movement']): number {
  return kind === 'paid' ? amount : 0 - amount;
}

function orderOf(entries: readonly Entry<CountedMovement>[], figure: ShareFigure): ShareOrder {
  return {
    order: entries[0]?.movement.order ?? '',
    amount: entries.reduce((sum, entry) => sum + amountOf(entry, figure), 0),
    movements: entries.map(movementOf),
  };
}

/** A movement as it is told. */
export function movementOf({ movement, applied, amounts, tax, unallocated, reason }: Entry): ShareMovement {
  return {
    at: new Date(movement.at).toISOString(),
    day: movement.day,
    kind: movement.kind,
    amount: signed(movement),
    brand: movement.brand,
    campaign: movement.campaign,
    offer: movement.offer,
    under: applied && { agreement: applied.agreement.slug, version: applied.version },
    parties: (applied?.parties ?? []).map(({ party, name }, index) => ({ party, name, amount: amounts[index] ?? 0 })),
    tax,
    unallocated,
    reason,
  };
}

/** Whether a minimum has to do with the figure: it is of its month and of what its agreement is about. */
export function isMinimumUnder(guarantee: Guarantee, question: ShareOrdersFile): boolean {
  const { figure, under } = question;
  const { applied } = guarantee;
  if (under && (applied.agreement.slug !== under.agreement || applied.version !== under.version)) return false;
  if (SHARE_BREAKDOWNS.some((by) => question[by] !== undefined && question[by] !== guaranteedIn(guarantee, by)))
    return false;
  // It moves nothing but between the parties.
  return figure.kind === 'net_revenue' || (figure.kind === 'party' && partyOf(guarantee, figure) !== 0);
}

function guaranteedOf(guarantee: Guarantee, question: ShareOrdersFile): number {
  const { figure } = question;
  return figure.kind === 'party' && isMinimumUnder(guarantee, question) ? partyOf(guarantee, figure) : 0;
}

function partyOf({ applied, amounts }: Pick<Guarantee, 'applied' | 'amounts'>, figure: { party: string }): number {
  return amounts[applied.parties.findIndex(({ party }) => party === figure.party)] ?? 0;
}

function latestFirst(one: ShareOrder, other: ShareOrder): number {
  const [latest, before] = [one, other].map(({ movements }) => movements.at(-1)?.at ?? '');
  return compare(before ?? '', latest ?? '') || compare(one.order, other.order);
}

function largestFirst(one: ShareOrder, other: ShareOrder): number {
  return other.amount - one.amount || compare(one.order, other.order);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
