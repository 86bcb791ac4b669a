import { type Mapping, type mappingInputSchema, mappingSchema } from '@syncline/shared/control';
import type { Insertable, Selectable } from 'kysely';
import type { z } from 'zod';
import { ApiError } from '../../lib/errors.ts';
import type { MappingTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export type StoredMappingInput = z.output<typeof mappingInputSchema>;

export function toMapping(row: Selectable<MappingTable>): Mapping {
  return mappingSchema.parse({
    ...(JSON.parse(row.definition) as object),
    id: row.id,
    name: row.name,
    created_at: isoTime(row.created_at),
  });
}

export function mappingColumns({
  name,
  ...definition
}: StoredMappingInput): Pick<Insertable<MappingTable>, 'name' | 'definition'> {
  return { name, definition: JSON.stringify(definition) };
}

export function mappingNameTaken(name: string): ApiError {
  return new ApiError('conflict', `A column mapping "${name}" exists already.`, {
    path: 'name',
    hint: 'Choose another name, or change the one that exists.',
  });
}
