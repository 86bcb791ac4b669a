import { type Calendar, Clockwork, everydayWeights, flightWeights } from './calendar.ts';
import { encode, withBrand, withClient } from './codes.ts';
import type { EventBuffer } from './event-buffer.ts';
import type { OrderBook } from './orders.ts';
import { clientOn, drawDevice, habitOf, type Population } from './people.ts';
import { AliasTable, type Random } from './random.ts';
import { BRAND_PULL, CAMPAIGNS, type CampaignPlan } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Conversion at 1, 2, 3, … impressions against the campaign's level: rises, levels off, wears out a little. */
const BY_FREQUENCY = [0.42, 0.7, 1.04, 1.36, 1.6, 1.74, 1.8, 1.8, 1.76, 1.7, 1.62] as const;
const MOST_IMPRESSIONS = 64;
/** Triggers it takes for one buyer, by the rates of confirming and paying. */
const TRIGGERS_PER_BUYER = 1.34;
const CONTROL_CONVERSION = 0.62;
const ENGAGEMENT_RATE = 0.046;
const FOLLOW_AFTER_ENGAGEMENT = 0.11;
const FOLLOWER_FOLLOW_AFTER_ENGAGEMENT = 0.45;
const VIEWABLE_RATE = 0.71;
const ACTIVE_SHARE = 0.175;
const FOLLOWER_SHARE = 0.07;
const MEAN_FOLLOWS = 6;

const ACTION_WEIGHTS = {
  like: 36,
  click: 24,
  media_view: 12,
  repost: 9,
  profile_visit: 7,
  reply: 4,
  hashtag_click: 4,
  quote: 2,
  share: 2,
  other: 1,
} as const;
const ENGAGEMENTS = (Object.keys(ACTION_WEIGHTS) as (keyof typeof ACTION_WEIGHTS)[]).map((action) =>
  encode({ kind: 'engagement', campaign: 0, action }),
);
const ENGAGEMENT_DRAW = new AliasTable(Object.values(ACTION_WEIGHTS));
const BRAND_DRAW = new AliasTable(BRAND_PULL);
const SHOWN = encode({ kind: 'impression', campaign: 0 });
const SHOWN_UNSEEN = encode({ kind: 'impression', campaign: 0, viewable: false });
const FOLLOW = encode({ kind: 'follow' });
const FOLLOW_BY_CAMPAIGN = encode({ kind: 'follow', campaign: 0 });
const UNFOLLOW = encode({ kind: 'unfollow' });
const ACTIVITY = encode({ kind: 'activity' });

/** A campaign made ready to be drawn from. */
interface Flight {
  plan: CampaignPlan;
  index: number;
  first: number;
  last: number;
  days: AliasTable;
  /** Impressions per person, for people of ordinary and of great attention. */
  counts: readonly [AliasTable, AliasTable];
  /** Rate at which attention turns into being reached. */
  pull: number;
}

/** Plays the lives of people, one after the other, into events and orders. */
export class Journeys {
  readonly #people: Population;
  readonly #random: Random;
  readonly #clockwork: Clockwork;
  readonly #events: EventBuffer;
  readonly #orders: OrderBook;
  readonly #flights: readonly Flight[];
  readonly #everyday: AliasTable;
  readonly #shownAt = new Float64Array(MOST_IMPRESSIONS);
  readonly #shownOn = new Uint8Array(MOST_IMPRESSIONS);

