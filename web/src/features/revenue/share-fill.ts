import type { PartyRole } from '@syncline/shared/agreements';
import type { ShareLine } from './shares.ts';

const ROLES: Record<PartyRole, { fill: string; outlined?: true }> = {
  merchant: { fill: 'var(--revenue)' },
  platform: { fill: 'var(--network-share)' },
  card_network: { fill: 'var(--issuer-share)', outlined: true },
  agency: { fill: 'color-mix(in srgb, var(--revenue) 55%, var(--canvas))' },
  other: { fill: 'color-mix(in srgb, var(--revenue) 25%, var(--canvas))', outlined: true },
};

/** How a party's share is filled: by what it is to the sale; tax and what is nobody's are grey. */
export function shareFill({ role, kind }: Pick<ShareLine, 'role' | 'kind'>): { fill: string; outlined?: true } {
  if (role !== null) return ROLES[role];
  if (kind === 'tax') return { fill: 'var(--unknown)' };
  return { fill: 'color-mix(in srgb, var(--unknown) 35%, var(--canvas))' };
}
