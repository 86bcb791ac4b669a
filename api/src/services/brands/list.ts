import type { Brand } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toBrand } from './brand.ts';

/** Every brand, by slug. */
export async function listBrands({ db }: ServiceContext): Promise<Brand[]> {
  const rows = await db.selectFrom('brands').selectAll().orderBy('slug').execute();
  return rows.map(toBrand);
}
