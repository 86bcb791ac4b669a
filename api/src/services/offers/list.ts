import type { Offer } from '@syncline/shared/offers';
import type { ServiceContext } from '../context.ts';
import { toOffer } from './offer.ts';

/** Every offer, by slug. */
export async function listOffers({ db }: ServiceContext): Promise<Offer[]> {
  const rows = await db.selectFrom('offers').selectAll().orderBy('slug').execute();
  return rows.map(toOffer);
}
