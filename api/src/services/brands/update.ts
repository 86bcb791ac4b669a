import type { Brand, brandPatchSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { originAfterEdit } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { getBrand } from './get.ts';

/** Changes a brand; `not_found` when there is none of this slug. */
export function updateBrand(
  ctx: ServiceContext,
  { slug, patch }: { slug: string; patch: z.output<typeof brandPatchSchema> },
): Promise<Brand> {
  return inTransaction(ctx, async (ctx) => {
    const before = await getBrand(ctx, slug);
    await ctx.db
      .updateTable('brands')
      .set({ ...patch, origin: originAfterEdit(before.origin) })
      .where('slug', '=', slug)
      .execute();
    return getBrand(ctx, slug);
  });
}
