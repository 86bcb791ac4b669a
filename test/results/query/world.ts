import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { EVENT_COLUMN_NAMES, type EventRow } from '@syncline/api/stores/clickhouse/events-table';
import { ACTIONS, DEVICES, LOSSES } from '@syncline/shared/events';

/** The zone of the generated store: its clocks go back on 2 November 2025, inside the world. */
export const ZONE = 'America/New_York';
export const CURRENCY = 'USD';
export const FIRST_DAY = '2025-10-20';
export const DAYS = 50;
/** Instant at which questions are asked: on the last days of the world. */
export const NOW = Date.parse('2025-12-06T18:00:00Z');

export const CAMPAIGNS = ['spring-gift', 'spring-tablet', 'autumn', 'gift', ''];
export const BRANDS = ['amber', 'amber-home', 'basalt', ''];
export const OFFERS = ['card-25', 'card-50', 'tablet', ''];
export const NETWORKS = ['x', 'threads'];
export const CLIENTS = ['Twitter for iPhone', 'twitter for iphone', 'Twitter Web App', 'TweetDeck', 'Échelle', ''];
const CONFIRM_DELAYS = [-60_000, 0, 1000, 899_999, 900_000, 900_001, 3_600_000];
const PEOPLE = 350;

type Random = () => number;

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const calendar = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** What is particular about an event; `complete` adds the rest. */
export type Draft = Partial<EventRow> & { ms: number; kind: EventRow['kind']; uid: number };

/**
 * Some 12,000 events made to be awkward: people on several devices, skewed quantities, held-out people, orders confirmed a
 * millisecond too late or past midnight, triggered twice, paid twice, refunded in part, whole or in another currency, and
 * demand lost once, twice, or after a trigger.
 */
export function makeWorld(seed = 20_251_102): EventRow[] {
  const random = seeded(seed);
  const below = (count: number) => Math.floor(random() * count);
  const one = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;
  const start = Date.parse(`${FIRST_DAY}T04:00:00Z`);
  const moment = () => {
    const ms = start + below(DAYS * 86_400_000);
    const roll = random();
    if (roll < 0.1) return Math.floor(ms / 86_400_000) * 86_400_000 + 5 * 3_600_000 - 400_000;
    return roll < 0.5 ? Math.floor(ms / 3_600_000) * 3_600_000 : ms;
  };
  const person = () => 1 + Math.floor(PEOPLE * random() ** 2);
  const place = (uid: number): Partial<EventRow> => {
    const campaign = one(CAMPAIGNS);
    return {
      campaign,
      brand: one(BRANDS),
      offer: random() < 0.2 ? one(OFFERS) : '',
      network: random() < 0.8 ? 'x' : 'threads',
      device: random() < 0.6 ? (DEVICES[uid % 3] as string) : one(DEVICES),
      client: one(CLIENTS),
    };
  };
  const drafts: Draft[] = [];
  for (let index = 0; index < 5000; index += 1) {
    const uid = person();
    const held = uid % 17 === 0;
    drafts.push({
      ...place(uid),
      ms: moment(),
      kind: 'impression',
      uid,
      quantity: random() < 0.8 ? 1 : 1 + below(40),
      viewable: random() < 0.75,
      arm: held ? 'control' : random() < 0.2 ? 'exposed' : '',
    });
  }
  for (let index = 0; index < 3000; index += 1) {
    const uid = person();
    drafts.push({
      ...place(uid),
      ms: moment(),
      kind: 'engagement',
      uid,
      action: random() < 0.3 ? 'click' : one(ACTIONS),
      quantity: random() < 0.9 ? 1 : 1 + below(9),
      arm: uid % 17 === 0 ? 'control' : '',
    });
  }
  for (let index = 0; index < 1500; index += 1) {
    const uid = person();
    drafts.push({ ...place(uid), ms: moment(), kind: one(['follow', 'follow', 'unfollow']), uid });
  }
  for (let index = 0; index < 1000; index += 1) {
    const uid = person();
    drafts.push({ ...place(uid), ms: moment(), kind: 'activity', uid, quantity: 1 + below(5) });
  }
  for (let order = 1; order <= 700; order += 1) {
    const uid = person();
    const base = { ...place(uid), kind: 'purchase', uid, order_key: String(2n ** 63n + BigInt(order)) };
    const currency = random() < 0.8 ? CURRENCY : one(['EUR', 'JPY']);
    const amount = below(20_000);
    const at = moment();
    const elsewhere = () => (random() < 0.4 ? { device: one(DEVICES), client: one(CLIENTS) } : {});
    drafts.push({ ...base, ms: at, stage: 'triggered' });
    if (random() < 0.1) drafts.push({ ...base, ...elsewhere(), ms: at - 600_000, stage: 'triggered' });
    if (random() < 0.75) drafts.push({ ...base, ...elsewhere(), ms: at + one(CONFIRM_DELAYS), stage: 'confirmed' });
    if (random() < 0.1) drafts.push({ ...base, ...elsewhere(), ms: at + 600_000, stage: 'confirmed' });
    if (random() < 0.65) {
      const paid: Draft = { ...base, ...elsewhere(), ms: at + 1_000_000, stage: 'paid', amount, currency };
      drafts.push(paid);
      if (random() < 0.05) drafts.push({ ...paid, ms: paid.ms + 5000, amount: 100 });
      if (random() < 0.3) {
        const back = one([amount, Math.floor(amount / 3), amount + 100]);
        const into = random() < 0.9 ? currency : CURRENCY;
        drafts.push({ ...base, ms: at + below(20) * 86_400_000, stage: 'refunded', amount: back, currency: into });
      }
    } else if (random() < 0.4) {
      drafts.push({ ...base, ms: at + 900_000, stage: one(['expired', 'declined', 'cancelled']) });
    }
    if (random() < 0.05) drafts.push({ ...base, ms: at + 1_000_001, stage: 'paid' });
  }
  for (let order = 701; order <= 900; order += 1) {
    const uid = person();
    const base = { ...place(uid), kind: 'purchase', uid, order_key: String(2n ** 63n + BigInt(order)) };
    const at = moment();
    const lost = (ms: number): Draft => ({
      ...base,
      ms,
      stage: 'lost',
      properties: JSON.stringify({ loss: one(LOSSES), followers: below(5000) }),
    });
    if (random() < 0.2) drafts.push({ ...base, ms: at - 300_000, stage: 'triggered' });
    drafts.push(lost(at));
    if (random() < 0.1) drafts.push(lost(at + 86_400_000));
  }
  return drafts.map(complete);
}

