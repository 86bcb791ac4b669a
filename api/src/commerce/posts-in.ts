import { holdsCardNumber } from '../ingest/card-number.ts';
import type { Ingest } from '../ingest/port.ts';
import { eventOfPost } from '../posts/event.ts';
import { compileRules } from '../posts/tracking.ts';
import { eventIdOf, type Found, type XPost } from '../posts/x/post.ts';
import { daysOfId } from '../posts/x/snowflake.ts';
import { chunks, inTransaction, type ServiceContext } from '../services/context.ts';
import { listOffers } from '../services/offers/list.ts';
import { listTrackingRules } from '../services/tracking-rules/list.ts';
import { type OfferMatch, OfferIndex } from './offer-index.ts';
import type { PostsIn, PostsOutcome } from './ports.ts';

/**
 * A person's posts are settled once no other has come in for so long. Streams deliver out of order: where each post comes
 * in sooner than this after it was posted, nothing is decided before all that was posted earlier is known.
 */
const SETTLING_MS = 2000;
const ROWS_A_STATEMENT = 100;
const NETWORK = 'x';

interface PostIntakeOptions {
  ctx: ServiceContext;
  ingest: Pick<Ingest, 'submit' | 'retract' | 'userKey'>;
  /** Told when orders have something to do. */
  onPosts: () => void;
}

interface Deletion {
  id: string;
  at: number | null;
}

interface Matched {
  post: XPost;
  matches: OfferMatch[];
}

/**
 * Takes posts as they are pushed or streamed: each becomes an event, as an imported one does, and those that hold a
 * hashtag of an offer are kept for its orders. Taken twice they count once.
 */
export class PostIntake implements PostsIn {
  readonly #options: PostIntakeOptions;
  #index: { revision: number; offers: OfferIndex } | null = null;

  constructor(options: PostIntakeOptions) {
    this.#options = options;
  }

  async receive(found: readonly Found[]): Promise<PostsOutcome> {
    const { ctx, onPosts } = this.#options;
    const now = ctx.clock.now();
    const posts = found.flatMap((each) => (each.kind === 'post' ? [each.post] : []));
    const deletions = found.flatMap((each) => (each.kind === 'delete' ? [each] : []));
    const offers = await this.#offers();
    const refusedPosts = await this.#count(posts, deletions);
    // What is refused as an event (one of the time to come, say) is no purchase either.
    const matched = posts
      .filter((post) => !refusedPosts.has(post))
      .map((post) => ({ post, matches: offers.match(post) }));
    const known = { posts: posts.filter((post) => !refusedPosts.has(post)), deletions, offers };
    await inTransaction(ctx, async (ctx) => {
      const touched = new Map<string, CaseKey>();
      await this.#keepPosts(ctx, matched, touched);
      await this.#keepChanges(ctx, known, touched);
      await makeDue(ctx, [...touched.values()], now + SETTLING_MS);
    });
    onPosts();
    return {
      posts: posts.length,
      deleted: deletions.length,
      matched: matched.filter(({ matches }) => matches.length > 0).length,
      refused: refusedPosts.size + found.filter(({ kind }) => kind === 'refused').length,
      skipped: found.reduce((sum, each) => sum + (each.kind === 'skip' ? each.count : 0), 0),
    };
  }

  /** The offers as the book stands; read again when it has changed. */
  async #offers(): Promise<OfferIndex> {
    const { ctx } = this.#options;
    const { revision } = await ctx.db.selectFrom('offer_book').select('revision').executeTakeFirstOrThrow();
    if (this.#index?.revision !== revision) this.#index = { revision, offers: new OfferIndex(await listOffers(ctx)) };
    return this.#index.offers;
  }

