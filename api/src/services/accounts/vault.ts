import { Seal } from '../../lib/sealed.ts';

/** What stands between an account as it is named and as it is kept. */
export interface AccountVault {
  /** The keyed hash of the person, in hexadecimal, as events keep it. */
  keyOf(account: string): string;
  accounts: Seal;
  tokens: Seal;
}

/** Seals under keys of the workspace's secret; `keyOf` is that of ingest. */
export function openVault(secret: Uint8Array, keyOf: (account: string) => string): AccountVault {
  return {
    keyOf,
    accounts: new Seal(secret, 'syncline synced account'),
    tokens: new Seal(secret, 'syncline payment token'),
  };
}

/** What a sealed text of an account is bound to. */
export function placeOf({ network, account_key }: { network: string; account_key: string }): string {
  return `${network}/${account_key}`;
}
