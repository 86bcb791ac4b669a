import type { CatalogueLookup, Discovered } from './port.ts';

/** The catalogue as it would be, had what is met in events been added to it; the catalogue itself stays as it is. */
export class SupposedCatalogue implements CatalogueLookup {
  readonly #catalogue: CatalogueLookup;
  readonly brands = new Set<string>();
  readonly campaigns = new Map<string, string | null>();
  readonly offers = new Map<string, string | null>();

  constructor(catalogue: CatalogueLookup) {
    this.#catalogue = catalogue;
  }

  hasBrand(slug: string): boolean {
    return this.#catalogue.hasBrand(slug) || this.brands.has(slug);
  }

  campaign(slug: string): { brand: string | null } | undefined {
    const known = this.#catalogue.campaign(slug);
    if (known !== undefined) return known;
    return this.campaigns.has(slug) ? { brand: this.campaigns.get(slug) ?? null } : undefined;
  }

  offer(slug: string): { campaign: string | null } | undefined {
    const known = this.#catalogue.offer(slug);
    if (known !== undefined) return known;
    return this.offers.has(slug) ? { campaign: this.offers.get(slug) ?? null } : undefined;
  }

  discover({ brands, campaigns, offers }: Discovered): Promise<void> {
    for (const [slug, campaign] of offers) {
      if (this.#catalogue.offer(slug) === undefined) this.offers.set(slug, this.offers.get(slug) ?? campaign);
      if (campaign !== null) this.#meet(campaign, null);
    }
    for (const [slug, brand] of campaigns) this.#meet(slug, brand);
    for (const brand of [...brands, ...campaigns.values()]) {
      if (brand !== null && !this.#catalogue.hasBrand(brand)) this.brands.add(brand);
    }
    return Promise.resolve();
  }

  #meet(campaign: string, brand: string | null): void {
    if (this.#catalogue.campaign(campaign) !== undefined) return;
    this.campaigns.set(campaign, this.campaigns.get(campaign) ?? brand);
  }
}
