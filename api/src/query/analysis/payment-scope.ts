import type { Period } from '@syncline/shared/time';
import { ApiError } from '../../lib/errors.ts';
import { buildScope, type Scope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import type { CellCoverage } from '../intervals.ts';
import type { MovementSource } from '../sql/revenue-share.ts';

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

/** The payments kept ready, where they hold all of `periods`; forbidden_combination where the question insists on them and they do not. */
export function choosePayments(scope: Scope, coverage: CellCoverage, periods: readonly Period[]): MovementSource {
  if (scope.tier !== 'raw' && periods.every((period) => coverage.paymentsCover(period))) return 'payments';
  if (scope.tier !== 'intervals') return 'log';
  throw new ApiError('forbidden_combination', 'tier: the payments kept ready do not hold this question', {
    path: 'tier',
    hint: 'Leave tier out to be answered in any case',
  });
}
