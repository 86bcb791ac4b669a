import { Menu } from '@mantine/core';
import { type Account, ACCOUNT_STATES, type AccountPage, type AccountState } from '@syncline/shared/accounts';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatCount, formatInstant, plural, UNDEFINED } from '@syncline/shared/format';
import { Button } from '../../ui/controls.tsx';
import controls from '../../ui/controls.module.css';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { MoreIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { accountName, networkName } from './account-words.ts';
import styles from './accounts.module.css';
import { useAccountChanges } from './accounts-questions.ts';
import type { AccountsFilter } from './accounts-search.ts';
import { FindForm } from './find-form.tsx';

const ANY = 'all';
const STATE_NAMES: Record<AccountState, string> = { linked: 'Linked', unlinked: 'Unlinked', erased: 'Erased' };

/** What is asked before it is done to an account. */
interface Asked {
  account: Account;
  what: 'unlink' | 'erase';
}

interface AccountListProps {
  pages: UseInfiniteQueryResult<InfiniteData<AccountPage>>;
  filter: AccountsFilter;
  onFilter: (filter: AccountsFilter) => void;
  timezone: string;
}

/** Synced accounts, masked, with what can be done about each. */
export function AccountList({ pages, filter, onFilter, timezone }: AccountListProps) {
  const changes = useAccountChanges();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [found, setFound] = useState<Account | null>(null);
  const page = pages.data?.pages[0];
  const items = pages.data?.pages.flatMap((each) => each.items) ?? [];
  const rows = found ? [found] : items;
  const failed = changes.change.error ?? changes.unlink.error ?? changes.erase.error;
  const isEmpty = page?.total === 0 && !filter.state && !filter.list;
  // The one that was looked for may be on no page that is loaded.
  const renewed = { onSuccess: (account: Account) => setFound((before) => (before ? account : null)) };
  const carryOut = ({ account, what }: Asked) => {
    setAsked(null);
    if (what === 'unlink') changes.unlink.mutate(account.id, renewed);
    else changes.erase.mutate(account.id, { onSuccess: () => setFound(null) });
  };
  return (
    <Panel
      what="Accounts"
      title={page ? titleOf(page.total, found !== null) : undefined}
      subtitle="Newest first; names and tokens are masked, and cannot be read back"
      query={pages}
      height={200}
      picture={false}
      counts="Accounts under the filters above, each once, in the state it is in now"
      empty={
        isEmpty && {
          sentence: (
            <>
              No account is synced yet. Link one above, or let a program send it to <code>POST /api/v1/accounts</code>.
            </>
          ),
        }
      }
      controls={<Filters page={page} filter={filter} onFilter={onFilter} />}
      table={exported(rows)}
    >
      <FindForm onFound={setFound} isFound={found !== null} />
      {asked ? <Question asked={asked} onYes={carryOut} onNo={() => setAsked(null)} /> : null}
      {failed ? <p className={forms.problem}>{failed.message}</p> : null}
      <DataTable
        caption="Synced accounts"
        columns={columnsOf(timezone, setAsked, (account) =>
          changes.change.mutate({ id: account.id, patch: { protected: !account.protected } }, renewed),
        )}
        rows={rows}
        rowKey={(row) => row.id}
        none="No account is like this."
      />
      {!found && page && items.length < page.total ? (
        <ShowMore shown={items.length} total={page.total} pages={pages} />
      ) : null}
    </Panel>
  );
}

function titleOf(total: number, isFound: boolean): string {
  return isFound ? 'The account you looked for' : plural(total, 'account');
}

interface FiltersProps {
  page: AccountPage | undefined;
  filter: AccountsFilter;
  onFilter: (filter: AccountsFilter) => void;
}

function Filters({ page, filter, onFilter }: FiltersProps) {
  const lists = page?.counts.lists ?? [];
  return (
    <div className={styles.filters}>
      <Choice<AccountState | typeof ANY>
        label="State"
        value={filter.state ?? ANY}
        options={[
          { value: ANY, label: 'Every state' },
          ...ACCOUNT_STATES.map((state) => ({ value: state, label: STATE_NAMES[state] })),
        ]}
        onChange={(state) => onFilter({ ...filter, state: state === ANY ? undefined : state })}
      />
      {lists.length > 0 || filter.list ? (
        <Choice
          label="List"
          value={filter.list ?? ANY}
          options={[
            { value: ANY, label: 'On any list or none' },
            ...lists.map(({ list, accounts }) => ({ value: list, label: `${list} (${formatCount(accounts)})` })),
          ]}
          onChange={(list) => onFilter({ ...filter, list: list === ANY ? undefined : list })}
        />
      ) : null}
    </div>
  );
}

const QUESTIONS = {
  unlink: { confirm: 'Unlink it', text: 'Its token is removed, so nothing can be charged. It can be linked again.' },
  erase: { confirm: 'Erase it', text: 'Its hash, encrypted copies and lists are removed for good.' },
};

function Question({ asked, onYes, onNo }: { asked: Asked; onYes: (asked: Asked) => void; onNo: () => void }) {
  const { confirm, text } = QUESTIONS[asked.what];
  const name = accountName(asked.account);
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The menu that asked gives the focus back to its button unless it has moved on by the next turn.
    const timer = setTimeout(() => yes.current?.focus());
    return () => clearTimeout(timer);
  }, []);
  return (
    <fieldset className={styles.question} aria-label={`${asked.what === 'unlink' ? 'Unlink' : 'Erase'} ${name}?`}>
      <span>
        <strong>
          {asked.what === 'unlink' ? 'Unlink' : 'Erase'} {name}?
        </strong>{' '}
        {text}
      </span>
      <Button look="primary" ref={yes} onClick={() => onYes(asked)}>
        {confirm}
      </Button>
      <Button look="outlined" onClick={onNo}>
        Keep it
      </Button>
    </fieldset>
  );
}

