import type { OrderReply } from '@syncline/shared/orders';
import { useInfiniteQuery } from '@tanstack/react-query';
import { formatInstant, plural } from '@syncline/shared/format';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { REPLY_NAMES } from './order-words.ts';
import { repliesQuery } from './orders-questions.ts';
import styles from './orders.module.css';

interface RepliesPanelProps {
  timezone: string;
  onOrder: (id: string) => void;
}

/** The replies that ask buyers for the confirmation: posted, or in a dry run shown here alone. */
export function RepliesPanel({ timezone, onOrder }: RepliesPanelProps) {
  const pages = useInfiniteQuery(repliesQuery);
  const first = pages.data?.pages[0];
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const isDry = first?.sender === 'dry-run';
  return (
    <Panel
      what="Replies"
      title={first ? plural(first.total, 'reply', 'replies') : undefined}
      subtitle={
        isDry
          ? 'A dry run: replies are kept here and nothing is posted until an account to post from is connected'
          : 'Each trigger that was let in is answered once'
      }
      query={pages}
      height={240}
      picture={false}
      counts="Replies written to posts, one for each trigger that was let in and each outcome told"
      empty={
        first?.total === 0 && {
          sentence: 'No reply yet: a trigger that is let in is answered with the hashtag to confirm.',
        }
      }
      table={exported(rows)}
    >
      <DataTable
        caption="Replies"
        columns={columnsOf(timezone)}
        rows={rows}
        rowKey={(row) => row.order}
        onRow={(row) => onOrder(row.order)}
      />
      {first && rows.length < first.total ? <ShowMore shown={rows.length} total={first.total} pages={pages} /> : null}
    </Panel>
  );
}

function columnsOf(timezone: string): TableColumn<OrderReply>[] {
  return [
    { key: 'text', label: 'Reply', value: (row) => row.text, sortable: false },
    {
      key: 'state',
      label: 'State',
      value: (row) => row.state,
      cell: (row) => (
        <span className={row.state === 'sent' ? styles.paid : styles.expired}>
          {REPLY_NAMES[row.state]}
          {row.problem ? <small className={styles.trouble}>{row.problem}</small> : null}
        </span>
      ),
      sortable: false,
    },
    {
      key: 'at',
      label: 'When',
      value: (row) => row.at,
      cell: (row) => formatInstant(row.at, timezone),
      sortable: false,
      wide: true,
    },
    { key: 'to', label: 'In reply to', value: (row) => row.in_reply_to, sortable: false, wide: true },
  ];
}

function exported(rows: readonly OrderReply[]) {
  const labels = ['Order', 'Reply', 'State', 'When (UTC)', 'In reply to', 'Post', 'Problem'];
  return {
    columns: labels.map((label) => ({ label })),
    rows: rows.map((row) => [row.order, row.text, row.state, row.at, row.in_reply_to, row.post, row.problem]),
  };
}
