import type { Account, AccountPatch } from '@syncline/shared/accounts';
import { ApiError } from '../../lib/errors.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { replaceLists, requireAccount } from './account.ts';
import { refuseCardNumbers } from './card-numbers.ts';
import { getAccount } from './get.ts';
import type { AccountVault } from './vault.ts';

/** Changes an account's protection and lists; `not_found` when there is none, `conflict` once it is erased. */
export function updateAccount(
  ctx: ServiceContext,
  { id, patch, vault }: { id: string; patch: AccountPatch; vault: AccountVault },
): Promise<Account> {
  refuseCardNumbers({ lists: patch.lists ?? [] }, ctx.clock.now());
  return inTransaction(ctx, async (ctx) => {
    const row = await requireAccount(ctx, id);
    if (row.state === 'erased') throw new ApiError('conflict', 'This account is erased, so nothing of it can change.');
    if (patch.protected !== undefined) {
      await ctx.db
        .updateTable('synced_accounts')
        .set({ protected: patch.protected ? 1 : 0 })
        .where('id', '=', row.id)
        .execute();
    }
    if (patch.lists) await replaceLists(ctx, row.id, patch.lists);
    return getAccount(ctx, { id, vault });
  });
}
