import type { Reject } from '@syncline/shared/events';

/** A post as every version of X's API gives it, reduced to what is counted. */
export interface XPost {
  id: string;
  /** The numeric id of the account, the same in v1.1 and v2. */
  authorId: string;
  /** How many followed the account when the post was handed over; null where that is not told. */
  followers: number | null;
  /** Whether only followers see the account's posts. */
  isProtected: boolean;
  /** `created_at` in epoch milliseconds. */
  at: number;
  /** Name of the app it was posted from, without the link; null where X does not tell. */
  client: string | null;
  action: 'post' | 'reply' | 'repost' | 'quote';
  /** As written, not cut where the whole text is given. */
  text: string;
  /** The text of the post that is reposted, which holds what a cut "RT @…" text lost. */
  repostedText: string | null;
  /** What X itself extracted, from this post and the one it reposts. */
  hashtags: string[];
  mentions: string[];
  /** Ids of the versions that this edit took the place of. */
  earlierVersions: string[];
}

export type Refusal = Omit<Reject, 'line'>;

/** What a record of a file of posts turned out to be. */
export type Found =
  | { kind: 'post'; post: XPost }
  /** `at` is when it was deleted, in epoch milliseconds; null where the notice does not tell. */
  | { kind: 'delete'; id: string; at: number | null }
  | { kind: 'skip'; what: string; count: number }
  | { kind: 'refused'; refusal: Refusal };

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** What is told of an account beside its id, as v1.1 and v2 name it. */
export function audienceOf(user: Json, counts: unknown): Pick<XPost, 'followers' | 'isProtected'> {
  const count = isObject(counts) ? counts.followers_count : null;
  return {
    followers: Number.isSafeInteger(count) && Number(count) >= 0 ? Number(count) : null,
    isProtected: user.protected === true,
  };
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The event id of a post. */
export function eventIdOf(postId: string): string {
  return `x:${postId}`;
}

/** A refusal of a record that should be a post. */
export function refused(code: Refusal['code'], postId: string | null, path: string, message: string): Found {
  return { kind: 'refused', refusal: { id: postId === null ? null : eventIdOf(postId), code, path, message } };
}

/** Thrown where a numeric id was read with a loss of digits; the line must be read again with `parseExactly`. */
export class InexactIdError extends Error {
  override name = 'InexactIdError';
}

/**
 * An id of X: from its string form, else from the number. Null where there is none.
 * Throws InexactIdError for a number beyond 2^53, whose digits JSON.parse has changed.
 */
export function idOf(text: unknown, number: unknown): string | null {
  for (const value of [text, number]) {
    if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  }
  if (typeof number !== 'number') return null;
  if (!Number.isSafeInteger(number)) throw new InexactIdError('an id beyond 2^53');
  return number > 0 ? String(number) : null;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu;

/** JSON.parse that gives integers of 16 digits and more as strings, digit for digit. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)));
}
