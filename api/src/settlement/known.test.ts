import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceWithTax } from '@syncline/shared/offers';
import { knownOf, type OfferPrices } from './known.ts';

const kindle: OfferPrices = {
  slug: 'kindle',
  price_minor: 14_999,
  list_price_minor: 19_900,
  currency: 'USD',
  tax: 'added',
  tax_basis_points: 875,
};
const paid = (amount: number, currency = 'USD') => ({ amount, currency });
const NOTHING = { tax: null, discount: null, fees: null };

describe('what is known of a payment', () => {
  it('is the tax added to the price, and the discount', () => {
    expect(knownOf(paid(16_311), kindle)).toEqual({ tax: 1_312, discount: 4_901, fees: null });
  });

  it('is the tax in the price: of $119 at 19 % it is $19, and a list price of $238 is $100 more without tax', () => {
    const offer = {
      ...kindle,
      tax: 'included' as const,
      tax_basis_points: 1_900,
      price_minor: 11_900,
      list_price_minor: 23_800,
    };
    expect(knownOf(paid(11_900), offer)).toEqual({ tax: 1_900, discount: 10_000, fees: null });
  });

  it('is no discount without a list price, and a discount of 0 where it is the price', () => {
    expect(knownOf(paid(16_311), { ...kindle, list_price_minor: null })).toMatchObject({ tax: 1_312, discount: null });
    expect(knownOf(paid(16_311), { ...kindle, list_price_minor: 14_999 })).toMatchObject({ tax: 1_312, discount: 0 });
  });

  it.each([
    ['another amount', paid(14_999), kindle],
    ['the price of two', paid(32_622), kindle],
    ['another currency', paid(16_311, 'EUR'), kindle],
    ['an offer without a price', paid(16_311), { ...kindle, price_minor: null }],
    ['no offer', paid(16_311), undefined],
  ])('is nothing for %s', (_, payment, offer) => {
    expect(knownOf(payment, offer)).toEqual(NOTHING);
  });

  const prices = fc.record({
    price_minor: fc.nat(10_000_000),
    more: fc.nat(10_000_000),
    tax_basis_points: fc.nat(10_000),
  });

  it('adds up where tax is added: list price − discount + tax is what was paid', () => {
    fc.assert(
      fc.property(prices, ({ price_minor, more, tax_basis_points }) => {
        const offer = { ...kindle, price_minor, list_price_minor: price_minor + more, tax_basis_points };
        const amount = priceWithTax(offer);
        const { tax, discount } = knownOf(paid(amount), offer);
        expect(discount).toBe(more);
        expect(offer.list_price_minor - more + (tax ?? Number.NaN)).toBe(amount);
      }),
    );
  });

  it('is the rate’s part of a price with tax, to half a unit', () => {
    fc.assert(
      fc.property(prices, ({ price_minor, more, tax_basis_points }) => {
        const offer = {
          ...kindle,
          tax: 'included' as const,
          price_minor,
          list_price_minor: price_minor + more,
          tax_basis_points,
        };
        const { tax, discount } = knownOf(paid(price_minor), offer);
        const exact = (price_minor * tax_basis_points) / (10_000 + tax_basis_points);
        expect(Math.abs((tax ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(discount).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