  constructor(calendar: Calendar, people: Population, random: Random, events: EventBuffer, orders: OrderBook) {
    this.#people = people;
    this.#random = random;
    this.#clockwork = new Clockwork(calendar, random);
    this.#events = events;
    this.#orders = orders;
    this.#everyday = new AliasTable(everydayWeights(calendar));
    this.#flights = CAMPAIGNS.map((plan, index) => ({
      plan,
      index,
      first: Math.max(0, plan.starts),
      last: plan.ends ?? calendar.days.length - 1,
      days: new AliasTable(flightWeights(plan, calendar, random)),
      counts: [impressionCounts(plan.frequencyScale), impressionCounts(plan.frequencyScale * 1.5)],
      pull: pullFor(plan.reachShare, people.attention),
    }));
  }

  /** Everything the person sees and does in the window. */
  play(person: number): void {
    const random = this.#random;
    const habit = habitOf(this.#people, person);
    const attention = this.#people.attention[person] as number;
    const active = random.unit() < ACTIVE_SHARE * habit.activity;
    const follower = random.unit() < FOLLOWER_SHARE * habit.follows;
    const followsEasily = follower ? FOLLOWER_FOLLOW_AFTER_ENGAGEMENT : FOLLOW_AFTER_ENGAGEMENT;
    let followed = 0;
    for (const flight of this.#flights) {
      if (random.unit() < 1 - Math.exp(-flight.pull * attention)) {
        followed |= this.#meetCampaign(flight, person, attention, followed, followsEasily);
      } else if (active && random.unit() < flight.plan.conversion * 0.1) {
        // Heard of it elsewhere.
        this.#buy(flight, person, 0, this.#someInstant(flight, person));
      }
    }
    if (follower) this.#followBrands(person, habit.follows, followed);
    if (active) this.#useNetwork(person, attention * habit.activity);
  }

  /** Shows a person the campaign; answers the followed brand as a bit, or 0. */
  #meetCampaign(flight: Flight, person: number, attention: number, followed: number, followsEasily: number): number {
    const random = this.#random;
    const habit = habitOf(this.#people, person);
    const { plan, index } = flight;
    const arm = plan.controlShare === undefined ? 0 : random.unit() < plan.controlShare ? 2 : 1;
    const parts = (index << 3) | (arm << 21);
    const count = 1 + flight.counts[attention > 2 ? 1 : 0].draw(random);
    const engages = arm === 2 ? 0 : ENGAGEMENT_RATE * habit.engagement;
    let following = followed & (1 << plan.brand);
    for (let seen = 0; seen < count; seen += 1) {
      const device = drawDevice(this.#people, person, random);
      const at = this.#clockwork.at(flight.days.draw(random), device, flight.first, flight.last);
      this.#shownAt[seen] = at;
      this.#shownOn[seen] = device;
      const shown = random.unit() < VIEWABLE_RATE ? SHOWN : SHOWN_UNSEEN;
      this.#events.add(at, person, withClient(shown | parts, device));
      if (random.unit() >= engages) continue;
      const client = clientOn(device, this.#people, person);
      const reactedAt = at + 1500 + Math.floor(-Math.log(1 - random.unit()) * 25_000);
      const engagement = ENGAGEMENTS[ENGAGEMENT_DRAW.draw(random)] as number;
      this.#events.add(reactedAt, person, withClient(engagement | parts, client));
      if (following === 0 && random.unit() < followsEasily) {
        following = 1 << plan.brand;
        const followedAt = reactedAt + 4000 + Math.floor(random.unit() * 90_000);
        this.#events.add(followedAt, person, withClient(withBrand(FOLLOW_BY_CAMPAIGN | parts, plan.brand), client));
        if (random.unit() < 0.05) this.#unfollow(person, plan.brand, followedAt);
      }
    }
    const level = BY_FREQUENCY[Math.min(count, BY_FREQUENCY.length) - 1] as number;
    const lift = arm === 2 ? CONTROL_CONVERSION : 1;
    if (random.unit() < plan.conversion * TRIGGERS_PER_BUYER * level * habit.buying * lift) {
      const after = Math.floor(random.unit() * count);
      this.#buy(flight, person, arm, (this.#shownAt[after] as number) + this.#delay(), this.#shownOn[after]);
    }
    return following;
  }

  #buy(flight: Flight, person: number, arm: number, at: number, shownOn = -1): void {
    const random = this.#random;
    const device = shownOn >= 0 && random.unit() < 0.84 ? shownOn : drawDevice(this.#people, person, random);
    const confirmDevice = random.unit() < 0.95 ? device : drawDevice(this.#people, person, random);
    const client = clientOn(device, this.#people, person);
    this.#orders.trigger(flight.index, person, arm, at, client, clientOn(confirmDevice, this.#people, person));
    // Who has bought a small thing buys it again now and then.
    if (flight.plan.offer.priceCents < 2000 && random.unit() < 0.11) {
      this.#orders.trigger(flight.index, person, arm, at + DAY_MS * (4 + 20 * random.unit()), client, client);
    }
  }

  /** From seeing to posting the trigger: mostly within the hour, else within days. */
  #delay(): number {
    const random = this.#random;
    const scale = random.unit() < 0.62 ? 18 * MINUTE_MS : 21 * HOUR_MS;
    return Math.min(6.5 * DAY_MS, Math.floor(20_000 - Math.log(1 - random.unit()) * scale));
  }

  #someInstant(flight: Flight, person: number): number {
    const device = drawDevice(this.#people, person, this.#random);
    return this.#clockwork.at(flight.days.draw(this.#random), device, flight.first, flight.last);
  }

  #followBrands(person: number, appetite: number, followed: number): void {
    const random = this.#random;
    const mean = MEAN_FOLLOWS * Math.sqrt(appetite);
    const wanted = 1 + Math.floor(Math.log(1 - random.unit()) / Math.log(1 - 1 / mean));
    let brands = followed;
    for (let tries = 0, got = 0; got < wanted && tries < 60; tries += 1) {
      const brand = BRAND_DRAW.draw(random);
      if (brands & (1 << brand)) continue;
      brands |= 1 << brand;
      got += 1;
      const device = drawDevice(this.#people, person, random);
      const at = this.#clockwork.at(this.#everyday.draw(random), device);
      this.#events.add(at, person, withClient(withBrand(FOLLOW, brand), clientOn(device, this.#people, person)));
      if (random.unit() < 0.07) this.#unfollow(person, brand, at);
    }
  }

  #unfollow(person: number, brand: number, followedAt: number): void {
    const random = this.#random;
    const at = followedAt + Math.floor(-Math.log(1 - random.unit()) * 18 * DAY_MS) + HOUR_MS;
    const device = drawDevice(this.#people, person, random);
    this.#events.add(at, person, withClient(withBrand(UNFOLLOW, brand), clientOn(device, this.#people, person)));
  }

  /** Use that concerns no campaign; log-normal with a long tail, more for people who see more. */
  #useNetwork(person: number, inclination: number): void {
    const random = this.#random;
    const count = Math.min(220, Math.ceil(6.4 * inclination ** 0.85 * Math.exp(0.9 * random.normal())));
    for (let time = 0; time < count; time += 1) {
      const device = drawDevice(this.#people, person, random);
      const at = this.#clockwork.at(this.#everyday.draw(random), device);
      this.#events.add(at, person, withClient(ACTIVITY, clientOn(device, this.#people, person)));
    }
  }
}

/** Most people see few and a few see dozens: a power of the count with an exponential cut-off, and a thin far tail. */
function impressionCounts(scale: number): AliasTable {
  return new AliasTable(
    Array.from({ length: MOST_IMPRESSIONS }, (_, index) => {
      const count = index + 1;
      return count ** -0.55 * Math.exp(-count / scale) + 0.0016 * Math.exp(-count / 18);
    }),
  );
}

/** The rate λ at which the mean of 1 − e^(−λ·attention) over people is `share`, by bisection. */
function pullFor(share: number, attention: Float32Array): number {
  const sample = attention.subarray(0, 4096);
  const reached = (rate: number) => sample.reduce((sum, value) => sum + 1 - Math.exp(-rate * value), 0) / sample.length;
  let low = 0;
  let high = 50;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (reached(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
