import type { Offer } from '@syncline/shared/offers';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toOffer } from './offer.ts';

/** One offer; `not_found` when there is none of this slug. */
export async function getOffer({ db }: ServiceContext, slug: string): Promise<Offer> {
  const row = await db.selectFrom('offers').selectAll().where('slug', '=', slug).executeTakeFirst();
  if (!row) throw unknown('offer', slug);
  return toOffer(row);
}
