import {
  daysOfMonth,
  FILES_HEADER,
  type MonthStatements,
  type StatementMonth,
  type StatementSummary,
} from '@syncline/shared/statements';
import { monthText } from '@syncline/shared/statement-words';
import { ROLE_NAMES } from '@syncline/shared/terms-words';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { apiUrl } from '../../lib/api.ts';
import { type FileRequest, followFiles } from '../../lib/download.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatDay, formatInstant, formatMoney, plural } from '@syncline/shared/format';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Download } from '../../ui/download.tsx';
import { Choice } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, LoadingPlot } from '../../ui/states.tsx';
import { SectionLinks } from './section-links.tsx';
import { Files } from './statement-files.tsx';
import { StatementView } from './statement-view.tsx';
import { monthStatementsQuery, statementMonthsQuery, useStatementChanges } from './statements-questions.ts';
import { statementsSearchFields } from './statements-search.ts';
import styles from './statements.module.css';

/** What each party comes to month by month, or the statement that is open. */
export function StatementsScreen() {
  const [search, setSearch] = useScreenSearch(statementsSearchFields);
  const months = useQuery(statementMonthsQuery);
  const { month: asked, party, currency } = search;
  if (asked !== undefined && party !== undefined && currency !== undefined) {
    const close = () => setSearch({ party: undefined, currency: undefined });
    return <StatementView statement={{ month: asked, party, currency }} onClose={close} />;
  }
  const items = months.data?.items ?? [];
  const month = items.find((one) => one.month === asked) ?? shownFirst(items);
  return (
    <Page title="Statements" facts="What each party comes to, month by month">
      <SectionLinks />
      {months.isError ? (
        <Failure what="The statements could not be read" error={months.error} retry={months.refetch} />
      ) : !months.data ? (
        <div className={styles.waiting} aria-busy="true">
          <LoadingPlot />
        </div>
      ) : month ? (
        <Month
          month={month}
          months={items}
          next={months.data.next}
          onMonth={(month) => setSearch({ month })}
          onOpen={({ month, party, currency }) => setSearch({ month, party, currency })}
        />
      ) : (
        <Empty
          sentence="There is no agreement that has begun, and so nobody to write a statement for."
          action={
            <Link to="/revenue/agreements" search={carryFilters}>
              Write an agreement
            </Link>
          }
        />
      )}
    </Page>
  );
}

/** The oldest month that waits to be closed, else the newest. */
function shownFirst(months: readonly StatementMonth[]): StatementMonth | undefined {
  return months.findLast(({ state }) => state === 'due') ?? months[0];
}

interface MonthProps {
  month: StatementMonth;
  months: readonly StatementMonth[];
  next: string | null;
  onMonth: (month: string) => void;
  onOpen: (statement: StatementSummary) => void;
}

function Month({ month: about, months, next, onMonth, onOpen }: MonthProps) {
  const { month } = about;
  const query = useQuery(monthStatementsQuery(month));
  return (
    <>
      <div className={styles.bar}>
        <Choice
          label="Month"
          value={month}
          options={months.map((one) => ({ value: one.month, label: `${monthText(one.month)} · ${one.state}` }))}
          onChange={onMonth}
        />
        <StateText about={about} />
      </div>
      {query.isError ? (
        <Failure what="The statements of the month could not be read" error={query.error} retry={query.refetch} />
      ) : query.data ? (
        <>
          <StatementTable items={query.data.items} onOpen={onOpen} />
          <MonthActions month={query.data} next={next} />
        </>
      ) : (
        <div className={styles.waiting} aria-busy="true">
          <LoadingPlot />
        </div>
      )}
    </>
  );
}

function StateText({ about: { month, state, due_on, closed_at } }: { about: StatementMonth }) {
  const { timezone } = useWorkspace();
  if (state === 'closed') {
    return (
      <p className={styles.state}>Closed {formatInstant(closed_at, timezone)}; these statements stay as they are.</p>
    );
  }
  const due =
    state === 'due'
      ? `ended on ${formatDay(daysOfMonth(month).to, { year: true })} and is not closed yet`
      : `can be closed on ${formatDay(due_on, { year: true })}`;
  return (
    <p className={styles.state}>
      <strong>Draft.</strong> {monthText(month)} {due}: figures still change.
    </p>
  );
}

function StatementTable({
  items,
  onOpen,
}: {
  items: readonly StatementSummary[];
  onOpen: (statement: StatementSummary) => void;
}) {
  const money = (
    label: string,
    key: 'month' | 'adjustments' | 'paid_out' | 'closing',
    definition: string,
    wide = false,
  ): TableColumn<StatementSummary> => ({
    key,
    label,
    numeric: true,
    definition,
    wide,
    value: ({ totals }: StatementSummary) => totals[key],
    cell: ({ totals, currency }: StatementSummary) => formatMoney(totals[key], currency),
  });
  const columns: TableColumn<StatementSummary>[] = [
    {
      key: 'party',
      label: 'Party',
      value: ({ name }) => name,
      cell: (item) => (
        <span className={styles.name}>
          <Button look="link" onClick={() => onOpen(item)}>
            {item.name}
          </Button>
          <small>
            {ROLE_NAMES[item.role]} · {item.number ?? 'draft'} · {item.currency}
          </small>
        </span>
      ),
    },
    money(
      'This month',
      'month',
      'What the party comes to of payments and refunds of the month, under the agreements in force',
    ),
    money('Adjustments', 'adjustments', 'What closed months came to since, less what their statements said', true),
    money('Paid out', 'paid_out', 'Payouts recorded since the statement before', true),
    money('Balance', 'closing', 'Balance of the statement before + this month + adjustments − payouts'),
    {
      key: 'files',
      label: 'Files',
      value: () => null,
      sortable: false,
      wide: true,
      cell: (item) => <Files of={item} />,
    },
  ];
  return (
    <DataTable
      columns={columns}
      rows={items}
      rowKey={({ party, currency }) => `${party} ${currency}`}
      caption="Statements of the month"
      none="No agreement held in this month."
    />
  );
}

function MonthActions({ month: { month, state, items }, next }: { month: MonthStatements; next: string | null }) {
  const { close } = useStatementChanges();
  const count = plural(items.length, 'statement');
  return (
    <div className={styles.actions}>
      {state === 'due' && month === next ? (
        <ConfirmButton
          label={`Close ${monthText(month)}`}
          question={`${count} get their numbers and are kept as they are: what comes in later for ${monthText(month)} goes into the next month as an adjustment. This cannot be undone.`}
          confirm={`Close ${monthText(month)}`}
          disabled={close.isPending}
          onConfirm={() => close.mutate(month)}
        />
      ) : null}
      {state === 'due' && month !== next && next !== null ? (
        <p className={styles.note}>Months are closed in their order: {monthText(next)} comes first.</p>
      ) : null}
      {items.length > 0 ? (
        <>
          <Download label="All PDFs as one ZIP" file={zipOf(month)} />
          <a href={apiUrl(`/statements/${month}/all.csv`)} download>
            All as one CSV
          </a>
        </>
      ) : null}
      <output className={styles.note}>{close.isPending ? `Closing ${monthText(month)}…` : null}</output>
      {close.isError ? <Failure what="The month could not be closed" error={close.error} /> : null}
    </div>
  );
}

function zipOf(month: string): FileRequest {
  return {
    path: `/statements/${month}/all.zip`,
    name: `statements-${month}.zip`,
    follow: ({ headers }) => {
      const files = Number(headers.get(FILES_HEADER) ?? 0);
      return followFiles(files, (begun) => `PDF ${begun} of ${files}`);
    },
  };
}
