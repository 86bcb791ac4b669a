import type { Offer } from '@syncline/shared/offers';

/** Rules take a while to be made, and posts to be delivered. */
const AHEAD_MS = 10 * 60_000;
const BEHIND_MS = 10 * 60_000;

type Listened = Pick<
  Offer,
  'trigger_hashtag' | 'confirmation_hashtag' | 'starts_at' | 'ends_at' | 'confirmation_minutes'
>;

/**
 * The hashtags to listen for at `now` (epoch milliseconds): of offers from ten minutes before their start until ten minutes
 * after their last confirmation can be posted. Drafts have none.
 */
export function liveHashtags(offers: readonly Listened[], now: number): string[] {
  const live = offers.filter(({ starts_at, ends_at, confirmation_minutes }) => {
    if (starts_at === null || Date.parse(starts_at) - AHEAD_MS > now) return false;
    return ends_at === null || now < Date.parse(ends_at) + confirmation_minutes * 60_000 + BEHIND_MS;
  });
  const hashtags = live.flatMap((offer) => [offer.trigger_hashtag, offer.confirmation_hashtag]);
  return hashtags.filter((hashtag) => hashtag !== null);
}
