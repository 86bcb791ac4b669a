import type { PartyRole } from '@syncline/shared/agreements';
import { formatMoney, formatPercent, plural } from '@syncline/shared/format';
import type { RevenueShareAnswer, SharedRevenue, UnallocatedReason } from '@syncline/shared/revenue-share';
import { linear } from '@syncline/shared/scale';
import { ROLE_NAMES } from '@syncline/shared/terms-words';
import type { Box, RowText } from '../../documents/layout.ts';
import { bar, line, outline } from '../charts/marks.ts';
import { PALETTE } from '../palette.ts';
import type { Questions } from '../questions.ts';
import { type Section, type SectionWords, sectionOf, tableHead } from '../section.ts';

const COLUMNS = [{ width: 150 }, { width: 174 }, { width: 95, right: true }, { width: 80, right: true }];

const REASONS: Record<UnallocatedReason, string> = {
  no_agreement: 'Under no agreement: the seller’s',
  tax_not_known: 'Not shared: tax not known',
  discount_not_known: 'Not shared: discount not known',
  payment_not_known: 'Not shared: payment not known',
};
const ROLES: Record<PartyRole, { fill: string; outlined?: true }> = {
  merchant: { fill: PALETTE.revenue },
  platform: { fill: PALETTE['network-share'] },
  card_network: { fill: PALETTE['issuer-share'], outlined: true },
  agency: { fill: PALETTE['network-share'] },
  other: { fill: PALETTE['issuer-share'], outlined: true },
};

interface Line {
  name: string;
  amount: number;
  note: string;
  fill: string;
  outlined?: true;
  strong?: boolean;
}

/** From gross to net, and what each party gets of it: lines that add up, with their bars from one zero. */
export async function revenueSection(questions: Questions, { currency }: SectionWords): Promise<Section> {
  const answer = await questions.shares();
  const { totals, meta } = answer;
  const lines = [...netLines(totals), ...shareLines(answer)];
  const amounts = lines.map(({ amount }) => amount);
  const domain = [Math.min(0, ...amounts), Math.max(0, ...amounts)] as const;
  return sectionOf({
    title: 'Revenue, and who gets which share',
    subtitle: `${plural(totals.orders, 'order')} paid, in ${currency}, before fees, which no source of events tells. Shares under the agreements in force when each order was paid; what stands under Net adds up to it.`,
    meta,
    request: questions.request,
    metrics: ['gross_revenue', 'refunds', 'net_revenue', 'purchases'],
    blocks: [
      {
        head: [tableHead(['', '', `Amount, ${currency}`, ''], COLUMNS)],
        rows: lines.map((one) => ledgerRow(one, domain, currency)),
      },
    ],
  });
}

function netLines({ gross_revenue: gross, refunds, net_revenue: net }: SharedRevenue): Line[] {
  return [
    { name: 'Gross revenue', amount: gross, note: '', fill: PALETTE.revenue, strong: true },
    { name: 'Refunds', amount: 0 - refunds, note: share(refunds, gross, 'gross'), fill: PALETTE.negative },
    { name: 'Net revenue', amount: net, note: share(net, gross, 'gross'), fill: PALETTE.revenue, strong: true },
  ];
}

function shareLines({ totals: { parties, tax, unallocated, net_revenue: net } }: RevenueShareAnswer): Line[] {
  const note = (amount: number) => share(amount, net, 'net');
  return [
    ...parties.map(({ name, role, amount }) => ({
      name: `${name} (${ROLE_NAMES[role]})`,
      amount,
      note: note(amount),
      ...ROLES[role],
    })),
    ...(tax === 0 ? [] : [{ name: 'Tax, set apart', amount: tax, note: note(tax), fill: PALETTE.unknown }]),
    ...unallocated
      .filter(({ amount }) => amount !== 0)
      .map(({ reason, amount }) => ({
        name: REASONS[reason],
        amount,
        note: note(amount),
        fill: PALETTE.hover,
        outlined: true as const,
      })),
  ];
}

function ledgerRow(
  { name, amount, note, fill, outlined, strong = false }: Line,
  domain: readonly [number, number],
  currency: string,
): RowText {
  return {
    cells: [name, '', formatMoney(amount, currency), note],
    columns: COLUMNS,
    rule: true,
    strong,
    mark: {
      column: 1,
      draw: (pdf, { x, y, width, height }: Box) => {
        const scale = linear(domain, [x, x + width]);
        const [from, to] = [scale(Math.min(0, amount)), scale(Math.max(0, amount))];
        const place = { x: from, y: y + 4, width: to - from, height: height - 9 };
        bar(pdf, place, fill);
        if (outlined) outline(pdf, place, PALETTE.strong);
        line(pdf, [scale(0), y], [scale(0), y + height], PALETTE.strong, 0.8);
      },
    },
  };
}

function share(part: number, whole: number, what: string): string {
  return whole > 0 ? `${formatPercent(part / whole, { digits: 2 })} of ${what}` : '';
}
