import type { EventBatch } from './event-batch.ts';
import type { CatalogueLookup, Discovered, Origin } from './port.ts';

/** The word that stands for no brand, campaign or offer. */
const NONE = 0;

/**
 * Makes the catalogue know what the events of the batch from row `from` on name, and fills in the campaign of their offer
 * and the brand of their campaign where they name none.
 */
export async function meetCatalogue(
  batch: EventBatch,
  { catalogue, origin, from = 0 }: { catalogue: CatalogueLookup; origin: Origin; from?: number },
): Promise<void> {
  const found = discovered(batch, from);
  if (found === null) return;
  await catalogue.discover(found, origin);
  complete(batch, catalogue, from);
}

/** The brands, campaigns and offers that events name, each with the brand or campaign first named beside it; null when they name none. */
function discovered({ size, words, wordNumbers }: EventBatch, from: number): Discovered | null {
  const brands = new Set<number>();
  const campaigns = new Map<number, number>();
  const offers = new Map<number, number>();
  for (let row = from; row < size; row += 1) {
    const brand = wordNumbers.brand[row] as number;
    const campaign = wordNumbers.campaign[row] as number;
    const offer = wordNumbers.offer[row] as number;
    if (brand !== NONE) brands.add(brand);
    if (campaign !== NONE && !campaigns.get(campaign)) campaigns.set(campaign, brand);
    if (offer !== NONE && !offers.get(offer)) offers.set(offer, campaign);
  }
  if (brands.size + campaigns.size + offers.size === 0) return null;
  const text = (number: number) => words.text(number);
  const named = (pairs: ReadonlyMap<number, number>) =>
    new Map(Array.from(pairs, ([slug, beside]) => [text(slug), beside === NONE ? null : text(beside)]));
  return { brands: new Set(Array.from(brands, text)), campaigns: named(campaigns), offers: named(offers) };
}

function complete({ size, words, wordNumbers }: EventBatch, catalogue: CatalogueLookup, from: number): void {
  const campaignOf = remembering((offer) => words.numberOf(catalogue.offer(words.text(offer))?.campaign ?? ''));
  const brandOf = remembering((campaign) => words.numberOf(catalogue.campaign(words.text(campaign))?.brand ?? ''));
  const { brand, campaign, offer } = wordNumbers;
  for (let row = from; row < size; row += 1) {
    if (campaign[row] === NONE && offer[row] !== NONE) campaign[row] = campaignOf(offer[row] as number);
    if (brand[row] === NONE && campaign[row] !== NONE) brand[row] = brandOf(campaign[row] as number);
  }
}

function remembering(workOut: (word: number) => number): (word: number) => number {
  const known = new Map<number, number>();
  return (word) => {
    let found = known.get(word);
    if (found === undefined) known.set(word, (found = workOut(word)));
    return found;
  };
}
