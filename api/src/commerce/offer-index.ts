import { foldTerm } from '@syncline/shared/control';
import { type Offer, offerHolding } from '@syncline/shared/offers';
import { hashtagsOf } from '../posts/tracking.ts';
import type { XPost } from '../posts/x/post.ts';

/** An offer that a post holds a hashtag of. */
export interface OfferMatch {
  offer: string;
  hasTrigger: boolean;
  hasConfirmation: boolean;
}

interface Held {
  offer: string;
  role: 'hasTrigger' | 'hasConfirmation';
  /** From when to when (epoch milliseconds) the offer holds the hashtag. */
  from: number;
  to: number;
}

/** Offers by the hashtags they hold, for posts to be looked up in: each post costs its own hashtags, however many offers there are. */
export class OfferIndex {
  readonly #held = new Map<string, Held[]>();

  constructor(offers: readonly Offer[]) {
    for (const offer of offers) {
      const holding = offerHolding(offer);
      if (holding === null) continue;
      this.#add(offer.trigger_hashtag, { offer: offer.slug, role: 'hasTrigger', ...holding });
      this.#add(offer.confirmation_hashtag, { offer: offer.slug, role: 'hasConfirmation', ...holding });
    }
    for (const held of this.#held.values()) held.sort((a, b) => a.from - b.from);
  }

  #add(hashtag: string | null, held: Held): void {
    if (hashtag === null) return;
    const tag = foldTerm(hashtag);
    this.#held.set(tag, [...(this.#held.get(tag) ?? []), held]);
  }

  /** The folded hashtags in a post's own words that offers hold or held. */
  hashtagsIn({ text, hashtags }: Pick<XPost, 'text' | 'hashtags'>): string[] {
    return [...hashtagsOf({ texts: [text], hashtags, mentions: [] })].filter((tag) => this.#held.has(tag));
  }

  /** The offers a post holds a hashtag of, in its own words, as they held it when it was posted; drafts hold none. */
  match(post: Pick<XPost, 'text' | 'hashtags' | 'at'>): OfferMatch[] {
    const matches = new Map<string, OfferMatch>();
    for (const tag of this.hashtagsIn(post)) {
      const held = holderAt(this.#held.get(tag), post.at);
      if (held === undefined) continue;
      const match = matches.get(held.offer) ?? { offer: held.offer, hasTrigger: false, hasConfirmation: false };
      match[held.role] = true;
      matches.set(held.offer, match);
    }
    return [...matches.values()];
  }
}

/** Who holds a hashtag at an instant; where nobody does, who held it last, else who holds it next. */
function holderAt(held: readonly Held[] | undefined, at: number): Held | undefined {
  if (held === undefined) return undefined;
  return held.find(({ from, to }) => at >= from && at < to) ?? held.findLast(({ to }) => to <= at) ?? held[0];
}
