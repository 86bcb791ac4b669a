import type { Account, AccountLink } from '@syncline/shared/accounts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { replaceLists } from './account.ts';
import { refuseCardNumbers } from './card-numbers.ts';
import { getAccount } from './get.ts';
import { type AccountVault, placeOf } from './vault.ts';

/**
 * Links an account to a payment token. A known account is linked again: its token is replaced, and its protection and
 * lists where they are given. Kept are the keyed hash of the account and, each sealed, account and token. `invalid_body`
 * for anything that looks like a card number, of which nothing is kept.
 */
export function linkAccount(
  ctx: ServiceContext,
  { link, vault }: { link: AccountLink; vault: AccountVault },
): Promise<{ account: Account; isNew: boolean }> {
  refuseCardNumbers(link, ctx.clock.now());
  const { network } = link;
  const account_key = vault.keyOf(link);
  const place = placeOf({ network, account_key });
  const now = ctx.clock.now();
  const linked = {
    sealed_account: vault.accounts.close(link.account, place),
    sealed_token: vault.tokens.close(link.token, place),
    state: 'linked' as const,
    linked_at: now,
    unlinked_at: null,
  };
  const isProtected = link.protected === undefined ? {} : { protected: link.protected ? 1 : 0 };
  return inTransaction(ctx, async (ctx) => {
    const known = await ctx.db
      .selectFrom('synced_accounts')
      .select('id')
      .where('network', '=', network)
      .where('account_key', '=', account_key)
      .executeTakeFirst();
    const { id } = await ctx.db
      .insertInto('synced_accounts')
      .values({ network, account_key, ...linked, protected: 0, ...isProtected, created_at: now, erased_at: null })
      .onConflict((conflict) => conflict.columns(['network', 'account_key']).doUpdateSet({ ...linked, ...isProtected }))
      .returning('id')
      .executeTakeFirstOrThrow();
    if (link.lists) await replaceLists(ctx, id, link.lists);
    return { account: await getAccount(ctx, { id: String(id), vault }), isNew: known === undefined };
  });
}
