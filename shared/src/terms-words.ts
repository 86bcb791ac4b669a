import { partiesOf, type PartyRole, type Share, type ShareTerm, type Terms } from './agreements.ts';

/** What roles are called. */
export const ROLE_NAMES: Record<PartyRole, string> = {
  merchant: 'merchant',
  platform: 'platform',
  card_network: 'card network',
  agency: 'agency',
  other: 'other',
};

const BASES = { gross: 'of gross', net: 'of net' };

/** Terms as sentences: one for each party, and what holds for all. `money` writes an amount of minor units. */
export function termsSentences(terms: Terms, money: (minor: number) => string): string[] {
  const names = new Map(partiesOf(terms).map(({ party, name }) => [party, name]));
  const { residual, discount_funded_by: funder, fees_borne_by: bearer, tax } = terms;
  return [
    ...terms.shares.map((share) => shareSentence(share, money)),
    `${residual.name} (${ROLE_NAMES[residual.role]}) takes the rest, and bears what is kept of refunded orders.`,
    funder === null
      ? 'Percentages are of the price with its discount.'
      : `${names.get(funder) ?? funder} funds the discount: percentages are of the price without it.`,
    bearer === null ? 'Fees are paid before sharing.' : `${names.get(bearer) ?? bearer} bears the fees.`,
    tax === 'excluded'
      ? 'Tax is set apart before sharing.'
      : `Tax is shared like everything else; ${residual.name} pays it out of the rest.`,
  ];
}

function shareSentence(share: Share, money: (minor: number) => string): string {
  return `${share.name} (${ROLE_NAMES[share.role]}): ${shareWords(share, money)}.`;
}

/** What a party gets: "4 % of net, plus $0.30 an order; at most $500.00 a month". */
export function shareWords(
  { terms, cap_minor, minimum_minor, on_refund }: Share,
  money: (minor: number) => string,
): string {
  const parts = [
    terms.map((term) => termWords(term, money)).join(', plus '),
    cap_minor === null ? null : `at most ${money(cap_minor)} a month`,
    minimum_minor === null ? null : `at least ${money(minimum_minor)} a month`,
    on_refund === 'kept' ? 'kept when an order is refunded' : null,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

function termWords(term: ShareTerm, money: (minor: number) => string): string {
  if (term.kind === 'per_order') return `${money(term.amount_minor)} an order`;
  if (term.kind === 'percentage') return `${term.percent} % ${BASES[term.of]}`;
  const [first, ...above] = term.tiers;
  const limit = above[0] ? ` up to ${money(above[0].from_minor)} of sales a month` : '';
  const steps = above.map(({ from_minor, percent }) => `${percent} % of what is above ${money(from_minor)}`);
  return [`${first?.percent ?? '0'} % ${BASES[term.of]}${limit}`, ...steps].join(', ');
}
