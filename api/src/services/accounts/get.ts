import type { Account } from '@syncline/shared/accounts';
import type { ServiceContext } from '../context.ts';
import { requireAccount, toAccounts } from './account.ts';
import type { AccountVault } from './vault.ts';

/** One synced account, masked; `not_found` when there is none of this id. */
export async function getAccount(
  ctx: ServiceContext,
  { id, vault }: { id: string; vault: AccountVault },
): Promise<Account> {
  const [account] = await toAccounts(ctx, vault, [await requireAccount(ctx, id)]);
  return account as Account;
}
