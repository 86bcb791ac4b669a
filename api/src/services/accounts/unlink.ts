import type { Account } from '@syncline/shared/accounts';
import { ApiError } from '../../lib/errors.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { requireAccount } from './account.ts';
import { getAccount } from './get.ts';
import type { AccountVault } from './vault.ts';

/**
 * Unlinks an account: its token is removed, so nothing can be charged. The account stays known, so that it can be linked
 * again and a post of its is told from a stranger's. `not_found` when there is none, `conflict` when it is not linked.
 */
export function unlinkAccount(
  ctx: ServiceContext,
  { id, vault }: { id: string; vault: AccountVault },
): Promise<Account> {
  return inTransaction(ctx, async (ctx) => {
    const row = await requireAccount(ctx, id);
    if (row.state !== 'linked') throw new ApiError('conflict', `This account is ${row.state} already.`);
    await ctx.db
      .updateTable('synced_accounts')
      .set({ state: 'unlinked', sealed_token: null, unlinked_at: ctx.clock.now() })
      .where('id', '=', row.id)
      .execute();
    return getAccount(ctx, { id, vault });
  });
}
