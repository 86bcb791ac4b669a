import type { EventInput } from '@syncline/shared/events';

const CLIENTS = ['Twitter for iPhone', 'Twitter for Android', 'Twitter Web Client', 'TweetDeck', 'Twitter Web App'];
/** How many campaigns and people the events are about; the people go by person-0 and on. */
export const CAMPAIGNS = 40;
export const PEOPLE = 500_000;
const DAY_MS = 86_400_000;

/** Mulberry32 (Tommy Ettinger, public domain): a seeded generator of numbers in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * `count` events of one day before `now`, the same for the same seed: 40 campaigns and half a million people, both
 * skewed towards the first; 85 % impressions, the rest engagements, activity and purchases.
 */
export function* benchEvents(
  count: number,
  now: number,
  { seed = 2013, campaigns }: { seed?: number; campaigns?: readonly string[] } = {},
): Generator<EventInput> {
  const random = randomNumbers(seed);
  for (let index = 0; index < count; index += 1) {
    const place = Math.floor(random() ** 2 * CAMPAIGNS);
    const campaign = campaigns?.[place] ?? `campaign-${place + 1}`;
    const common = {
      id: `bench-${seed}-${index}`,
      at: Math.floor(now - DAY_MS * (1 - index / count)),
      user: `person-${Math.floor(random() ** 1.5 * PEOPLE)}`,
      client: CLIENTS[Math.floor(random() * CLIENTS.length)] ?? 'web',
    };
    const what = random();
    if (what < 0.85) yield { ...common, kind: 'impression', campaign };
    else if (what < 0.95) yield { ...common, kind: 'engagement', campaign, action: 'click' };
    else if (what < 0.99) yield { ...common, kind: 'activity' };
    else {
      const order = { stage: 'paid', order: `order-${index}`, amount: '149.99', currency: 'USD' } as const;
      yield { ...common, kind: 'purchase', campaign, ...order };
    }
  }
}

/** The events as NDJSON bodies of `size` lines. */
export function ndjsonBatches(events: Iterable<EventInput>, size: number): string[] {
  const batches: string[] = [];
  let lines: string[] = [];
  for (const event of events) {
    lines.push(JSON.stringify(event));
    if (lines.length === size) batches.push(lines.splice(0).join('\n'));
  }
  if (lines.length > 0) batches.push(lines.join('\n'));
  return batches;
}
