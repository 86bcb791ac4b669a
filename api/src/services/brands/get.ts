import type { Brand } from '@syncline/shared/control';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toBrand } from './brand.ts';

/** One brand; `not_found` when there is none of this slug. */
export async function getBrand({ db }: ServiceContext, slug: string): Promise<Brand> {
  const row = await db.selectFrom('brands').selectAll().where('slug', '=', slug).executeTakeFirst();
  if (!row) throw unknown('brand', slug);
  return toBrand(row);
}