/** A whole event, on its day of the zone. */
export function complete({ ms, ...draft }: Draft, index: number): EventRow {
  return {
    day: calendar.format(ms),
    at: new Date(ms).toISOString().replace('T', ' ').replace('Z', ''),
    brand: '',
    campaign: '',
    offer: '',
    network: 'x',
    device: 'unknown',
    client: '',
    action: '',
    stage: '',
    arm: '',
    order_key: '0',
    amount: 0,
    currency: '',
    quantity: 1,
    viewable: true,
    post: '',
    properties: '',
    id_hash: String(index + 1),
    content_hash: 0,
    origin: '',
    seq: 1,
    row: index,
    ...draft,
  };
}

/** What a campaign cost on a day; its brand is that of the catalogue. */
export interface SpendDay {
  campaign: string;
  brand: string;
  day: string;
  minor: number;
}

/**
 * Spend of campaigns of the world on some of its days and around them, also 0; of one that only spent before the world
 * began, and of one that no event names. Of `spring-tablet` nothing is known.
 */
export function makeSpend(seed = 8): SpendDay[] {
  const random = seeded(seed);
  const first = Date.parse(`${FIRST_DAY}T00:00:00Z`);
  const days = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) =>
      new Date(first + (from + index) * 86_400_000).toISOString().slice(0, 10),
    );
  const spent = (campaign: string, brand: string, on: readonly string[]): SpendDay[] =>
    on
      .filter(() => random() < 0.6)
      .map((day) => ({ campaign, brand, day, minor: random() < 0.1 ? 0 : Math.floor(random() * 50_000) }));
  return [
    ...spent('spring-gift', 'amber', days(-5, DAYS + 5)),
    ...spent('autumn', '', days(10, 30)),
    ...spent('gift', 'amber', days(-400, -380)),
    ...spent('billboard', 'basalt', days(0, DAYS)),
  ];
}

/** Puts events into the log as the writer does, without the journal. */
export async function insertWorld(writer: AnalyticsWriter, events: readonly EventRow[]): Promise<void> {
  const lines = events.map((event) => JSON.stringify(EVENT_COLUMN_NAMES.map((name) => event[name])));
  await writer.insert('events', EVENT_COLUMN_NAMES, lines);
}
