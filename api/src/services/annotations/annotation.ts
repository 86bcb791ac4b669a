import { type Annotation, type AnnotationInput, annotationSchema } from '@syncline/shared/annotations';
import type { Insertable, Selectable } from 'kysely';
import type { AnnotationTable } from '../../stores/sql/schema-saved.ts';
import { isoTime } from '../context.ts';

export function toAnnotation({ day_from, day_to, ...row }: Selectable<AnnotationTable>): Annotation {
  return annotationSchema.parse({
    ...row,
    from: day_from,
    to: day_to,
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
  });
}

export function annotationColumns({
  from,
  to,
  ...input
}: AnnotationInput): Omit<Insertable<AnnotationTable>, 'id' | 'created_at' | 'updated_at'> {
  return { ...input, day_from: from, day_to: to };
}
