import type { ServiceContext } from '../context.ts';
import { type AccountVault, placeOf } from './vault.ts';

/** Who posted: the keyed hash of the account, in hexadecimal. */
interface Poster {
  network: string;
  accountKey: string;
}

/** Whether the account may buy an offer for `audience` (null: every synced account), or why not. */
export async function standingOf(
  { db }: ServiceContext,
  { network, accountKey, audience }: Poster & { audience: string | null },
): Promise<'admitted' | 'unsynced' | 'protected' | 'not_on_list'> {
  const account = await db
    .selectFrom('synced_accounts')
    .select(['id', 'protected'])
    .where('network', '=', network)
    .where('account_key', '=', accountKey)
    .where('state', '=', 'linked')
    .executeTakeFirst();
  if (!account) return 'unsynced';
  if (account.protected === 1) return 'protected';
  if (audience === null) return 'admitted';
  const entry = await db
    .selectFrom('account_lists')
    .select('account')
    .where('list', '=', audience)
    .where('account', '=', account.id)
    .executeTakeFirst();
  return entry ? 'admitted' : 'not_on_list';
}

/** The payment token to charge; null where the account is not linked (any more). */
export async function tokenOf(
  { db }: ServiceContext,
  { poster: { network, accountKey }, vault }: { poster: Poster; vault: AccountVault },
): Promise<string | null> {
  const row = await db
    .selectFrom('synced_accounts')
    .select('sealed_token')
    .where('network', '=', network)
    .where('account_key', '=', accountKey)
    .where('state', '=', 'linked')
    .executeTakeFirst();
  if (row == null || row.sealed_token === null) return null;
  return vault.tokens.open(row.sealed_token, placeOf({ network, account_key: accountKey }));
}
