import { inTransaction, type ServiceContext } from '../context.ts';
import { requireAccount } from './account.ts';

/**
 * Erases an account: hash, sealed copy, token and lists go; what stays is that there was one, and when. The same person
 * linked again is a new account. `not_found` when there is none; an erased one stays as it is.
 */
export function eraseAccount(ctx: ServiceContext, id: string): Promise<void> {
  return inTransaction(ctx, async ({ db, clock }) => {
    const row = await requireAccount({ db, clock }, id);
    if (row.state === 'erased') return;
    await db.deleteFrom('account_lists').where('account', '=', row.id).execute();
    await db
      .updateTable('synced_accounts')
      .set({
        account_key: null,
        sealed_account: null,
        sealed_token: null,
        state: 'erased',
        protected: 0,
        erased_at: clock.now(),
      })
      .where('id', '=', row.id)
      .execute();
  });
}
