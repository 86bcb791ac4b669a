import { chunks, type ServiceContext } from '../context.ts';

const IDS_PER_STATEMENT = 5000;

/** Those of the posts that are buried: deleted, or superseded by a later edit, and not to be counted again. */
export async function buried({ db }: ServiceContext, network: string, posts: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of chunks(posts, IDS_PER_STATEMENT)) {
    const rows = await db
      .selectFrom('buried_posts')
      .select('post')
      .where('network', '=', network)
      .where('post', 'in', ids)
      .execute();
    for (const { post } of rows) found.add(post);
  }
  return found;
}
