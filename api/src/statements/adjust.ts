import type { AdjustmentCause } from '@syncline/shared/statements';
import type { MonthAdjustment, MonthLine } from './port.ts';

/** The figures of a line; `amount` follows from three of them. */
const FIGURES = ['orders', 'refunds', 'earned', 'returned', 'guaranteed', 'amount'] as const;

/**
 * What months come to by now, less what statements said of them, line by line; lines that did not change are left out.
 * Added to what was said, the adjustments give what the months come to. `isAdded`: whether a line's version of its agreement
 * was written down after its month was closed.
 */
export function adjustmentsOf(
  settled: readonly MonthLine[],
  booked: readonly MonthLine[],
  isAdded: (line: MonthLine) => boolean,
): MonthAdjustment[] {
  const differences = new Map<string, MonthLine>();
  const add = (line: MonthLine, sign: 1 | -1) => {
    const key = keyOf(line);
    const sum = differences.get(key) ?? { ...line, ...NOTHING };
    differences.set(key, sum);
    for (const figure of FIGURES) sum[figure] += sign * line[figure];
  };
  for (const line of settled) add(line, 1);
  for (const line of booked) add(line, -1);
  return [...differences.values()]
    .filter((line) => FIGURES.some((figure) => line[figure] !== 0))
    .map((line) => ({ ...line, causes: isAdded(line) ? (['agreement_added'] as const).slice() : causesOf(line) }));
}

const NOTHING = { orders: 0, refunds: 0, earned: 0, returned: 0, guaranteed: 0, amount: 0 };

function keyOf({ party, currency, month, agreement, version, campaign, offer }: MonthLine): string {
  return [party, currency, month, agreement, version, campaign, offer].join('\n');
}

/** As well as counts tell: of an order that came in as another was removed nothing shows but the amounts. */
function causesOf({ orders, refunds }: MonthLine): AdjustmentCause[] {
  const causes: AdjustmentCause[] = [];
  if (orders !== 0) causes.push(orders > 0 ? 'late_orders' : 'removed_orders');
  if (refunds !== 0) causes.push(refunds > 0 ? 'late_refunds' : 'removed_refunds');
  return causes.length > 0 ? causes : ['recalculated'];
}
