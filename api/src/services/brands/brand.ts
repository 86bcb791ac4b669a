import type { Brand } from '@syncline/shared/control';
import type { Selectable } from 'kysely';
import type { BrandTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export function toBrand(row: Selectable<BrandTable>): Brand {
  return { slug: row.slug, name: row.name, origin: row.origin, created_at: isoTime(row.created_at) };
}
