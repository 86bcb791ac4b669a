import type { Mapping } from '@syncline/shared/control';
import { isUniqueViolation } from '../../stores/sql/violations.ts';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { getMapping } from './get.ts';
import { mappingColumns, mappingNameTaken, type StoredMappingInput } from './mapping.ts';

/** Puts a whole mapping in the place of a saved one; `not_found` when there is none, `conflict` when the name is another's. */
export async function updateMapping(
  ctx: ServiceContext,
  { id, mapping }: { id: string; mapping: StoredMappingInput },
): Promise<Mapping> {
  try {
    const { numUpdatedRows } = await ctx.db
      .updateTable('mappings')
      .set(mappingColumns(mapping))
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw unknown('column mapping', id);
  } catch (error) {
    throw isUniqueViolation(error) ? mappingNameTaken(mapping.name) : error;
  }
  return getMapping(ctx, id);
}
