import type { Facts, OrderTerms, PostFact } from './facts.ts';

/** How long after its deadline a confirmation posted in time may still come in. */
export const DELIVERY_GRACE_MS = 5 * 60_000;

/**
 * Posts that can mean something, in the order of the network's clock: each once, as it was first posted, of the person's
 * own words. Reposts and quotes repeat somebody's trigger, so they count for nothing.
 */
export function countedPosts(posts: readonly PostFact[]): PostFact[] {
  const byId = new Map<string, PostFact>();
  for (const post of posts) {
    if (post.editOf !== null || post.action === 'repost' || post.action === 'quote') continue;
    const known = byId.get(post.id);
    if (!known || post.receivedAt < known.receivedAt) byId.set(post.id, post);
  }
  return [...byId.values()].sort((a, b) => a.at - b.at || compareIds(a.id, b.id));
}

/** Ids of X grow with time, and in length. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** The last moment, by post time, at which a confirmation of the trigger counts. */
export function deadlineOf(trigger: PostFact, { windowMs }: OrderTerms): number {
  return trigger.at + windowMs;
}

/** Post → when it was deleted, or its trigger edited out of it; what still stands is not in it. */
export function withdrawals({ posts, deletions }: Pick<Facts, 'posts' | 'deletions'>): ReadonlyMap<string, number> {
  const withdrawn = new Map(deletions);
  for (const { editOf, hasTrigger, at } of posts) {
    if (editOf !== null && !hasTrigger) withdrawn.set(editOf, Math.min(at, withdrawn.get(editOf) ?? at));
  }
  return withdrawn;
}

/** Whether the trigger can be confirmed by a post of this time: it is within the window and still stands. */
export function standsAt(
  at: number,
  trigger: PostFact,
  { terms, withdrawn }: { terms: OrderTerms; withdrawn: ReadonlyMap<string, number> },
): boolean {
  return at <= deadlineOf(trigger, terms) && at < (withdrawn.get(trigger.id) ?? Number.POSITIVE_INFINITY);
}
