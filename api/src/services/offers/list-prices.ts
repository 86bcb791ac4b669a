import type { Offer } from '@syncline/shared/offers';
import type { ServiceContext } from '../context.ts';
import { listOffers } from './list.ts';

type Prices = Pick<Offer, 'slug' | 'list_price_minor' | 'price_minor' | 'currency' | 'tax' | 'tax_basis_points'>;

/** What every offer costs: all that shares of revenue hang on of it. */
export async function listOfferPrices(ctx: ServiceContext): Promise<Prices[]> {
  const offers = await listOffers(ctx);
  return offers.map(({ slug, list_price_minor, price_minor, currency, tax, tax_basis_points }) => ({
    slug,
    list_price_minor,
    price_minor,
    currency,
    tax,
    tax_basis_points,
  }));
}
