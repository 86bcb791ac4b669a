import { useInfiniteQuery } from '@tanstack/react-query';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Page } from '../../ui/page.tsx';
import { OrderCounts } from './order-counts.tsx';
import { OrderList } from './order-list.tsx';
import { OrderView } from './order-view.tsx';
import { ordersQuery } from './orders-questions.ts';
import { ordersSearchFields } from './orders-search.ts';
import { RepliesPanel } from './replies-panel.tsx';

/** Purchases by post, each with where it stands; or the one that is open; or the replies. */
export function OrdersScreen() {
  const [search, setSearch] = useScreenSearch(ordersSearchFields);
  const { timezone } = useWorkspace();
  const pages = useInfiniteQuery(ordersQuery(search));
  if (search.order !== undefined) {
    return <OrderView id={search.order} timezone={timezone} onClose={() => setSearch({ order: undefined })} />;
  }
  const showsReplies = search.view === 'replies';
  return (
    <Page
      title="Orders"
      facts={`Purchases made of posts, whatever the filters say; times in ${timezone}`}
      actions={
        <Button look="outlined" onClick={() => setSearch({ view: showsReplies ? undefined : 'replies' })}>
          {showsReplies ? 'All orders' : 'Replies'}
        </Button>
      }
    >
      <OrderCounts states={pages.data?.pages[0]?.counts.states} failed={pages.isError} />
      {showsReplies ? (
        <RepliesPanel timezone={timezone} onOrder={(order) => setSearch({ order })} />
      ) : (
        <OrderList pages={pages} search={search} onSearch={setSearch} timezone={timezone} />
      )}
    </Page>
  );
}
