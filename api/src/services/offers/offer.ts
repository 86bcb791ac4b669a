import type { Offer } from '@syncline/shared/control';
import type { Selectable } from 'kysely';
import type { OfferTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export function toOffer({ created_at, ...row }: Selectable<OfferTable>): Offer {
  return { ...row, created_at: isoTime(created_at) };
}
