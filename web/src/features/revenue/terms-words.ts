import {
  type Agreement,
  type AgreementScope,
  type Share,
  type ShareTerm,
  type Terms,
  versionOn,
} from '@syncline/shared/agreements';
import { formatDay, formatMoney, plural } from '../../lib/format.ts';
import { ROLE_NAMES } from './shares.ts';
import { partyNames } from './terms-draft.ts';

const BASES = { gross: 'of gross', net: 'of net' };

/** Terms as sentences: one for each party, and what holds for all. */
export function termsSentences(terms: Terms, currency: string): string[] {
  const names = partyNames(terms);
  const { residual, discount_funded_by: funder, fees_borne_by: bearer, tax } = terms;
  return [
    ...terms.shares.map((share) => shareSentence(share, currency)),
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

function shareSentence({ name, role, terms, cap_minor, minimum_minor, on_refund }: Share, currency: string): string {
  const money = (minor: number) => formatMoney(minor, currency);
  const parts = [
    terms.map((term) => termWords(term, money)).join(', plus '),
    cap_minor === null ? null : `at most ${money(cap_minor)} a month`,
    minimum_minor === null ? null : `at least ${money(minimum_minor)} a month`,
    on_refund === 'kept' ? 'kept when an order is refunded' : null,
  ];
  return `${name} (${ROLE_NAMES[role]}): ${parts.filter((part) => part !== null).join('; ')}.`;
}

function termWords(term: ShareTerm, money: (minor: number) => string): string {
  if (term.kind === 'per_order') return `${money(term.amount_minor)} an order`;
  if (term.kind === 'percentage') return `${term.percent} % ${BASES[term.of]}`;
  const [first, ...above] = term.tiers;
  const limit = above[0] ? ` up to ${money(above[0].from_minor)} of sales a month` : '';
  const steps = above.map(({ from_minor, percent }) => `${percent} % of what is above ${money(from_minor)}`);
  return [`${first?.percent ?? '0'} % ${BASES[term.of]}${limit}`, ...steps].join(', ');
}

/** What an agreement is about, in words. */
export function aboutText(scope: AgreementScope, name: (level: string, slug: string) => string): string {
  return scope.level === 'everything' ? 'everything' : `${scope.level} ${name(scope.level, scope.slug)}`;
}

/** Where an agreement stands: "in force since 1 Sep 2026, version 2". */
export function stateText(agreement: Agreement, today: string): string {
  const { ends_on, versions } = agreement;
  const day = (text: string) => formatDay(text, { year: true });
  if (ends_on !== null && ends_on < today) return `ended ${day(ends_on)}`;
  const version = versionOn(agreement, today);
  if (version === null) return `begins ${day(versions[0]?.effective_from ?? today)}`;
  const later = versions.filter(({ effective_from }) => effective_from > today).length;
  return [
    `in force, version ${version.version} since ${day(version.effective_from)}`,
    ends_on === null ? null : `until ${day(ends_on)}`,
    later > 0 ? `${plural(later, 'version')} to come` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
