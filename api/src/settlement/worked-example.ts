import type { AgreementScope, DatedTerms, Share, ShareTerm, Terms } from '@syncline/shared/agreements';
import { termsSchema } from '@syncline/shared/agreements';
import { monthOf, type Movement } from './movement.ts';
import { settle } from './settle.ts';

// How worked examples are written down: agreements, histories, and everybody's sum by month.

export const percent = (percent: string, of: 'gross' | 'net' = 'net'): ShareTerm => ({
  kind: 'percentage',
  of,
  percent,
});
export const perOrder = (amount_minor: number): ShareTerm => ({ kind: 'per_order', amount_minor });
export const tiers = (...tiers: [number, string][]): ShareTerm => ({
  kind: 'tiered',
  of: 'net',
  tiers: tiers.map(([from_minor, percent]) => ({ from_minor, percent })),
});

const MERCHANT = { party: 'merchant', name: 'Merchant', role: 'merchant' } as const;

export function share(party: string, terms: ShareTerm[], more: Partial<Share> = {}): Share {
  const role = 'platform';
  return { party, name: party, role, terms, on_refund: 'returned', cap_minor: null, minimum_minor: null, ...more };
}

/** Terms between a platform, others named, and the merchant, who takes the rest. */
export function terms(shares: Share[], more: Partial<Terms> = {}): Terms {
  return termsSchema.parse({ shares, residual: MERCHANT, ...more });
}

interface About {
  slug?: string;
  scope?: AgreementScope;
  currency?: string;
  from?: string;
  ends_on?: string | null;
}

export function agreement(first: Terms, about: About = {}, later: Record<string, Terms> = {}): DatedTerms {
  const {
    slug = 'deal',
    scope = { level: 'everything' },
    currency = 'USD',
    from = '2026-01-01',
    ends_on = null,
  } = about;
  const versions = Object.entries({ [from]: first, ...later }).map(([effective_from, terms], index) => ({
    version: index + 1,
    effective_from,
    terms,
  }));
  return { slug, scope, currency, ends_on, versions };
}

export const simple = (...shareTerms: ShareTerm[]) => agreement(terms([share('platform', shareTerms)]));

let movements = 0;
type Known = Partial<Movement>;
function moved(kind: Movement['kind'], order: string, day: string, amount: number, known: Known = {}): Movement {
  movements += 1;
  const at = Date.parse(`${day}T12:00:00Z`) + movements;
  const facts = { tax: 0, discount: 0, fees: null, brand: '', campaign: '', offer: '', currency: 'USD' };
  return { id: String(movements), order, at, day, kind, amount, ...facts, ...known };
}
export const paid = (order: string, day: string, amount: number, known?: Known) =>
  moved('paid', order, day, amount, known);
export const refunded = (order: string, day: string, amount: number, known?: Known) =>
  moved('refunded', order, day, amount, known);

/** Everybody's sum by month; what is 0 is left out. */
export function byMonth(
  agreements: DatedTerms[],
  history: Movement[],
  over: string[] = [],
): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {};
  const add = (month: string, who: string, amount: number) => {
    const of = (sums[month] ??= {});
    of[who] = (of[who] ?? 0) + amount;
  };
  const { entries, guarantees } = settle(agreements, history, over);
  for (const { movement, applied, amounts, tax, fees, unallocated, reason } of entries) {
    const month = monthOf(movement.day);
    applied?.parties.forEach(({ party }, index) => add(month, party, amounts[index] ?? 0));
    add(month, 'tax', tax);
    add(month, 'fees', fees);
    if (reason) add(month, reason, unallocated);
  }
  for (const { applied, month, amounts } of guarantees) {
    applied.parties.forEach(({ party }, index) => add(month, party, amounts[index] ?? 0));
  }
  for (const of of Object.values(sums)) {
    for (const [who, amount] of Object.entries(of)) if (amount === 0) delete of[who];
  }
  return sums;
}
