import type { Annotation } from '@syncline/shared/annotations';
import type { ServiceContext } from '../context.ts';
import { toAnnotation } from './annotation.ts';

/** Every note, by its days. */
export async function listAnnotations({ db }: ServiceContext): Promise<Annotation[]> {
  const rows = await db
    .selectFrom('annotations')
    .selectAll()
    .orderBy('day_from')
    .orderBy('day_to')
    .orderBy('id')
    .execute();
  return rows.map(toAnnotation);
}
