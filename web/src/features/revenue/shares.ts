import type { PartyRole } from '@syncline/shared/agreements';
import type { RevenueShareAnswer, SharedRevenue, UnallocatedReason } from '@syncline/shared/revenue-share';
import { ROLE_NAMES } from '@syncline/shared/terms-words';

/** What somebody, or nobody, comes to. Amounts are integer minor units; lines add up to net revenue. */
export interface ShareLine {
  key: string;
  name: string;
  note: string;
  kind: 'party' | 'tax' | 'nobody';
  /** Null where the line is no party. */
  role: PartyRole | null;
  /** Null where the line is no party. */
  earned: number | null;
  returned: number | null;
  guaranteed: number | null;
  amount: number;
}

const REASONS: Record<UnallocatedReason, { name: string; note: string }> = {
  no_agreement: { name: 'No agreement', note: 'the seller’s, whom no agreement names' },
  tax_not_known: { name: 'Not shared: tax not known', note: 'paid other than the offer’s price, or no offer' },
  discount_not_known: { name: 'Not shared: discount not known', note: 'no list price to tell it by' },
  payment_not_known: { name: 'Not shared: payment not known', note: 'refunds of orders without a payment' },
};

/** What money that belongs to no party is called. */
export const REASON_NAMES: Record<UnallocatedReason, string> = {
  no_agreement: REASONS.no_agreement.name,
  tax_not_known: REASONS.tax_not_known.name,
  discount_not_known: REASONS.discount_not_known.name,
  payment_not_known: REASONS.payment_not_known.name,
};

/** Parties, largest first, then tax, then what is nobody’s. */
export function shareLines({ parties, tax, unallocated }: SharedRevenue): ShareLine[] {
  const other = { role: null, earned: null, returned: null, guaranteed: null };
  return [
    ...parties.map(({ party, name, role, amount, earned, returned, guaranteed }): ShareLine => {
      return {
        key: `party ${party}`,
        name,
        note: ROLE_NAMES[role],
        kind: 'party',
        role,
        amount,
        earned,
        returned,
        guaranteed,
      };
    }),
    ...(tax === 0
      ? []
      : [{ key: 'tax', name: 'Tax', note: 'set apart before sharing', kind: 'tax' as const, amount: tax, ...other }]),
    ...unallocated
      .filter(({ amount }) => amount !== 0)
      .map(({ reason, amount }) => ({ key: reason, ...REASONS[reason], kind: 'nobody' as const, amount, ...other })),
  ];
}

/** Who is shown by month: the same lines for every month, 0 where a month has none of it. */
export interface ShareMonths {
  lines: Pick<ShareLine, 'key' | 'name' | 'kind' | 'role'>[];
  months: { month: string; amounts: number[]; net: number }[];
}

export function shareMonths({ totals, groups }: Pick<RevenueShareAnswer, 'totals' | 'groups'>): ShareMonths {
  const months = groups.map((group) => ({ group, lines: shareLines(group) }));
  // A line can come to nothing in total and to something in a month.
  const all = [...shareLines(totals), ...months.flatMap(({ lines }) => lines)];
  const lines = [...new Map(all.map(({ key, name, kind, role }) => [key, { key, name, kind, role }])).values()];
  return {
    lines,
    months: months.map(({ group, lines: own }) => ({
      month: `${group.value}-01`,
      amounts: lines.map(({ key }) => own.find((line) => line.key === key)?.amount ?? 0),
      net: group.net_revenue,
    })),
  };
}

/** As it stands at the beginning of a line. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
