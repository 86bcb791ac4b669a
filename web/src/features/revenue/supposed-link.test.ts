import { type Terms, termsSchema } from '@syncline/shared/agreements';
import { describe, expect, it } from 'vitest';
import { packSupposed, unpackSupposed } from './supposed-link.ts';

const TERMS: Terms = termsSchema.parse({
  shares: [
    {
      party: 'network',
      name: 'Réseau “№ 1” 🃏',
      role: 'card_network',
      terms: [
        { kind: 'percentage', of: 'net', percent: '7.5' },
        { kind: 'per_order', amount_minor: 25 },
      ],
      cap_minor: 90_000,
    },
    {
      party: 'agency',
      name: 'Agency',
      role: 'agency',
      terms: [
        {
          kind: 'tiered',
          of: 'gross',
          tiers: [
            { from_minor: 0, percent: '3' },
            { from_minor: 100_000, percent: '1.0025' },
          ],
        },
      ],
      on_refund: 'kept',
      minimum_minor: 5,
    },
  ],
  residual: { party: 'brands', name: 'Brands', role: 'merchant' },
  discount_funded_by: 'brands',
  tax: 'included',
});

describe('a link with supposed terms', () => {
  it('holds them all', () => {
    const supposed = [
      { agreement: 'season', version: 2, terms: TERMS },
      { agreement: 'other', terms: { ...TERMS, shares: [], discount_funded_by: null, tax: 'excluded' as const } },
    ];
    const text = packSupposed(supposed);
    expect(text).toMatch(/^[\w-]+$/);
    expect(unpackSupposed(text)).toEqual(supposed);
    expect(unpackSupposed(packSupposed([]))).toEqual([]);
  });

  it('is short', () => {
    const [first] = TERMS.shares;
    const simple = { ...TERMS, shares: first ? [{ ...first, name: 'Network', cap_minor: null }] : [] };
    expect(packSupposed([{ agreement: 'season', terms: simple }]).length).toBeLessThan(210);
  });

  it('is refused where it was cut off, is no link, or holds terms that cannot stand', () => {
    const text = packSupposed([{ agreement: 'season', terms: TERMS }]);
    const unsound = packSupposed([{ agreement: 'season', terms: { ...TERMS, fees_borne_by: 'stranger' } }]);
    const refused = [
      text.slice(0, -9),
      text.slice(4),
      'x',
      '',
      '%%%',
      btoa('{}'),
      btoa('[1]'),
      btoa('[["a",[1,2]]]'),
      unsound,
    ];
    expect(refused.map(unpackSupposed)).toEqual(refused.map(() => null));
  });
});
