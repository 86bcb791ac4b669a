import { randomUUID } from 'node:crypto';
import type { Mapping } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { mappingColumns, mappingNameTaken, type StoredMappingInput, toMapping } from './mapping.ts';

/** Saves a column mapping; `conflict` when the name is taken. */
export async function createMapping({ db, clock }: ServiceContext, input: StoredMappingInput): Promise<Mapping> {
  const row = await db
    .insertInto('mappings')
    .values({ ...mappingColumns(input), id: randomUUID(), created_at: clock.now() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw mappingNameTaken(input.name);
  return toMapping(row);
}
