import type { Offer, OfferInput } from '@syncline/shared/offers';
import type { Insertable, Selectable } from 'kysely';
import type { OfferTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export function toOffer({ created_at, starts_at, ends_at, ...row }: Selectable<OfferTable>): Offer {
  return { ...row, starts_at: isoOrNull(starts_at), ends_at: isoOrNull(ends_at), created_at: isoTime(created_at) };
}

/** The columns of an offer that its input stands for. */
export function offerColumns({
  starts_at,
  ends_at,
  ...fields
}: OfferInput): Omit<Insertable<OfferTable>, 'origin' | 'created_at'> {
  return { ...fields, starts_at: msOrNull(starts_at), ends_at: msOrNull(ends_at) };
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}

function msOrNull(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