function columnsOf(
  timezone: string,
  onAsk: (asked: Asked) => void,
  onProtect: (account: Account) => void,
): TableColumn<Account>[] {
  return [
    { key: 'account', label: 'Account', value: (row) => row.masked, cell: nameCell, sortable: false },
    { key: 'state', label: 'State', value: (row) => row.state, cell: stateCell, sortable: false },
    { key: 'lists', label: 'Lists', value: (row) => row.lists.join(', ') || null, sortable: false, wide: true },
    { key: 'token', label: 'Token', value: (row) => row.token_last4, cell: tokenCell, sortable: false, wide: true },
    {
      key: 'since',
      label: 'Since',
      value: (row) => sinceOf(row),
      cell: (row) => formatInstant(sinceOf(row), timezone),
      sortable: false,
      wide: true,
    },
    {
      key: 'actions',
      label: '',
      value: () => null,
      cell: (row) => <Actions account={row} onAsk={onAsk} onProtect={onProtect} />,
      sortable: false,
      right: true,
    },
  ];
}

function nameCell(row: Account): ReactNode {
  return (
    <span className={styles.name}>
      {accountName(row)} <small>{networkName(row.network)}</small>
    </span>
  );
}

function stateCell({ state, protected: isProtected }: Account): ReactNode {
  return (
    <span className={state === 'linked' ? styles.linked : styles.other}>
      {STATE_NAMES[state]}
      {isProtected ? ', protected' : ''}
    </span>
  );
}

function tokenCell({ state, token_last4 }: Account): ReactNode {
  if (state !== 'linked') return UNDEFINED;
  return token_last4 === null ? 'kept' : `…${token_last4}`;
}

function sinceOf({ state, created_at, linked_at, unlinked_at, erased_at }: Account): string {
  return (state === 'erased' ? erased_at : state === 'unlinked' ? unlinked_at : linked_at) ?? created_at;
}

interface ActionsProps {
  account: Account;
  onAsk: (asked: Asked) => void;
  onProtect: (account: Account) => void;
}

function Actions({ account, onAsk, onProtect }: ActionsProps) {
  if (account.state === 'erased') return null;
  return (
    <Menu position="bottom-end" classNames={{ dropdown: controls.dropdown ?? '', item: controls.item ?? '' }}>
      <Menu.Target>
        <Button look="icon" aria-label={`What can be done about ${accountName(account)}`}>
          <MoreIcon />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onProtect(account)}>
          {account.protected ? 'Let it buy again' : 'Protect: leave out of purchases'}
        </Menu.Item>
        {account.state === 'linked' ? (
          <Menu.Item onClick={() => onAsk({ account, what: 'unlink' })}>Unlink</Menu.Item>
        ) : null}
        <Menu.Item onClick={() => onAsk({ account, what: 'erase' })}>Erase</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function exported(rows: readonly Account[]) {
  const labels = [
    'Id',
    'Network',
    'Account, masked',
    'State',
    'Protected',
    'Lists',
    'Linked (UTC)',
    'Unlinked (UTC)',
    'Erased (UTC)',
  ];
  return {
    columns: labels.map((label) => ({ label })),
    rows: rows.map((row) => [
      row.id,
      row.network,
      row.masked,
      row.state,
      row.protected ? 'yes' : 'no',
      row.lists.join(' '),
      row.linked_at,
      row.unlinked_at,
      row.erased_at,
    ]),
  };
}
