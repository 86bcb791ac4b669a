import type { Brand, brandInputSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { taken } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toBrand } from './brand.ts';

/** Adds a brand; `conflict` when the slug is taken. */
export async function createBrand(
  { db, clock }: ServiceContext,
  input: z.output<typeof brandInputSchema>,
): Promise<Brand> {
  const row = await db
    .insertInto('brands')
    .values({ ...input, origin: 'own', created_at: clock.now() })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw taken('brand', input.slug);
  return toBrand(row);
}
