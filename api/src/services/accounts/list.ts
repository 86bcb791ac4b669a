import type { AccountCounts, AccountPage, AccountState } from '@syncline/shared/accounts';
import type { ServiceContext } from '../context.ts';
import { toAccounts } from './account.ts';
import type { AccountVault } from './vault.ts';

interface AccountFilter {
  state?: AccountState | undefined;
  list?: string | undefined;
}

interface Asked {
  filter: AccountFilter;
  limit: number;
  /** The `next` of the page before. */
  before?: number | undefined;
  vault: AccountVault;
}

/** A page of synced accounts, newest first, with how many there are of each kind. */
export async function listAccounts(ctx: ServiceContext, { filter, limit, before, vault }: Asked): Promise<AccountPage> {
  const { total } = await matching(ctx, filter)
    .select((query) => query.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let query = matching(ctx, filter).selectAll();
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    items: await toAccounts(ctx, vault, page),
    total,
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
    counts: await countAccounts(ctx),
  };
}

function matching({ db }: ServiceContext, { state, list }: AccountFilter) {
  let query = db.selectFrom('synced_accounts');
  if (state !== undefined) query = query.where('state', '=', state);
  if (list !== undefined) {
    query = query.where('id', 'in', db.selectFrom('account_lists').select('account').where('list', '=', list));
  }
  return query;
}

async function countAccounts({ db }: ServiceContext): Promise<AccountCounts> {
  const kinds = await db
    .selectFrom('synced_accounts')
    .select(['state', 'protected', (query) => query.fn.countAll<number>().as('accounts')])
    .groupBy(['state', 'protected'])
    .execute();
  const lists = await db
    .selectFrom('account_lists')
    .innerJoin('synced_accounts', 'synced_accounts.id', 'account_lists.account')
    .select(['list', (query) => query.fn.countAll<number>().as('accounts')])
    .where('state', '=', 'linked')
    .where('protected', '=', 0)
    .groupBy('list')
    .orderBy('list')
    .execute();
  const count = (holds: (row: (typeof kinds)[number]) => boolean) =>
    kinds.filter(holds).reduce((sum, { accounts }) => sum + accounts, 0);
  return {
    linked: count(({ state }) => state === 'linked'),
    unlinked: count(({ state }) => state === 'unlinked'),
    erased: count(({ state }) => state === 'erased'),
    protected: count((row) => row.state === 'linked' && row.protected === 1),
    lists,
  };
}
