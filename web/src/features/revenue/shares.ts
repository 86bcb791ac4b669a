import type { PartyRole } from '@syncline/shared/agreements';
import { minorDigits } from '@syncline/shared/money';
import type { RevenueShareAnswer, SharedRevenue, UnallocatedReason } from '@syncline/shared/revenue-share';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

/** What somebody, or nobody, comes to. Amounts are integer minor units; lines add up to net revenue. */
export interface ShareLine {
  key: string;
  name: string;
  note: string;
  kind: 'party' | 'tax' | 'nobody';
  /** Null where the line is no party. */
  earned: number | null;
  returned: number | null;
  guaranteed: number | null;
  amount: number;
}

export const ROLE_NAMES: Record<PartyRole, string> = {
  merchant: 'merchant',
  platform: 'platform',
  card_network: 'card network',
  agency: 'agency',
  other: 'other',
};

const REASONS: Record<UnallocatedReason, { name: string; note: string }> = {
  no_agreement: { name: 'No agreement', note: 'the seller’s, whom no agreement names' },
  tax_not_known: { name: 'Not shared: tax not known', note: 'paid other than the offer’s price, or no offer' },
  discount_not_known: { name: 'Not shared: discount not known', note: 'no list price to tell it by' },
  payment_not_known: { name: 'Not shared: payment not known', note: 'refunds of orders without a payment' },
};

/** Parties, largest first, then tax, then what is nobody’s. */
export function shareLines({ parties, tax, unallocated }: SharedRevenue): ShareLine[] {
  const other = { earned: null, returned: null, guaranteed: null };
  return [
    ...parties.map(({ party, name, role, amount, earned, returned, guaranteed }): ShareLine => {
      return {
        key: `party ${party}`,
        name,
        note: ROLE_NAMES[role],
        kind: 'party',
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

/** What the shares come to in a sentence; `share` writes a proportion. */
export function sharesTitle(
  { parties, net_revenue, unallocated }: SharedRevenue,
  share: (part: number) => string,
): string {
  const [largest] = parties;
  if (!largest) return unallocated.length > 0 ? 'No sale of these days is under an agreement' : 'Shares by party';
  if (net_revenue <= 0 || largest.amount <= 0) return 'Shares by party';
  return `${largest.name} comes to ${share(largest.amount / net_revenue)} of net revenue`;
}

/** The same lines: shown in full, exported as plain decimals. */
export function sharesTable(lines: readonly ShareLine[], net: number, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  const plain = (minor: number | null) => (minor === null ? null : minor / size);
  return {
    columns: [
      { label: 'Party' },
      { label: 'Role or reason' },
      { label: `Earned, ${currency}`, format },
      { label: `Returned with refunds, ${currency}`, format },
      { label: `Minimums, ${currency}`, format },
      { label: `Comes to, ${currency}`, format },
    ],
    rows: [
      ...lines.map(({ name, note, earned, returned, guaranteed, amount }) => [
        name,
        note,
        plain(earned),
        plain(returned),
        plain(guaranteed),
        plain(amount),
      ]),
      ['Net revenue', '', null, null, null, net / size],
    ],
  };
}

/** Who is shown by month: the same lines for every month, 0 where a month has none of it. */
export interface ShareMonths {
  lines: { key: string; name: string; kind: ShareLine['kind'] }[];
  months: { month: string; amounts: number[]; net: number }[];
}

export function shareMonths({ totals, groups }: Pick<RevenueShareAnswer, 'totals' | 'groups'>): ShareMonths {
  const months = groups.map((group) => ({ group, lines: shareLines(group) }));
  // A line can come to nothing in total and to something in a month.
  const all = [...shareLines(totals), ...months.flatMap(({ lines }) => lines)];
  const lines = [...new Map(all.map(({ key, name, kind }) => [key, { key, name, kind }])).values()];
  return {
    lines,
    months: months.map(({ group, lines: own }) => ({
      month: `${group.value}-01`,
      amounts: lines.map(({ key }) => own.find((line) => line.key === key)?.amount ?? 0),
      net: group.net_revenue,
    })),
  };
}

export function shareMonthsTable({ lines, months }: ShareMonths, currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  return {
    columns: [
      { label: 'Month' },
      ...lines.map(({ name }) => ({ label: `${name}, ${currency}`, format })),
      { label: `Net revenue, ${currency}`, format },
    ],
    rows: months.map(({ month, amounts, net }) => [
      month.slice(0, 7),
      ...amounts.map((amount) => amount / size),
      net / size,
    ]),
  };
}
