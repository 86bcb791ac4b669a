import { addDays } from '@syncline/shared/time';
import { ApiError } from '../lib/errors.ts';
import type { Scope, Windows } from './build.ts';
import type { CellCoverage } from './intervals.ts';

/** Where paid rows and the touches before them are read. */
export interface PaymentSelection {
  /** What the kept payments lack; null when they hold every row that matters. */
  open: NewerRows | null;
}

/** Rows that were stored by the journal records after `after` and up to `sequence`, or on days after `closedThrough`. */
export interface NewerRows {
  after: number;
  sequence: number;
  closedThrough: string;
}

/**
 * The kept payments from which orders in the scope are credited exactly; null when they are to be read in the log: it is
 * asked for, a filter names primary devices, or rows were removed that are still kept. Throws an ApiError
 * `forbidden_combination` when the question insists on them all the same.
 */
export function selectPayments(scope: Scope, windows: Windows, coverage: CellCoverage): PaymentSelection | null {
  if (scope.tier === 'raw') return null;
  const selection = scope.filters.some(({ dimension }) => dimension === 'primary_device')
    ? null
    : keptPayments(scope, windows, coverage);
  if (selection === null && scope.tier === 'intervals') {
    throw new ApiError('forbidden_combination', 'tier: the payments kept ready do not hold this question', {
      path: 'tier',
      hint: 'Filters other than primary_device, once removed events are taken in. Leave tier out to be answered in any case',
    });
  }
  return selection;
}

function keptPayments({ period }: Scope, { clickDays }: Windows, coverage: CellCoverage): PaymentSelection | null {
  const around = { from: addDays(period.from, -clickDays - 1), to: period.to };
  if (coverage.paymentsCover(around)) return { open: null };
  const held = coverage.paymentsHeld();
  if (held === null) return null;
  return { open: { after: held.sequence, sequence: coverage.sequence(), closedThrough: held.closedThrough } };
}