  /** Counts posts as events, and takes deleted and superseded ones back out. Answers which were refused. */
  async #count(posts: readonly XPost[], deletions: readonly { id: string }[]): Promise<ReadonlySet<XPost>> {
    const { ctx, ingest } = this.#options;
    const gone = new Set([
      ...deletions.map(({ id }) => id),
      ...posts.flatMap(({ earlierVersions }) => earlierVersions),
    ]);
    const counted = posts.filter(({ id }) => !gone.has(id));
    const refused = new Set<XPost>();
    if (counted.length > 0) {
      const track = compileRules(await listTrackingRules(ctx));
      const lines = counted.map((post, index) => ({ line: index + 1, value: eventOfPost(post, track) }));
      const { rejects } = await ingest.submit({ lines, source: 'posts', origin: '', onConflict: 'replace' });
      for (const { line } of rejects) refused.add(counted[line - 1] as XPost);
    }
    if (gone.size > 0) await ingest.retract([...gone].map((id) => ({ id: eventIdOf(id), days: daysOfId(id) })));
    return refused;
  }

  async #keepPosts({ db, clock }: ServiceContext, matched: readonly Matched[], touched: Cases): Promise<void> {
    const rows = matched
      .filter(({ post }) => post.earlierVersions.length === 0)
      .flatMap(({ post, matches }) =>
        matches.map(({ offer, hasTrigger, hasConfirmation }) => ({
          network: NETWORK,
          post: post.id,
          offer,
          person: this.#personOf(post),
          at: post.at,
          received_at: clock.now(),
          action: post.action,
          has_trigger: hasTrigger ? 1 : 0,
          has_confirmation: hasConfirmation ? 1 : 0,
          author_protected: post.isProtected ? 1 : 0,
          followers: post.followers,
          client: post.client,
        })),
      );
    for (const row of rows) touch(touched, row);
    for (const some of chunks(rows, ROWS_A_STATEMENT)) {
      await db
        .insertInto('offer_posts')
        .values(some)
        .onConflict((conflict) => conflict.columns(['network', 'post', 'offer']).doNothing())
        .execute();
    }
  }

  /** Keeps deletions and later versions, also of posts that have not come in yet. */
  async #keepChanges(
    { db, clock }: ServiceContext,
    { posts, deletions, offers }: { posts: readonly XPost[]; deletions: readonly Deletion[]; offers: OfferIndex },
    touched: Cases,
  ): Promise<void> {
    const received_at = clock.now();
    const edits = posts.flatMap((post) => {
      const [first] = post.earlierVersions;
      if (first === undefined || !isId({ id: first, at: post.at }, received_at)) return [];
      const hashtags = offers.hashtagsIn(post);
      return [{ post: first, version: post.id, at: post.at, hashtags: JSON.stringify(hashtags) }];
    });
    const removals = deletions
      .filter((deletion) => isId(deletion, received_at))
      .map(({ id, at }) => ({ post: id, version: '', at: at ?? received_at, hashtags: '[]' }));
    const rows = [...edits, ...removals].map((row) => ({ network: NETWORK, received_at, ...row }));
    for (const some of chunks(rows, ROWS_A_STATEMENT)) {
      await db
        .insertInto('post_changes')
        .values(some)
        .onConflict((conflict) => conflict.columns(['network', 'post', 'version']).doNothing())
        .execute();
      const concerned = await db
        .selectFrom('offer_posts')
        .select(['network', 'person', 'offer'])
        .where('network', '=', NETWORK)
        .where(
          'post',
          'in',
          some.map(({ post }) => post),
        )
        .execute();
      for (const each of concerned) touch(touched, each);
    }
  }

  /** As events keep the author: so an order's events are of the same person as the posts. */
  #personOf({ authorId }: XPost): string {
    return this.#options.ingest.userKey(`x:${authorId}`);
  }
}

/** Numbers that may be cards are not kept; an id that tells of about the time of its change is an id. */
function isId({ id, at }: Deletion, now: number): boolean {
  return !holdsCardNumber(id, at ?? now, 'reference');
}

interface CaseKey {
  network: string;
  person: string;
  offer: string;
}
type Cases = Map<string, CaseKey>;

function touch(cases: Cases, { network, person, offer }: CaseKey): void {
  cases.set(`${network} ${person} ${offer}`, { network, person, offer });
}

/** Has cases looked at at `at` (epoch milliseconds), new ones too. */
async function makeDue({ db }: ServiceContext, cases: readonly CaseKey[], at: number): Promise<void> {
  for (const some of chunks(cases, ROWS_A_STATEMENT)) {
    await db
      .insertInto('order_cases')
      .values(some.map((each) => ({ ...each, due_at: at, problem: null })))
      .onConflict((conflict) =>
        conflict.columns(['network', 'person', 'offer']).doUpdateSet((row) => ({
          due_at: at,
          revision: row('order_cases.revision', '+', 1),
        })),
      )
      .execute();
  }
}
