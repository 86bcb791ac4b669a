import { type Found, idOf, InexactIdError, isObject, type Json, parseExactly, refused, stringOf } from './post.ts';
import { jsonFault } from '../../lib/json-fault.ts';
import { snowflakeTime } from './snowflake.ts';
import { isV1Post, readV1Post } from './v1.ts';
import { isV2Post, isV2Response, readV2Post, readV2Response } from './v2.ts';

/** Messages of the v1.1 streams that hold no post. */
const STREAM_MESSAGES = [
  'limit',
  'scrub_geo',
  'status_withheld',
  'user_withheld',
  'user_delete',
  'user_undelete',
  'user_protect',
  'user_unprotect',
  'user_suspend',
  'user_unsuspend',
  'disconnect',
  'warning',
  'friends',
  'friends_str',
  'event',
];
/** How far a `created_at` may lie from the time in the id. */
const CLOCK_TOLERANCE_MS = 2_000;

/**
 * Reads one line of a file of X posts, in v1.1 or v2, or a whole document of them (an array, a page).
 * Numeric ids beyond 2^53 are read digit for digit. Never throws: what cannot be read is refused with the reason.
 */
export function readPosts(text: string): Found[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [refused('invalid_json', null, '', jsonFault(error, text))];
  }
  try {
    return readValue(value);
  } catch (error) {
    if (!(error instanceof InexactIdError)) throw error;
    return readValue(parseExactly(text));
  }
}

function readValue(value: unknown): Found[] {
  if (Array.isArray(value)) return value.flatMap(readValue);
  if (!isObject(value)) return [refused('not_an_object', null, '', 'the line is JSON but not an object')];
  if (isObject(value.delete)) return [readDelete(value.delete)];
  const message = STREAM_MESSAGES.find((key) => key in value);
  if (message !== undefined && !('text' in value)) return [{ kind: 'skip', what: `stream_${message}`, count: 1 }];
  if (isV1Post(value)) return [readV1Post(value)];
  if (isV2Post(value)) return [readV2Post(value)];
  if ('action' in value && 'id' in value) return [readCompliance(value)];
  if (isV2Response(value)) return readV2Response(value);
  return [refused('unknown_format', idOf(value.id_str, null), '', strange(value))];
}

function readDelete(notice: Json): Found {
  const post = isObject(notice.status) ? notice.status : {};
  const id = idOf(post.id_str, post.id);
  const at = Number(notice.timestamp_ms ?? Number.NaN);
  if (id !== null) return { kind: 'delete', id, at: Number.isSafeInteger(at) ? at : null };
  return refused(
    'incomplete_post',
    null,
    'delete.status.id_str',
    'the delete notice names no post: delete.status.id_str',
  );
}

/**
 * Reads a line of a batch compliance job. Posts and accounts come in the same shape; a post's `created_at` is the time in
 * its id, or lies before ids held a time.
 */
function readCompliance(record: Json): Found {
  const id = idOf(record.id, record.id);
  const created = Date.parse(stringOf(record.created_at) ?? '');
  if (id === null || record.action !== 'delete') return { kind: 'skip', what: 'compliance', count: 1 };
  const at = snowflakeTime(id);
  const isPost = at === null ? created < Date.UTC(2010, 10, 5) : Math.abs(created - at) <= CLOCK_TOLERANCE_MS;
  return isPost ? { kind: 'delete', id, at: null } : { kind: 'skip', what: 'user_compliance', count: 1 };
}

function strange(value: Json): string {
  if (value.objectType === 'activity') {
    return 'the line is a post in Activity Streams format, which is not supported: export it in the v1.1 or v2 format';
  }
  const keys = Object.keys(value).filter((key) => /^[a-z_]{1,30}$/i.test(key));
  const fields = keys.length === 0 ? 'no field that X uses' : `the fields ${keys.slice(0, 5).join(', ')}`;
  return `the line is neither a post of v1.1 or v2 nor a notice that is known; it has ${fields}`;
}
