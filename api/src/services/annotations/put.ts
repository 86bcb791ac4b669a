import type { Annotation, AnnotationInput } from '@syncline/shared/annotations';
import { requireBrand, requireCampaign } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { annotationColumns, toAnnotation } from './annotation.ts';

/**
 * Puts a whole note under an id, in the place of the one that is there; one that was removed comes back under it.
 * `invalid_body` when the catalogue does not hold what it is about.
 */
export function putAnnotation(
  ctx: ServiceContext,
  { id, annotation }: { id: string; annotation: AnnotationInput },
): Promise<Annotation> {
  return inTransaction(ctx, async (own) => {
    await requireBrand(own, annotation.brand);
    await requireCampaign(own, annotation.campaign);
    const columns = annotationColumns(annotation);
    const now = own.clock.now();
    const row = await own.db
      .insertInto('annotations')
      .values({ ...columns, id, created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...columns, updated_at: now }))
      .returningAll()
      .executeTakeFirstOrThrow();
    return toAnnotation(row);
  });
}
