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

/** What one platform reports of a campaign and day; null where it does not tell. */
export interface PlatformDay {
  campaign: string;
  /** That of the campaign in the catalogue; '' for none. */
  brand: string;
  platform: string;
  day: string;
  /** Minor units of the workspace currency. */
  spend: number | null;
  impressions: number | null;
  clicks: number | null;
  conversions: number | null;
}

export const NO_SPEND: SpendReader = {
  read: () => Promise.resolve({ campaigns: new Map(), days: [] }),
  claims: () => Promise.resolve([]),
};
