import type { Discovered } from './port.ts';
import type { ValidEvent } from './validate.ts';

/** The brands, campaigns and offers that events name, each with the brand or campaign first named beside it; null when they name none. */
export function discovered(events: readonly ValidEvent[]): Discovered | null {
  const brands = new Set<string>();
  const campaigns = new Map<string, string | null>();
  const offers = new Map<string, string | null>();
  for (const { input } of events) {
    const { brand, campaign, offer } = input;
    if (brand !== undefined) brands.add(brand);
    if (campaign !== undefined) campaigns.set(campaign, campaigns.get(campaign) ?? brand ?? null);
    if (offer !== undefined) offers.set(offer, offers.get(offer) ?? campaign ?? null);
  }
  return brands.size + campaigns.size + offers.size === 0 ? null : { brands, campaigns, offers };
}
