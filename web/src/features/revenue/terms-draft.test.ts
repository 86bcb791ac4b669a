import { type Terms, termsSchema } from '@syncline/shared/agreements';
import { describe, expect, it } from 'vitest';
import { emptyShare, emptyTerms, readTerms, type ShareDraft, type TermsDraft, termsDraft } from './terms-draft.ts';
import { termsSentences } from './terms-words.ts';

const merchant = { party: 'merchant', name: 'Merchant', role: 'merchant' };
const platform = (terms: object[], more: object = {}) => ({
  party: 'x-corp',
  name: 'Platform',
  role: 'platform',
  terms,
  ...more,
});
const read = (terms: object): Terms => termsSchema.parse({ residual: merchant, ...terms });
const tiers = (...all: [number, string][]) => ({
  kind: 'tiered',
  of: 'gross',
  tiers: all.map(([from_minor, percent]) => ({ from_minor, percent })),
});
const rich = read({
  shares: [
    platform([tiers([0, '5'], [1_000_000, '2.5']), { kind: 'per_order', amount_minor: 25 }], {
      cap_minor: 500_000,
      minimum_minor: 10_000,
      on_refund: 'kept',
    }),
    {
      party: 'network',
      name: 'Card network',
      role: 'card_network',
      terms: [{ kind: 'percentage', of: 'net', percent: '0' }],
    },
  ],
  discount_funded_by: 'network',
  fees_borne_by: 'merchant',
  tax: 'included',
});

function withShare(share: Partial<ShareDraft>): TermsDraft {
  return { ...emptyTerms(), shares: [{ ...emptyShare(), name: 'Platform', ...share }] };
}

describe('the form of terms', () => {
  it.each([
    ['rich terms', rich, 'USD'],
    ['a currency without decimals', rich, 'JPY'],
    ['a currency with three', rich, 'KWD'],
    ['nobody but the residual party', read({ shares: [] }), 'USD'],
  ])('gives %s back as they were', (_, terms, currency) => {
    const draft = termsDraft(terms, currency);
    expect(draft && readTerms(draft, currency).terms).toEqual(terms);
  });

  it('shows no terms that it could not give back', () => {
    const twice = { kind: 'percentage', of: 'net', percent: '1' };
    expect(termsDraft(read({ shares: [platform([twice, { ...twice, of: 'gross' }])] }), 'USD')).toBeNull();
  });

  it('makes the key of a new party out of its name', () => {
    expect(readTerms(withShare({ name: 'Big Agency', percent: '3' }), 'USD').terms?.shares[0]?.party).toBe(
      'big-agency',
    );
  });

  it.each([
    ['no name', { name: ' ', percent: '1' }, 'terms.shares[0].name'],
    ['nothing that is taken', {}, 'terms.shares[0].percent'],
    ['no percentage', { percent: 'three' }, 'terms.shares[0].percent'],
    ['more decimals than the currency has', { per_order: '0.255' }, 'terms.shares[0].per_order'],
    ['a tier from nowhere', { percent: '1', tiers: [{ from: '', percent: '2' }] }, 'terms.shares[0].tiers[0].from'],
    [
      'tiers that do not rise',
      {
        percent: '3',
        tiers: [
          { from: '100', percent: '2' },
          { from: '50', percent: '1' },
        ],
      },
      'terms.shares[0].tiers[1].from',
    ],
    ['a minimum above the cap', { percent: '1', cap: '1', minimum: '2' }, 'terms.shares[0].minimum'],
    ['the name of the residual party', { name: 'Merchant', percent: '1' }, 'terms.shares[0].name'],
    ['more than all', { percent: '100', tiers: [{ from: '1', percent: '101' }] }, 'terms.shares[0].tiers[0].percent'],
  ])('says of %s where it is wrong', (_, share, path) => {
    expect(Object.keys(readTerms(withShare(share), 'USD').faults ?? {})).toEqual([path]);
  });
});

it('terms are said in words', () => {
  expect(termsSentences(rich, 'USD')).toEqual([
    'Platform (platform): 5 % of gross up to $10,000.00 of sales a month, 2.5 % of what is above $10,000.00, plus $0.25 an order; at most $5,000.00 a month; at least $100.00 a month; kept when an order is refunded.',
    'Card network (card network): 0 % of net.',
    'Merchant (merchant) takes the rest, and bears what is kept of refunded orders.',
    'Card network funds the discount: percentages are of the price without it.',
    'Merchant bears the fees.',
    'Tax is shared like everything else; Merchant pays it out of the rest.',
  ]);
});
