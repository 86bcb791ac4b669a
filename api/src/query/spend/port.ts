import type { PlatformDay } from '@syncline/shared/spend';
import type { Period } from '@syncline/shared/time';

/** What is known of advertising spend, at one moment. */
export interface SpendView {
  /** Campaigns of which any amount is known, on whatever day, with their brand in the catalogue; '' for none. */
  campaigns: ReadonlyMap<string, string>;
  /** Amounts in minor units of the workspace currency by campaign and day, each pair at most once. */
  days: readonly { campaign: string; day: string; minor: number }[];
}

/** Advertising spend as the control plane holds it. */
export interface SpendReader {
  /** What is known of all campaigns, with the amounts of the days of the periods. */
  read(periods: readonly Period[]): Promise<SpendView>;
  /** What platforms report of the days of a period. */
  claims(period: Period): Promise<PlatformDay[]>;
}

export const NO_SPEND: SpendReader = {
  read: () => Promise.resolve({ campaigns: new Map(), days: [] }),
  claims: () => Promise.resolve([]),
};
