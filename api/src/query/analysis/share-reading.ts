import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agreement } from '@syncline/shared/agreements';
import type { AnswerMeta } from '@syncline/shared/query';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import type { RevenueShareRequest, SharedRevenue } from '@syncline/shared/revenue-share';
import { dayIn } from '../../lib/zone.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import { settle } from '../../settlement/settle.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment, NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf } from '../plan.ts';
import { compileMovements, movementRowSchema } from '../sql/revenue-share.ts';
import { compileOtherCurrencies, otherCurrencySchema } from '../sql/scan.ts';
import { together } from '../together.ts';
import {
  buildShareScope,
  chooseSource,
  endedMonths,
  METHOD,
  shapeTotals,
  supposedAgreements,
  unallocatedWarning,
  withKnown,
} from './revenue-share.ts';

/** Which payments are looked at, and what their shares hang on besides the log. */
export interface SharesQuestion extends Omit<RevenueShareRequest, 'by' | 'what_if'> {
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/** What was paid and refunded, read once and ready to be settled under any terms. */
export interface ShareReading {
  /** Under the terms in force. */
  actual: SharedRevenue;
  /** Under supposed terms; none are those in force. Rejects once the signal aborts. */
  under: (supposed: SupposedTerms) => Promise<SharedRevenue>;
  /** Of an answer, with the method of the shares after the sentences given. */
  meta: (method: string) => AnswerMeta & { method: string };
}

/** Reads what the shares of a question hang on, with one statement. Errors as `answerRevenueShare`. */
export async function readShares(
  context: QueryContext,
  { agreements, offers, ...request }: SharesQuestion,
  signal?: AbortSignal,
): Promise<ShareReading> {
  const started = performance.now();
  const now = context.clock.now();
  const question = { ...request, what_if: [], agreements, offers };
  const scope = buildShareScope(question, context);
  const { history, otherCurrencies, source } = await atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const movements = compileMovements(scope, source);
    const currencies = compileOtherCurrencies(sourceOf({ ...scope, tier: 'raw' }, [], [], NO_CELLS));
    const [rows, otherCurrencies] = await together(signal, (signal) =>
      Promise.all([
        context.reader.query(movements.sql, movements.parameters, movementRowSchema, { signal }),
        context.reader.query(currencies.sql, currencies.parameters, otherCurrencySchema, { signal }),
      ]),
    );
    return { history: withKnown(rows, offers, scope.currency), otherCurrencies, source };
  });
  const months = request.filters.length > 0 ? [] : endedMonths(scope, dayIn(scope.timezone, now));
  const inForce = settle(agreements, history, months);
  const events = history.filter(({ counted }) => counted).length;
  const tier = source === 'payments' ? ('intervals' as const) : ('raw' as const);
  return {
    actual: shapeTotals(inForce),
    under: async (supposed) => {
      // Other requests get their turn between settlements.
      await nextTurn();
      signal?.throwIfAborted();
      return shapeTotals(settle(supposedAgreements({ ...question, what_if: supposed }) ?? agreements, history, months));
    },
    meta: (method) => {
      const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier };
      const warnings = metricWarnings(['net_revenue'], { events, otherCurrencies, open: [] });
      return {
        ...answerMeta(context, asked, [...warnings, ...unallocatedWarning(inForce)]),
        method: `${method} ${METHOD}`,
      };
    },
  };
}

/** What a party comes to. */
export function amountOf({ parties }: Pick<SharedRevenue, 'parties'>, party: string): number {
  return parties.find((one) => one.party === party)?.amount ?? 0;
}
