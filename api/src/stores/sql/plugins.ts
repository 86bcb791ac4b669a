import { HandleEmptyInListsPlugin, type KyselyPlugin, replaceWithNoncontingentExpression } from 'kysely';
import { StorableText } from './storable-text.ts';

/** What makes the two databases agree: text both can keep, and `in ()` that holds for nothing. */
export const PLUGINS: KyselyPlugin[] = [
  new StorableText(),
  new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
];
