import type { EventInput } from '@syncline/shared/events';
import type { Tracker } from './tracking.ts';
import { eventIdOf, type XPost } from './x/post.ts';

/**
 * The event a post stands for: an engagement with the brand and campaign whose rule it matches, else a sign of use.
 * The id is the post's and the person is the account's numeric id, so that v1.1 and v2 give the same event.
 * No text is kept.
 */
export function eventOfPost(post: XPost, track: Tracker): EventInput {
  const texts = post.repostedText === null ? [post.text] : [post.text, post.repostedText];
  const tracked = track({ texts, hashtags: post.hashtags, mentions: post.mentions });
  return {
    id: eventIdOf(post.id),
    at: post.at,
    user: `x:${post.authorId}`,
    network: 'x',
    post: post.id,
    ...(post.client === null ? {} : { client: post.client }),
    ...(tracked === null
      ? { kind: 'activity' as const }
      : {
          kind: 'engagement' as const,
          action: post.action,
          ...(tracked.brand === null ? {} : { brand: tracked.brand }),
          ...(tracked.campaign === null ? {} : { campaign: tracked.campaign }),
        }),
  };
}
