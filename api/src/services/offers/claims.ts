import { type Offer, offerHolding, type OfferInput } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { looksLike } from './hashtags.ts';
import { listOffers } from './list.ts';

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
  const mine = offerHolding(offer);
  if (mine === null) return;
  for (const other of await listOffers(ctx)) {
    const theirs = offerHolding(other);
    if (other.slug === offer.slug || theirs === null || theirs.from >= mine.to || mine.from >= theirs.to) continue;
    refuseLookAlikes(offer, other, theirs.to);
  }
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
