import type { QueryClient } from '@tanstack/react-query';
import { filterSearchFields } from '../../lib/filters.ts';
import { answerQuery } from '../../lib/questions.ts';
import { scopeOf } from '../../lib/scope.ts';
import { readSearch } from '../../lib/search-fields.ts';
import { workspaceQuery } from '../../lib/workspace.ts';
import { revenueQuestion } from './revenue-questions.ts';
import { revenueSearchFields } from './revenue-search.ts';
import { sharesQuery } from './shares-questions.ts';

/** Asks what the screen shows first, while its code is loaded. What fails is the screen's to tell. */
export async function askRevenue(client: QueryClient, search: Record<string, unknown>): Promise<void> {
  const workspace = await client.ensureQueryData(workspaceQuery);
  const scope = scopeOf(readSearch(filterSearchFields, search), workspace);
  const converted = readSearch(revenueSearchFields, search).currencies === 'converted';
  await Promise.all([
    client.prefetchQuery(sharesQuery(scope, converted).query),
    client.prefetchQuery(answerQuery(revenueQuestion(scope))),
  ]);
}
