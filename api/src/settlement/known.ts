import { type Offer, priceWithTax } from '@syncline/shared/offers';
import type { Movement } from './movement.ts';

/** What an offer says of the price of one. */
export type OfferPrices = Pick<
  Offer,
  'slug' | 'list_price_minor' | 'price_minor' | 'currency' | 'tax' | 'tax_basis_points'
>;

/**
 * The tax in a payment and the discount (list price less price, both without tax), where the offer tells them: when what
 * was paid is the offer's price for one, tax included. Of any other amount neither is known, nor ever a fee: nothing is
 * guessed. Tax contained in a price is rounded half up.
 */
export function knownOf(
  { amount, currency }: Pick<Movement, 'amount' | 'currency'>,
  offer: OfferPrices | undefined,
): Pick<Movement, 'tax' | 'discount' | 'fees'> {
  const nothing = { tax: null, discount: null, fees: null };
  if (!offer || offer.price_minor === null || offer.currency !== currency) return nothing;
  const price = { ...offer, price_minor: offer.price_minor };
  if (priceWithTax(price) !== amount) return nothing;
  const goods = withoutTax(offer, offer.price_minor);
  const list = offer.list_price_minor === null ? null : withoutTax(offer, offer.list_price_minor);
  return { tax: amount - goods, discount: list === null ? null : list - goods, fees: null };
}

const WHOLE_BASIS_POINTS = 10_000n;

/** A price of the offer without the tax that it holds. */
function withoutTax({ tax, tax_basis_points }: OfferPrices, price: number): number {
  if (tax === 'added') return price;
  const rate = BigInt(tax_basis_points);
  const whole = WHOLE_BASIS_POINTS + rate;
  return price - Number((2n * BigInt(price) * rate + whole) / (2n * whole));
}
