import { type Entry, refusedEntry } from '../item.ts';
import { unescapeText } from '../../posts/text/entities.ts';
import { refused, type XPost } from '../../posts/x/post.ts';
import { clientLabel } from '../../posts/x/source-label.ts';
import { columnOf, type Heading, misfit, readHeading } from './heading.ts';
import { type Delimiter, readRows, type Row } from './table.ts';
import { timeReader } from './times.ts';

/** Columns that tell a table of posts about a brand from any other. */
export const BRAND_POST_COLUMNS = ['id', 'user_name', 'date', 'text'] as const;

const readTime = timeReader('iso', 'UTC');

/**
 * Reads a table of posts about a brand: id, user_name, date (UTC), text, and where present hashtags (a list as text),
 * source (the client) and is_retweet. Texts are often cut, so the hashtags column counts beside them. The table has no
 * numeric account ids, so a person is known by user name.
 */
export async function* readBrandPosts(source: AsyncIterable<Uint8Array>, delimiter: Delimiter): AsyncGenerator<Entry> {
  let cell: ((row: Row, name: string) => string) | undefined;
  let heading: Heading | undefined;
  for await (const row of readRows(source, delimiter)) {
    if (!heading || !cell) {
      const named = readHeading(row);
      for (const name of BRAND_POST_COLUMNS) columnOf(named, name);
      heading = named;
      cell = (each, name) => each.cells[named.index.get(name) ?? -1] ?? '';
      continue;
    }
    const unfit = misfit(heading, row);
    yield unfit ? refusedEntry(row.line, unfit) : { line: row.line, items: [{ line: row.line, ...postOf(row, cell) }] };
  }
}

function postOf(row: Row, cell: (row: Row, name: string) => string) {
  const id = cell(row, 'id').trim();
  if (!/^\d{1,20}$/.test(id)) {
    const advice = /e\+/i.test(id) ? ': a spreadsheet has rounded it, use the original file' : '';
    return refused('incomplete_post', null, 'id', `id is not a post id${advice}`);
  }
  const name = cell(row, 'user_name');
  if (name.trim() === '')
    return refused('incomplete_post', id, 'user_name', 'user_name is missing, so nobody can be counted');
  const at = readTime(cell(row, 'date'));
  if (at === null) return refused('incomplete_post', id, 'date', 'date is not a time such as 2020-12-20 06:06:44');
  const post: XPost = {
    id,
    authorId: `@${name}`,
    followers: null,
    isProtected: false,
    at,
    client: clientLabel(cell(row, 'source')),
    action: /^(?:true|1|yes)$/i.test(cell(row, 'is_retweet').trim()) ? 'repost' : 'post',
    text: unescapeText(cell(row, 'text')),
    repostedText: null,
    hashtags: listOf(cell(row, 'hashtags')),
    mentions: [],
    earlierVersions: [],
  };
  return { kind: 'post' as const, post };
}

/** Reads "['a', 'b']" or "a, b". */
function listOf(text: string): string[] {
  return text
    .replace(/^\s*\[|\]\s*$/gu, '')
    .split(/[,\s]+/u)
    .map((tag) => tag.replace(/^['"#＃]+|['"]+$/gu, ''))
    .filter((tag) => tag !== '');
}
