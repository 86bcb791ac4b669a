import { unescapeText } from '../text/entities.ts';
import { audienceOf, type Found, idOf, isObject, type Json, objects, refused, stringOf, type XPost } from './post.ts';
import { clientLabel } from './source-label.ts';

const CREATED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a record is a response of API v2: a page, a streamed post, or an answer without data. */
export function isV2Response(record: Json): boolean {
  return 'data' in record || 'meta' in record || 'errors' in record || ('title' in record && 'detail' in record);
}

/** Whether a record is a post of API v2, alone or with its author folded in. */
export function isV2Post(record: Json): boolean {
  return 'author_id' in record || ('text' in record && ('author' in record || 'edit_history_tweet_ids' in record));
}

/** Reads a response: the posts in `data`. What is in `includes` is context and not counted. */
export function readV2Response(record: Json): Found[] {
  const { data } = record;
  const includes = isObject(record.includes) ? record.includes : {};
  const context: Context = { posts: byId(includes.tweets), users: byId(includes.users) };
  if (Array.isArray(data)) return merge(data.map((item) => readItem(item, context)));
  if (isObject(data)) return [readItem(data, context)];
  if ('errors' in record || 'title' in record) return [{ kind: 'skip', what: 'api_errors', count: 1 }];
  return [{ kind: 'skip', what: 'empty_pages', count: 1 }];
}

/** What a response includes beside its data, by id. */
interface Context {
  posts: ReadonlyMap<string, Json>;
  users: ReadonlyMap<string, Json>;
}

function byId(items: unknown): ReadonlyMap<string, Json> {
  return new Map(objects(items).map((item) => [String(item.id), item]));
}

/** Reads a post that stands alone; what it refers to is taken from where a collector folded it in. */
export function readV2Post(record: Json): Found {
  return readPost(record, { posts: new Map(), users: new Map() });
}

function readPost(record: Json, context: Context): Found {
  const id = idOf(record.id, record.id);
  if (id === null) return refused('incomplete_post', null, 'id', 'the post is not whole: id is missing');
  const author = isObject(record.author) ? record.author.id : null;
  const authorId = idOf(record.author_id, author);
  const text = stringOf(record.text);
  if (authorId === null) return lacks(id, 'author_id', ', so nobody can be counted; ask X for the field author_id');
  if (text === null) return lacks(id, 'text', '');
  const created = stringOf(record.created_at);
  if (created === null) return lacks(id, 'created_at', '; ask X for the field created_at');
  const at = CREATED.test(created) ? Date.parse(created) : Number.NaN;
  if (Number.isNaN(at)) return refused('incomplete_post', id, 'created_at', 'created_at is not an RFC 3339 date-time');
  return { kind: 'post', post: postOf(record, { id, authorId, at, text }, context) };
}

function postOf(
  record: Json,
  known: { id: string; authorId: string; at: number; text: string },
  { posts, users }: Context,
): XPost {
  const references = objects(record.referenced_tweets);
  const reposted = references.find(({ type }) => type === 'retweeted');
  const original = reposted && ('text' in reposted ? reposted : posts.get(String(reposted.id)));
  const tags = [record, ...(original ? [original] : [])].map(tagsOf);
  const author = isObject(record.author) ? record.author : (users.get(known.authorId) ?? {});
  return {
    ...known,
    ...audienceOf(author, author.public_metrics),
    text: textOf(record),
    client: clientLabel(record.source),
    action: actionOf(references),
    repostedText: original ? textOf(original) : null,
    hashtags: tags.flatMap(({ hashtags }) => hashtags),
    mentions: tags.flatMap(({ mentions }) => mentions),
    earlierVersions: earlierVersions(record.edit_history_tweet_ids, known.id),
  };
}

function actionOf(references: Json[]): XPost['action'] {
  const types = new Set(references.map(({ type }) => type));
  if (types.has('retweeted')) return 'repost';
  if (types.has('quoted')) return 'quote';
  return types.has('replied_to') ? 'reply' : 'post';
}

function textOf(record: Json): string {
  const note = isObject(record.note_tweet) ? stringOf(record.note_tweet.text) : null;
  return unescapeText(note ?? stringOf(record.text) ?? '');
}

function tagsOf(record: Json): { hashtags: string[]; mentions: string[] } {
  const note = isObject(record.note_tweet) && isObject(record.note_tweet.entities) ? record.note_tweet.entities : {};
  const entities = isObject(record.entities) ? record.entities : {};
  const named = (key: string, field: string) =>
    [...objects(entities[key]), ...objects(note[key])].flatMap((found) => stringOf(found[field]) ?? []);
  return { hashtags: named('hashtags', 'tag'), mentions: named('mentions', 'username') };
}

/** X lists the ids of all versions in order of time, the newest last. */
function earlierVersions(history: unknown, id: string): string[] {
  if (!Array.isArray(history)) return [];
  const ids = history.flatMap((each) => idOf(each, each) ?? []);
  return ids.slice(0, Math.max(0, ids.indexOf(id)));
}

function readItem(item: unknown, context: Context): Found {
  if (!isObject(item)) return refused('unknown_format', null, 'data', 'data holds something that is not an object');
  if (isObject(item.delete)) {
    const post = isObject(item.delete.tweet) ? item.delete.tweet : {};
    const id = idOf(post.id, post.id);
    if (id === null) return { kind: 'skip', what: 'compliance', count: 1 };
    const at = Date.parse(stringOf(item.delete.event_at) ?? '');
    return { kind: 'delete', id, at: Number.isNaN(at) ? null : at };
  }
  const what = kindOfItem(item);
  if (what !== null) return { kind: 'skip', what, count: 1 };
  return 'text' in item || isV2Post(item)
    ? readPost(item, context)
    : refused('unknown_format', idOf(item.id, null), 'data', 'data holds neither a post nor a look-up that is known');
}

/** Look-ups that hold no post, by kind. */
function kindOfItem(item: Json): string | null {
  if ('text' in item) return null;
  if ('tweet_count' in item && 'start' in item) return 'post_counts';
  if ('username' in item) return 'users';
  if ('member_count' in item || 'follower_count' in item || ('owner_id' in item && 'name' in item)) return 'lists';
  if ('event_type' in item) return 'activity_events';
  if (Object.keys(item).some((key) => /^(?:user_|drop|undrop|withheld|scrub_geo|tweet_edit)/.test(key)))
    return 'compliance';
  return null;
}

/** Look-ups of one kind are told once with their number. */
function merge(found: Found[]): Found[] {
  const kept: Found[] = [];
  const skips = new Map<string, number>();
  for (const each of found) {
    if (each.kind === 'skip') skips.set(each.what, (skips.get(each.what) ?? 0) + each.count);
    else kept.push(each);
  }
  return [...kept, ...[...skips].map(([what, count]): Found => ({ kind: 'skip', what, count }))];
}

function lacks(id: string, field: string, advice: string): Found {
  return refused('incomplete_post', id, field, `the post is not whole: ${field} is missing${advice}`);
}
