import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';

/** Removes an offer from the catalogue; events keep its slug. `not_found` when there is none. */
export async function removeOffer({ db }: ServiceContext, slug: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('offers').where('slug', '=', slug).executeTakeFirst();
  if (numDeletedRows === 0n) throw unknown('offer', slug);
}
