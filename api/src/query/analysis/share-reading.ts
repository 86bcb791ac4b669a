import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agreement } from '@syncline/shared/agreements';
import type { AnswerMeta } from '@syncline/shared/query';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import type { RevenueShareRequest, SharedRevenue } from '@syncline/shared/revenue-share';
import { dayIn } from '../../lib/zone.ts';
import type { OfferPrices } from '../../settlement/known.ts';
import type { QueryContext } from '../context.ts';
import { atOneMoment } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { compileOtherMoney } from '../sql/payment-source.ts';
import { otherCurrencySchema } from '../sql/scan.ts';
import { together } from '../together.ts';
import { tierOfPayments } from './payment-scope.ts';
import { readShareBook } from './share-book.ts';
import {
  buildShareScope,
  chooseSource,
  endedMonths,
  METHOD,
  shapeTotals,
  sourcesOf,
  supposedAgreements,
  unallocatedWarning,
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
  const months = request.filters.length > 0 ? [] : endedMonths(scope, dayIn(scope.timezone, now));
  const { book, otherCurrencies, source } = await atOneMoment(context.cells, async (coverage) => {
    const source = chooseSource(scope, coverage);
    const currencies = compileOtherMoney(scope, source);
    const reading = { reader: context.reader, ...sourcesOf(source, coverage), agreements, offers, signal };
    const [book, otherCurrencies] = await together(signal, (signal) =>
      Promise.all([
        readShareBook(scope, reading),
        context.reader.query(currencies.sql, currencies.parameters, otherCurrencySchema, { signal }),
      ]),
    );
    return { book, otherCurrencies, source };
  });
  const inForce = await book.settle(agreements, months);
  const events = book.counted.all;
  return {
    actual: shapeTotals(inForce),
    under: async (supposed) => {
      // Other requests get their turn between settlements.
      await nextTurn();
      signal?.throwIfAborted();
      const terms = supposedAgreements({ ...question, what_if: supposed }) ?? agreements;
      return shapeTotals(await book.settle(terms, months));
    },
    meta: (method) => {
      const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOfPayments(source) };
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
