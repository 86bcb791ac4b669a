import { ACTIONS, ARMS, DEVICES, KINDS, STAGES } from '@syncline/shared/events';
import { BRAND_LIST, CAMPAIGN_LIST } from '../world/market.ts';

/** Names that DuckDB holds as small numbers, each its place in the list: comparing ENUMs was half again as slow. */
export const CODED = {
  campaign: ['', ...CAMPAIGN_LIST.map(({ slug }) => slug)],
  kind: KINDS,
  brand: ['', ...BRAND_LIST],
  device: DEVICES,
  action: ['', ...ACTIONS],
  stage: ['', ...STAGES],
  arm: ['', ...ARMS],
  currency: ['', 'USD', 'EUR'],
} as const satisfies Record<string, readonly string[]>;

/** The number of a name. Throws a RangeError for one that is not listed. */
export function codeOf(column: keyof typeof CODED, name: string): number {
  const names: readonly string[] = CODED[column];
  const code = names.indexOf(name);
  if (code === -1) throw new RangeError(`${name} is no ${column}`);
  return code;
}
