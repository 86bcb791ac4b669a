import type { AdjustmentCause, Statement, StatementLine } from './statements.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** A month in words: "2013-02" is "February 2013". */
export function monthText(month: string): string {
  const [year, number] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? ''} ${year ?? ''}`;
}

export const CAUSE_WORDS: Record<AdjustmentCause, string> = {
  late_orders: 'orders came in late',
  removed_orders: 'orders were removed',
  late_refunds: 'refunds came in late',
  removed_refunds: 'refunds were removed',
  agreement_added: 'the agreement was added later',
  recalculated: 'tiers, caps or minimums of the month moved',
};

/** What a line is of, in words: campaign and offer, where there are any. */
export function placeText({ campaign, offer }: Pick<StatementLine, 'campaign' | 'offer'>): string {
  const parts = [campaign, offer].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' · ') : 'no campaign or offer';
}

/** The balances of a statement in the order in which they are read; each is added to those before, but for the last. */
export function balanceLines({
  totals,
}: Pick<Statement, 'totals'>): { label: string; amount: number; strong?: true }[] {
  const { opening, earned, returned, guaranteed, month, adjustments, paid_out, closing } = totals;
  return [
    { label: 'Opening balance', amount: opening },
    { label: 'Earned on payments', amount: earned },
    { label: 'Returned with refunds', amount: 0 - returned },
    ...(guaranteed === 0 ? [] : [{ label: 'Guaranteed minimums', amount: guaranteed }]),
    { label: 'This month', amount: month, strong: true as const },
    { label: 'Adjustments of earlier months', amount: adjustments },
    { label: 'Paid out', amount: 0 - paid_out },
    { label: 'Closing balance', amount: closing, strong: true as const },
  ];
}

/** Who owes whom by the closing balance. */
export function owedText({ totals: { closing }, name }: Pick<Statement, 'totals' | 'name'>): string {
  if (closing === 0) return `Nothing is owed to ${name} or by it.`;
  return closing > 0 ? `The closing balance is owed to ${name}.` : `The closing balance is owed by ${name}.`;
}

/** What marks a statement that is not closed. */
export const DRAFT_TEXT = 'Draft: the month is not closed, and these figures still change.';
export const DEMO_TEXT = 'Demo data: the figures include made-up events.';
