import { unescapeText } from '../text/entities.ts';
import { audienceOf, type Found, idOf, isObject, type Json, objects, refused, stringOf, type XPost } from './post.ts';
import { clientLabel } from './source-label.ts';

/** Every field that a post of API v1.1 can hold, over the life of that version, standard, premium and enterprise. */
const FIELDS = new Set(
  'annotations bio card conversation_id conversation_id_str contributors coordinates created_at current_user_retweet display_text_range edit_controls edit_history editable entities ext extended_entities extended_tweet favorite_count favorited favoriters_count filter_level full_text geo id id_str in_reply_to_screen_name in_reply_to_status_id in_reply_to_status_id_str in_reply_to_user_id in_reply_to_user_id_str is_quote_status lang limited_actions matching_rules metadata place possibly_sensitive possibly_sensitive_appealable possibly_sensitive_editable quote_count quoted_status quoted_status_id quoted_status_id_str quoted_status_permalink reply_count retweet_count retweeted retweeted_status retweeted_status_id retweeted_status_id_str scopes self_thread source supplemental_language text timestamp_ms truncated user user_id user_id_str withheld_copyright withheld_in_countries withheld_scope'.split(
    ' ',
  ),
);

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const CREATED = /^\w{3} (\w{3}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) \+0000 (\d{4})$/;

/** Whether a record is a post of API v1.1, whole or not. */
export function isV1Post(record: Json): boolean {
  if ('author_id' in record || 'data' in record) return false;
  return ('text' in record || 'full_text' in record) && ('user' in record || 'id_str' in record || 'source' in record);
}

/** Reads a post of API v1.1; what is not whole is refused by the name of what is missing. */
export function readV1Post(record: Json): Found {
  const id = idOf(record.id_str, record.id);
  const unknown = Object.keys(record).find((field) => !FIELDS.has(field) && !field.startsWith('_'));
  if (unknown !== undefined) {
    const field = /^[a-z_]{1,40}$/i.test(unknown) ? unknown : '';
    return refused('unknown_field', id, field, `${field || 'one of the fields'} is not a field of an X post`);
  }
  const gap = missing(record, '');
  if (gap) return refused('incomplete_post', id, gap.path, `the post is not whole: ${gap.message}`);
  const at = parseCreated(stringOf(record.created_at) ?? '');
  const authorId = authorOf(record.user);
  if (id === null || at === null || authorId === null) {
    const path = id === null ? 'id_str' : at === null ? 'created_at' : 'user.id_str';
    return refused('incomplete_post', id, path, `the post is not whole: ${path} is missing or cannot be read`);
  }
  return { kind: 'post', post: postOf(record, id, at, authorId) };
}

function postOf(record: Json, id: string, at: number, authorId: string): XPost {
  const reposted = isObject(record.retweeted_status) ? record.retweeted_status : null;
  const own = wholeText(record);
  const original = reposted && wholeText(reposted);
  return {
    id,
    authorId,
    ...audienceOf(isObject(record.user) ? record.user : {}, record.user),
    at,
    client: clientLabel(record.source),
    action: actionOf(record, reposted !== null),
    text: own.text,
    repostedText: original?.text ?? null,
    hashtags: [...own.hashtags, ...(original?.hashtags ?? [])],
    mentions: [...own.mentions, ...(original?.mentions ?? [])],
    earlierVersions: [],
  };
}

function actionOf(record: Json, reposts: boolean): XPost['action'] {
  if (reposts) return 'repost';
  if (record.is_quote_status === true || isObject(record.quoted_status) || record.quoted_status_id_str) return 'quote';
  return record.in_reply_to_status_id_str || record.in_reply_to_status_id ? 'reply' : 'post';
}

/** The longest form of the text that the record holds, with X's own extraction of it. */
function wholeText(record: Json): { text: string; hashtags: string[]; mentions: string[] } {
  const extended = isObject(record.extended_tweet) ? record.extended_tweet : {};
  const text = stringOf(extended.full_text) ?? stringOf(record.full_text) ?? stringOf(record.text) ?? '';
  const entities = isObject(extended.entities) ? extended.entities : isObject(record.entities) ? record.entities : {};
  return {
    text: unescapeText(text),
    hashtags: objects(entities.hashtags).flatMap((tag) => stringOf(tag.text) ?? []),
    mentions: objects(entities.user_mentions).flatMap((mention) => stringOf(mention.screen_name) ?? []),
  };
}

/** What a post, or the post it quotes or reposts, lacks. */
function missing(record: Json, path: string): { path: string; message: string } | null {
  const gap = (field: string, message: string) => ({ path: path + field, message: `${path}${field} ${message}` });
  if (idOf(record.id_str, record.id) === null) return gap('id_str', 'is missing');
  if (!('text' in record) && !('full_text' in record)) return gap('text', 'is missing');
  if (stringOf(record.created_at) === null) return gap('created_at', 'is missing');
  if (!isObject(record.user)) return gap('user', 'is missing, so nobody can be counted');
  if (authorOf(record.user) === null) return gap('user.id_str', 'is missing, so nobody can be counted');
  const field = missingOfUser(record.user);
  if (field) return gap(`user.${field}`, 'is missing');
  for (const inner of ['quoted_status', 'retweeted_status']) {
    const found = isObject(record[inner]) ? missing(record[inner], `${path}${inner}.`) : null;
    if (found) return found;
  }
  return null;
}

/** X gives an account either whole or, on request, as its id alone; anything between has lost something. */
function missingOfUser(user: Json): string | undefined {
  if (Object.keys(user).every((field) => field === 'id' || field === 'id_str')) return undefined;
  return ['screen_name', 'name', 'description', 'created_at'].find((field) => !(field in user));
}

function authorOf(user: unknown): string | null {
  return isObject(user) ? idOf(user.id_str, user.id) : null;
}

/** Reads `Sun Aug 16 21:41:13 +0000 2015`. */
function parseCreated(text: string): number | null {
  const [, month = '', day, hour, minute, second, year] = CREATED.exec(text) ?? [];
  const index = MONTHS.indexOf(month);
  if (index === -1) return null;
  return Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
}
