import type { Account, AccountIdentity } from '@syncline/shared/accounts';
import { ApiError } from '../../lib/errors.ts';
import type { ServiceContext } from '../context.ts';
import { toAccounts } from './account.ts';
import { refuseCardNumbers } from './card-numbers.ts';
import type { AccountVault } from './vault.ts';

/** The synced account of a person; `not_found` when it was never linked, or was erased. */
export async function findAccount(
  ctx: ServiceContext,
  { identity, vault }: { identity: AccountIdentity; vault: AccountVault },
): Promise<Account> {
  refuseCardNumbers(identity, ctx.clock.now());
  const row = await ctx.db
    .selectFrom('synced_accounts')
    .selectAll()
    .where('network', '=', identity.network)
    .where('account_key', '=', vault.keyOf(identity))
    .executeTakeFirst();
  const [account] = row ? await toAccounts(ctx, vault, [row]) : [];
  if (!account) throw new ApiError('not_found', 'This account is not synced.');
  return account;
}
