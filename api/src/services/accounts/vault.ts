import type { AccountIdentity } from '@syncline/shared/accounts';
import { Seal } from '../../lib/sealed.ts';

/** What stands between an account as it is named and as it is kept. */
export interface AccountVault {
  /** The keyed hash of the person, in hexadecimal, as events of their posts keep it. */
  keyOf(identity: AccountIdentity): string;
  accounts: Seal;
  tokens: Seal;
}

/** Seals under keys of the workspace's secret; `userKey` is that of ingest. A post's author is `network:account` there. */
export function openVault(secret: Uint8Array, userKey: (user: string) => string): AccountVault {
  return {
    keyOf: ({ network, account }) => userKey(`${network}:${account}`),
    accounts: new Seal(secret, 'syncline synced account'),
    tokens: new Seal(secret, 'syncline payment token'),
  };
}

/** What a sealed text of an account is bound to. */
export function placeOf({ network, account_key }: { network: string; account_key: string }): string {
  return `${network}/${account_key}`;
}
