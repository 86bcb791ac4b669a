import type { Account } from '@syncline/shared/accounts';
import type { Selectable } from 'kysely';
import { ApiError } from '../../lib/errors.ts';
import type { SyncedAccountTable } from '../../stores/sql/schema.ts';
import { isoTime, type ServiceContext } from '../context.ts';
import { type AccountVault, placeOf } from './vault.ts';

type Row = Selectable<SyncedAccountTable>;

/** From so many characters on the last four of a token give nothing away. */
const SHORTEST_SHOWN_TOKEN = 12;

/** Accounts as they may be shown, with their lists. */
export async function toAccounts(
  { db }: ServiceContext,
  vault: AccountVault,
  rows: readonly Row[],
): Promise<Account[]> {
  const ids = rows.map(({ id }) => id);
  const entries = await db
    .selectFrom('account_lists')
    .selectAll()
    .where('account', 'in', ids)
    .orderBy('list')
    .execute();
  return rows.map((row) => ({
    id: String(row.id),
    network: row.network,
    ...shown(row, vault),
    state: row.state,
    protected: row.protected === 1,
    lists: entries.filter(({ account }) => account === row.id).map(({ list }) => list),
    created_at: isoTime(row.created_at),
    linked_at: isoOrNull(row.linked_at),
    unlinked_at: isoOrNull(row.unlinked_at),
    erased_at: isoOrNull(row.erased_at),
  }));
}

function shown(row: Row, vault: AccountVault): Pick<Account, 'masked' | 'token_last4'> {
  const { network, account_key, sealed_account, sealed_token } = row;
  if (account_key === null) return { masked: null, token_last4: null };
  const place = placeOf({ network, account_key });
  return {
    masked: sealed_account === null ? null : masked(vault.accounts.open(sealed_account, place)),
    token_last4: sealed_token === null ? null : lastFour(vault.tokens.open(sealed_token, place)),
  };
}

/** Enough to tell one's own account by, too little to find it: its length is not told either. */
function masked(account: string): string {
  const characters = [...account];
  if (characters.length < 6) return `${characters[0] ?? ''}…`;
  return `${characters.slice(0, 2).join('')}…${characters.slice(-2).join('')}`;
}

function lastFour(token: string): string | null {
  return token.length < SHORTEST_SHOWN_TOKEN ? null : token.slice(-4);
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}

/** The row of an id as the API gives it; `not_found` when there is none. */
export async function requireAccount({ db }: ServiceContext, id: string): Promise<Row> {
  const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
  const row =
    number === null
      ? undefined
      : await db.selectFrom('synced_accounts').selectAll().where('id', '=', number).executeTakeFirst();
  if (!row) throw new ApiError('not_found', 'There is no synced account of this id.');
  return row;
}

/** Puts an account on these lists and no others. */
export async function replaceLists({ db }: ServiceContext, account: number, lists: readonly string[]): Promise<void> {
  await db.deleteFrom('account_lists').where('account', '=', account).execute();
  if (lists.length === 0) return;
  await db
    .insertInto('account_lists')
    .values(lists.map((list) => ({ list, account })))
    .execute();
}
