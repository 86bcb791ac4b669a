import type { Annotation, AnnotationInput } from '@syncline/shared/annotations';
import { requireBrand, requireCampaign } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { insertUnderName } from '../stem.ts';
import { annotationColumns, toAnnotation } from './annotation.ts';

/** Keeps a note; `invalid_body` when the catalogue does not hold what it is about. */
export function createAnnotation(ctx: ServiceContext, input: AnnotationInput): Promise<Annotation> {
  return inTransaction(ctx, async (own) => {
    await requireBrand(own, input.brand);
    await requireCampaign(own, input.campaign);
    const now = own.clock.now();
    const row = await insertUnderName(input.title, 'note', (id) =>
      own.db
        .insertInto('annotations')
        .values({ ...annotationColumns(input), id, created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    return toAnnotation(row);
  });
}
