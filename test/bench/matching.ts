import { OfferIndex } from '@syncline/api/commerce/offer-index';
import { readPosts } from '@syncline/api/posts/x/read';
import type { XPost } from '@syncline/api/posts/x/post';
import { offerInputSchema } from '@syncline/shared/offers';

const OFFERS = 1000;
const POSTS = 50_000;
const ROUNDS = 5;
/** What the programme has to keep up with, on one core. */
const GOAL = 5000;

/** Prints how many posts a second are read from JSON and matched against a thousand live offers, on this one thread. */
export function benchMatching(): void {
  const starts_at = '2026-09-01T00:00:00.000Z';
  const offers = Array.from({ length: OFFERS }, (_, index) => ({
    ...offerInputSchema.parse({
      slug: `offer-${index}`,
      name: `Offer ${index}`,
      trigger_hashtag: `BuyThing${index}`,
      confirmation_hashtag: `ConfirmThing${index}`,
      price_minor: 100,
      currency: 'USD',
      starts_at,
    }),
    origin: 'own' as const,
    created_at: starts_at,
  }));
  const index = new OfferIndex(offers);
  const lines = Array.from({ length: POSTS }, (_, place) => JSON.stringify(postOf(place)));
  const seconds: { reading: number; matching: number }[] = [];
  let matched = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const posts = lines
      .flatMap((line) => readPosts(line))
      .flatMap((found) => (found.kind === 'post' ? [found.post] : []));
    const read = performance.now();
    matched = posts.filter((post: XPost) => index.match(post).length > 0).length;
    seconds.push({ reading: (read - begun) / 1000, matching: (performance.now() - read) / 1000 });
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const reading = median(seconds.map((each) => each.reading));
  const matching = median(seconds.map((each) => each.matching));
  const rate = (time: number) => Math.round(POSTS / time);
  console.log(
    `${POSTS} posts, ${matched} of them with a hashtag of one of ${OFFERS} live offers; medians of ${ROUNDS} rounds on one thread`,
  );
  console.log(
    `matching alone:       ${rate(matching)} posts/s (${(rate(matching) / GOAL).toFixed(1)} × the goal of ${GOAL})`,
  );
  console.log(
    `reading and matching: ${rate(reading + matching)} posts/s (${(rate(reading + matching) / GOAL).toFixed(1)} ×)`,
  );
}

/** One in ten holds an offer's hashtag, half hold another's, as filtered streams and samples do. */
function postOf(place: number): object {
  const tag = place % 10 === 0 ? `#BuyThing${place % OFFERS}` : place % 2 === 0 ? '#nowplaying #summer' : '';
  return {
    id: String(2_000_000_000_000_000_000n + BigInt(place)),
    author_id: String(place % 7000),
    created_at: '2026-09-02T10:00:00.000Z',
    text: `Thinking about what to have for lunch today, and whether @somebody comes along ${tag} https://t.co/abcdefghij`,
    source: 'Twitter for iPhone',
    edit_history_tweet_ids: [String(2_000_000_000_000_000_000n + BigInt(place))],
  };
}
