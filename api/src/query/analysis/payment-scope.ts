import type { AnswerMeta } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { ApiError } from '../../lib/errors.ts';
import { buildScope, type Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import type { CellCoverage } from '../intervals.ts';
import type { PaymentSource } from '../sql/payment-source.ts';

/**
 * The scope of a question about payments and refunds, `what` being what it is about ("shares of revenue"). Errors as
 * `buildScope`; forbidden_combination for a filter by primary device.
 */
export function buildPaymentScope(
  question: Parameters<typeof buildScope>[0],
  context: QueryContext,
  what: string,
): Scope {
  const scope = buildScope(question, context);
  const index = scope.filters.findIndex(({ dimension }) => dimension === 'primary_device');
  if (index < 0) return scope;
  const path = `filters[${index}].dimension`;
  throw new ApiError('forbidden_combination', `${path}: ${what} do not go by primary device`, {
    path,
    hint: 'Filter by device, the one the payment was made on, or by brand, campaign or offer',
  });
}

/**
 * Where the payments of all of `periods` are read: those kept ready, with the rows that they lack, as long as nothing was
 * removed; forbidden_combination where the question insists on them and it was.
 */
export function choosePayments(scope: Scope, coverage: CellCoverage, periods: readonly Period[]): PaymentSource {
  if (scope.tier !== 'raw') {
    if (periods.every((period) => coverage.paymentsCover(period))) return { kept: true, open: null };
    const held = coverage.paymentsHeld();
    if (held) {
      const { sequence: after, closedThrough } = held;
      return { kept: true, open: { after, sequence: coverage.sequence(), closedThrough } };
    }
  }
  // Without cells nothing is known of the journal.
  if (scope.tier !== 'intervals') return { kept: false, sequence: coverage.sequence() || null };
  throw new ApiError('forbidden_combination', 'tier: the payments kept ready do not hold this question', {
    path: 'tier',
    hint: 'Leave tier out to be answered in any case',
  });
}

/** What an answer says of where its payments were read. */
export function tierOfPayments(source: PaymentSource): AnswerMeta['tier'] {
  if (!source.kept) return 'raw';
  return source.open ? 'mixed' : 'intervals';
}
