import type { Account } from '@syncline/shared/accounts';

export const NETWORKS = [
  { value: 'x', label: 'X' },
  { value: 'facebook', label: 'Facebook' },
  { value: 'instagram', label: 'Instagram' },
  { value: 'tiktok', label: 'TikTok' },
  { value: 'youtube', label: 'YouTube' },
] as const;

export function networkName(network: string): string {
  return NETWORKS.find(({ value }) => value === network)?.label ?? network;
}

/** How an account is called where it must not be named. */
export function accountName({ masked, id }: Pick<Account, 'masked' | 'id'>): string {
  return masked ?? `account ${id}`;
}

/** Lists as they are typed, "vip, beta" → ["vip", "beta"]. */
export function readLists(text: string): string[] {
  return text.split(/[\s,]+/u).filter((list) => list !== '');
}
