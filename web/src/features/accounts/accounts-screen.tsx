import { useInfiniteQuery } from '@tanstack/react-query';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Page } from '../../ui/page.tsx';
import { AccountCounts } from './account-counts.tsx';
import { AccountList } from './account-list.tsx';
import { LinkForm } from './link-form.tsx';
import { accountsQuery } from './accounts-questions.ts';
import { accountsSearchFields } from './accounts-search.ts';

/** Who has linked a card with a social account, without saying who. */
export function AccountsScreen() {
  const [filter, setFilter] = useScreenSearch(accountsSearchFields);
  const { timezone } = useWorkspace();
  const pages = useInfiniteQuery(accountsQuery({ state: filter.state, list: filter.list }));
  const counts = pages.data?.pages[0]?.counts;
  return (
    <Page title="Accounts" facts={`Synced accounts, whatever the filters say; times in ${timezone}`}>
      <AccountCounts counts={counts} failed={pages.isError} />
      <LinkForm lists={counts?.lists.map(({ list }) => list) ?? []} />
      <AccountList pages={pages} filter={filter} onFilter={setFilter} timezone={timezone} />
    </Page>
  );
}
