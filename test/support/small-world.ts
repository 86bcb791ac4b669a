import type { EventInput } from '@syncline/shared/events';
import { addDays } from '@syncline/shared/time';

/** What the generated events add up to, counted while they are made. */
interface Expected {
  events: number;
  impressions: number;
  reach: number;
  purchases: number;
  buyers: number;
  grossMinor: number;
  refundsMinor: number;
  /** Of one campaign each. */
  campaigns: Record<string, { impressions: number; reach: number; purchases: number; grossMinor: number }>;
}

/** A small made-up market: the same for the same last day. */
export interface SmallWorld {
  events: EventInput[];
  expected: Expected;
  firstDay: string;
  lastDay: string;
}

const DAYS = 40;
const PEOPLE = 1200;
const IMPRESSIONS = 14_000;
const CAMPAIGNS = [
  { slug: 'alder-lamp', brand: 'alder', offer: 'lamp', priceMinor: 4_999, weight: 5 },
  { slug: 'alder-desk', brand: 'alder', offer: 'desk', priceMinor: 24_950, weight: 2 },
  { slug: 'birch-cup', brand: 'birch', offer: 'cup', priceMinor: 1_275, weight: 3 },
] as const;
const DEVICES = ['mobile', 'mobile', 'mobile', 'desktop', 'desktop', 'tablet', 'unknown'] as const;

/** About twenty thousand events over forty days up to `lastDay`: two brands, three campaigns, purchases, follows, several devices. */
export function smallWorld(lastDay: string): SmallWorld {
  const random = mulberry32(20_130_211);
  const firstDay = addDays(lastDay, 1 - DAYS);
  const events: EventInput[] = [];
  const tally = new Tally();
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const weighted = CAMPAIGNS.flatMap((campaign) => Array<(typeof CAMPAIGNS)[number]>(campaign.weight).fill(campaign));
  const homeDevice = Array.from({ length: PEOPLE }, () => pick(DEVICES));
  const add = (event: Omit<EventInput, 'id'>) => events.push({ id: `e${events.length}`, ...event });
  for (let index = 0; index < IMPRESSIONS; index += 1) {
    const person = Math.floor(random() ** 1.6 * PEOPLE);
    const user = `person-${person}`;
    const campaign = pick(weighted);
    const device = random() < 0.85 ? (homeDevice[person] ?? 'unknown') : pick(DEVICES);
    const day = addDays(firstDay, Math.floor(random() * DAYS));
    const start = Date.parse(`${day}T00:00:00Z`) + Math.floor(random() * 20 * 3600) * 1000;
    const { slug, brand, offer, priceMinor } = campaign;
    const common = { user, device, brand, campaign: slug };
    const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
    add({ ...common, at: at(0), kind: 'impression' });
    tally.impression(slug, user);
    if (random() < 0.2) add({ ...common, at: at(20), kind: 'engagement', action: pick(['like', 'click', 'repost']) });
    if (random() < 0.05) add({ user, device, brand, at: at(40), kind: 'follow' });
    if (random() < 0.15) add({ user, device, at: at(60), kind: 'activity' });
    if (random() >= 0.03) continue;
    const order = { ...common, offer, order: `order-${index}`, kind: 'purchase' as const };
    add({ ...order, at: at(120), stage: 'triggered' });
    if (random() >= 0.8) continue;
    add({ ...order, at: at(300), stage: 'confirmed' });
    const amount = (priceMinor / 100).toFixed(2);
    add({ ...order, at: at(320), stage: 'paid', amount, currency: 'USD' });
    tally.purchase(slug, user, priceMinor);
    if (random() >= 0.1) continue;
    add({ ...order, at: at(7200), stage: 'refunded', amount, currency: 'USD' });
    tally.refundsMinor += priceMinor;
  }
  return { events, expected: tally.expected(events.length), firstDay, lastDay };
}

class Tally {
  refundsMinor = 0;
  private readonly seen = new Map<string, { impressions: number; people: Set<string> }>();
  private readonly bought = new Map<string, { purchases: number; people: Set<string>; grossMinor: number }>();

  impression(campaign: string, user: string): void {
    const entry = this.seen.get(campaign) ?? { impressions: 0, people: new Set<string>() };
    entry.impressions += 1;
    entry.people.add(user);
    this.seen.set(campaign, entry);
  }

  purchase(campaign: string, user: string, priceMinor: number): void {
    const entry = this.bought.get(campaign) ?? { purchases: 0, people: new Set<string>(), grossMinor: 0 };
    entry.purchases += 1;
    entry.people.add(user);
    entry.grossMinor += priceMinor;
    this.bought.set(campaign, entry);
  }

  expected(events: number): Expected {
    const seen = [...this.seen.values()];
    const bought = [...this.bought.values()];
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const distinct = (sets: { people: Set<string> }[]) => new Set(sets.flatMap(({ people }) => [...people])).size;
    return {
      events,
      impressions: sum(seen.map(({ impressions }) => impressions)),
      reach: distinct(seen),
      purchases: sum(bought.map(({ purchases }) => purchases)),
      buyers: distinct(bought),
      grossMinor: sum(bought.map(({ grossMinor }) => grossMinor)),
      refundsMinor: this.refundsMinor,
      campaigns: Object.fromEntries(
        [...this.seen].map(([slug, { impressions, people }]) => {
          const { purchases = 0, grossMinor = 0 } = this.bought.get(slug) ?? {};
          return [slug, { impressions, reach: people.size, purchases, grossMinor }];
        }),
      ),
    };
  }
}

/** Mulberry32, a small seeded generator of numbers from 0 to 1 (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Sends events as NDJSON; throws unless every one of them is taken in. */
export async function sendEvents(url: string, events: readonly EventInput[], perRequest = 5000): Promise<void> {
  for (let start = 0; start < events.length; start += perRequest) {
    const part = events.slice(start, start + perRequest);
    const response = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: part.map((event) => JSON.stringify(event)).join('\n'),
    });
    const answer = (await response.json()) as { accepted?: number };
    if (answer.accepted !== part.length) throw new Error(`Not every event was taken in: ${JSON.stringify(answer)}`);
  }
}

/** Waits until everything acknowledged is counted. */
export async function untilCounted(url: string, events: number, seconds = 120): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const status = (await (await fetch(`${url}/api/v1/data/status`)).json()) as { events: number };
    if (status.events >= events) return;
    if (performance.now() > deadline) throw new Error(`Only ${status.events} of ${events} events are counted.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
