import { type View, type ViewInput, viewSchema } from '@syncline/shared/views';
import type { Insertable, Selectable } from 'kysely';
import type { ViewTable } from '../../stores/sql/schema-saved.ts';
import { isoTime } from '../context.ts';

export function toView(row: Selectable<ViewTable>): View {
  return viewSchema.parse({
    ...row,
    search: JSON.parse(row.search),
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
  });
}

export function viewColumns({
  name,
  page,
  search,
  period,
}: ViewInput): Omit<Insertable<ViewTable>, 'id' | 'created_at' | 'updated_at'> {
  return { name, page, search: JSON.stringify(search), period };
}
