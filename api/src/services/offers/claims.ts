import type { Offer, OfferInput } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { looksLike } from './hashtags.ts';
import { listOffers } from './list.ts';

const MINUTE_MS = 60_000;
const ROLES = [
  ['trigger_hashtag', 'trigger'],
  ['confirmation_hashtag', 'confirmation'],
] as const;

/**
 * Refuses an offer whose hashtags do not tell its posts apart: `invalid_body` when its two look alike, `conflict` when
 * one looks like a hashtag that another offer holds at the same time, in either role. An offer holds its hashtags from
 * its start until its last confirmation can arrive; a draft holds none.
 */
export async function requireFreeHashtags(ctx: ServiceContext, offer: OfferInput): Promise<void> {
  const { trigger_hashtag: trigger, confirmation_hashtag: confirmation } = offer;
  if (trigger !== null && confirmation !== null && looksLike(trigger, confirmation)) {
    throw new ApiError(
      'invalid_body',
      `confirmation_hashtag: #${confirmation} looks like the trigger #${trigger}, so one post would be both.`,
      { path: 'confirmation_hashtag', hint: 'Choose a confirmation hashtag that cannot be taken for the trigger.' },
    );
  }
  const mine = holding(offer);
  if (mine === null) return;
  for (const other of await listOffers(ctx)) {
    const theirs = holding(other);
    if (other.slug === offer.slug || theirs === null || theirs.from >= mine.to || mine.from >= theirs.to) continue;
    refuseLookAlikes(offer, other, theirs.to);
  }
}

/** From when to when (epoch milliseconds) an offer holds its hashtags; null for a draft. */
function holding({ starts_at, ends_at, confirmation_minutes }: OfferInput): { from: number; to: number } | null {
  if (starts_at === null) return null;
  const to = ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(ends_at) + confirmation_minutes * MINUTE_MS;
  return { from: Date.parse(starts_at), to };
}

function refuseLookAlikes(offer: OfferInput, other: Offer, until: number): void {
  for (const [field] of ROLES) {
    for (const [otherField, role] of ROLES) {
      const mine = offer[field];
      const theirs = other[otherField];
      if (mine === null || theirs === null || !looksLike(mine, theirs)) continue;
      const same = mine === theirs ? `#${mine} is` : `#${mine} looks like #${theirs},`;
      const held = Number.isFinite(until)
        ? `which it holds until its last confirmation can arrive, ${isoTime(until)}`
        : 'which has no end';
      throw new ApiError('conflict', `${field}: ${same} the ${role} hashtag of offer "${other.slug}", ${held}.`, {
        path: field,
        hint: 'Choose another hashtag, or a period in which the other offer does not hold it.',
      });
    }
  }
}
