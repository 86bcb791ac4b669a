import { type EventInput, eventSchema } from '@syncline/shared/events';
import { parseAmount } from '@syncline/shared/money';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { createValidator } from '../ingest/validate.ts';
import { dayIn } from '../lib/zone.ts';
import { type DemoDay, type DemoWorld, worldOf } from './generate.ts';
import { type DemoPlan, playWorld } from './play.ts';
import { BRANDS, CAMPAIGNS, DEMO_DAYS } from './world.ts';

const NOON = Date.parse('2026-11-23T14:05:00Z');
const PLAN: DemoPlan = {
  seed: 20_130_211,
  today: '2026-11-23',
  timezone: 'UTC',
  currency: 'USD',
  asOf: NOON,
  people: 30_000,
};

const generateDemo = (plan: DemoPlan) => worldOf(plan, playWorld(plan));
const eventsOfDay = (day: DemoDay, limit = 5000) => [...day.batches(limit)].flatMap((batch) => [...batch]);
const eventsOf = (world: DemoWorld) => world.days.flatMap((day) => eventsOfDay(day));
const at = (event: EventInput) => event.at as number;
const share = (part: number, whole: number) => part / whole;
const MOBILE = new Set([
  'mobile',
  'tablet',
  'Twitter for iPhone',
  'Twitter for Android',
  'Twitter for iPad',
  'Twitter for Android Tablets',
]);
const isMobile = (event: EventInput) => MOBILE.has(event.device ?? event.client ?? '');

/** Rows keyed by a text, in order. */
function groups<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const group = grouped.get(key(row));
    if (group) group.push(row);
    else grouped.set(key(row), [row]);
  }
  return grouped;
}

/** Passes the Luhn check of card numbers. */
function isLuhn(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .toReversed()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}

describe('generateDemo', { timeout: 30_000 }, () => {
  let world: DemoWorld;
  let events: EventInput[];
  beforeAll(() => {
    world = generateDemo(PLAN);
    events = eventsOf(world);
  });
  const ofKind = (kind: EventInput['kind']) => events.filter((event) => event.kind === kind);
  const seen = () => ofKind('impression').filter((event) => event.arm !== 'control');
  const stages = (stage: EventInput['stage']) => ofKind('purchase').filter((event) => event.stage === stage);

  it('gives the same events for the same plan, and others for another seed', async () => {
    const small = { ...PLAN, people: 2000 };
    const [first, again, other] = [small, small, { ...small, seed: 5 }].map(generateDemo) as [
      DemoWorld,
      DemoWorld,
      DemoWorld,
    ];
    expect(eventsOf(again)).toEqual(eventsOf(first));
    expect(again.catalogue).toEqual(first.catalogue);
    expect(eventsOf(other)).not.toEqual(eventsOf(first));
  });

  it('announces as many events as it gives, each with an id of its own', () => {
    expect(events).toHaveLength(world.size);
    expect(world.days.map((day) => day.size)).toEqual(world.days.map((day) => eventsOfDay(day, 999).length));
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect(events.every((event) => event.id.startsWith('demo:'))).toBe(true);
  });

  it('gives events that the contract and ingest accept', () => {
    const validate = createValidator({ clock: { now: () => NOON }, currency: 'USD' });
    const sample = events.filter((_, index) => index % 10 === 0);
    expect(sample.find((event) => !eventSchema.safeParse(event).success)).toBeUndefined();
    expect(events.map((event) => validate(event, 1)).find((outcome) => 'reject' in outcome)).toBeUndefined();
  });

  it('says of each event what its kind calls for', () => {
    const needs: Record<EventInput['kind'], (event: EventInput) => boolean> = {
      impression: (event) => event.campaign !== undefined && event.device !== undefined,
      engagement: (event) => event.campaign !== undefined && event.action !== undefined,
      follow: (event) => event.brand !== undefined,
      unfollow: (event) => event.brand !== undefined,
      activity: (event) => event.client !== undefined,
      purchase: (event) => {
        const priced = event.stage === 'paid' || event.stage === 'refunded';
        return [event.stage, event.order, event.offer].every(Boolean) && priced === (event.amount !== undefined);
      },
    };
    expect(events.find((event) => !needs[event.kind](event))).toBeUndefined();
  });

  it('names only what its catalogue holds', () => {
    const { brands, campaigns, offers } = world.catalogue;
    const used = (field: 'brand' | 'campaign' | 'offer') =>
      [...new Set(events.map((event) => event[field]).filter((slug) => slug !== undefined))].sort();
    const held = (entries: readonly { slug: string }[]) => entries.map((entry) => entry.slug).sort();
    expect(used('campaign')).toEqual(held(campaigns));
    expect(used('offer')).toEqual(held(offers));
    expect(used('brand')).toEqual(held(brands));
    expect(new Set(events.map((event) => event.client)).size).toBe(8);
  });

  it('holds nothing that looks like a card number', () => {
    const runs = events.flatMap((event) =>
      [event.id, event.user, event.order, event.post].flatMap(
        (text) => text?.replace(/[\s-]/g, '').match(/\d{12,19}/g) ?? [],
      ),
    );
    expect(runs.filter(isLuhn)).toEqual([]);
  });

  it('spans 90 days in order of time, the last up to the hour it was made', () => {
    expect(world.calendar.days).toHaveLength(DEMO_DAYS);
    expect(world.calendar.days.at(-1)).toBe('2026-11-23');
    world.days.forEach((day, index) => {
      const times = eventsOfDay(day).map(at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every(Number.isInteger)).toBe(true);
      const days = new Set([times[0], times.at(-1)].map((time) => dayIn('UTC', time as number)));
      expect([...days]).toEqual([world.calendar.days[index]]);
    });
    expect(Math.max(...eventsOfDay(world.days.at(-1)!).map(at))).toBeLessThanOrEqual(NOON);
  });

  it('has two thirds of what people do on phones and tablets', () => {
    expect(share(events.filter(isMobile).length, events.length)).toBeGreaterThan(0.62);
    expect(share(events.filter(isMobile).length, events.length)).toBeLessThan(0.71);
  });

  it('has desktops in office hours and phones in the evening', () => {
    const inHours = (rows: readonly EventInput[], from: number, to: number) => {
      const hours = rows.map((event) => new Date(at(event)).getUTCHours());
      return share(hours.filter((hour) => hour >= from && hour < to).length, hours.length);
    };
    const phones = events.filter((event) => event.device === 'mobile');
    const desktops = events.filter((event) => event.device === 'desktop');
    expect(inHours(desktops, 9, 17)).toBeGreaterThan(0.55);
    expect(inHours(phones, 9, 17)).toBeLessThan(0.4);
    expect(inHours(phones, 19, 23)).toBeGreaterThan(2 * inHours(desktops, 19, 23));
  });

  it('shows most people one to three impressions of a campaign and few twenty or more', () => {
    for (const [campaign, rows] of groups(seen(), (event) => event.campaign ?? '')) {
      const counts = [...groups(rows, (event) => event.user).values()].map((group) => group.length);
      const atMost3 = share(counts.filter((count) => count <= 3).length, counts.length);
      const atLeast20 = share(counts.filter((count) => count >= 20).length, counts.length);
      expect([campaign, atMost3 > 0.5, atLeast20 > 0, atLeast20 < 0.04]).toEqual([campaign, true, true, true]);
    }
  });

  it('converts better with the first impressions, and levels off', () => {
    const buyers = new Set(stages('paid').map((event) => `${event.campaign} ${event.user}`));
    const counts = [...groups(seen(), (event) => `${event.campaign} ${event.user}`)].map(([pair, rows]) => ({
      bought: buyers.has(pair),
      seen: rows.length,
    }));
    const rate = (from: number, to: number) => {
      const base = counts.filter((pair) => pair.seen >= from && pair.seen <= to);
      return share(base.filter((pair) => pair.bought).length, base.length);
    };
    const [once, few, some, many] = [rate(1, 1), rate(2, 3), rate(4, 6), rate(7, 30)];
    expect(few).toBeGreaterThan(once);
    expect(some).toBeGreaterThan(few);
    expect(many / some).toBeGreaterThan(0.8);
    expect(many / some).toBeLessThan(1.5);
  });

  it('confirms four in five triggers in time, pays nearly all of those and refunds few', () => {
    const triggered = new Map(stages('triggered').map((event) => [event.order, at(event)]));
    const waits = stages('confirmed').map((event) => at(event) - (triggered.get(event.order) as number));
    const inTime = waits.filter((wait) => wait <= 900_000);
    expect(share(inTime.length, triggered.size)).toBeGreaterThan(0.75);
    expect(share(inTime.length, triggered.size)).toBeLessThan(0.84);
    expect(waits.sort((a, b) => a - b)[waits.length >> 1]).toBeGreaterThan(160_000);
    expect(waits[waits.length >> 1]).toBeLessThan(210_000);
    expect(share(stages('paid').length, inTime.length)).toBeGreaterThan(0.92);
    expect(share(stages('paid').length, inTime.length)).toBeLessThan(0.97);
    expect(share(stages('refunded').length, stages('paid').length)).toBeGreaterThan(0.02);
    expect(share(stages('refunded').length, stages('paid').length)).toBeLessThan(0.06);
  });

  it('runs every order from its trigger through stages that may follow one another, and refunds no more than was paid', () => {
    const minor = (event: EventInput | undefined) => {
      const read = parseAmount(event?.amount ?? '', 'USD');
      return read.ok ? read.minor : Number.NaN;
    };
    const known =
      /^triggered( (cancelled|declined|expired( confirmed)?|confirmed( (declined|paid( fulfilled)?( refunded)?( fulfilled)?))?))?$/;
    const orders = [...groups(ofKind('purchase'), (event) => event.order ?? '').values()].map((rows) =>
      rows.toSorted((a, b) => at(a) - at(b)),
    );
    const paths = new Set(orders.map((rows) => rows.map((event) => event.stage).join(' ')));
    expect([...paths].filter((path) => !known.test(path))).toEqual([]);
    expect(orders.filter((rows) => new Set(rows.map((event) => event.user)).size > 1)).toEqual([]);
    const refunded = orders.flatMap((rows) => {
      const refund = rows.find((event) => event.stage === 'refunded');
      return refund ? [{ refund: minor(refund), paid: minor(rows.find((event) => event.stage === 'paid')) }] : [];
    });
    expect(refunded.length).toBeGreaterThan(0);
    expect(refunded.filter(({ refund, paid }) => !(refund > 0 && refund <= paid))).toEqual([]);
    expect(refunded.some(({ refund, paid }) => refund < paid)).toBe(true);
  });

  it('sells no more than the stock, sells one offer out and restocks another', () => {
    const paid = groups(stages('paid'), (event) => event.offer ?? '');
    for (const offer of world.catalogue.offers) {
      expect(paid.get(offer.slug)?.length ?? 0).toBeLessThanOrEqual(offer.stock);
    }
    const stockOf = (slug: string) => world.catalogue.offers.find((offer) => offer.slug === slug)?.stock;
    expect(paid.get('halden-one')).toHaveLength(stockOf('halden-one') as number);
    const days = new Set(paid.get('river-bracelet')?.map((event) => dayIn('UTC', at(event))));
    const restocked = CAMPAIGNS.find((plan) => plan.slug === 'river-bracelet')?.stock;
    const day = restocked?.kind === 'restocked' ? restocked.day : 0;
    expect(days.has(world.calendar.days[day - 2] as string)).toBe(false);
    expect(days.has(world.calendar.days[day] as string)).toBe(true);
  });

  it('shows people a campaign before they buy, nearly always', () => {
    const first = new Map<string, number>();
    for (const event of ofKind('impression')) {
      const pair = `${event.campaign} ${event.user}`;
      if (!first.has(pair)) first.set(pair, at(event));
    }
    const after = stages('triggered').filter(
      (event) => (first.get(`${event.campaign} ${event.user}`) ?? Infinity) < at(event),
    );
    expect(share(after.length, stages('triggered').length)).toBeGreaterThan(0.9);
  });

  it('lets active followers follow about five brands, once each before they unfollow', () => {
    const follows = groups(ofKind('follow'), (event) => event.user);
    expect(share(ofKind('follow').length, follows.size)).toBeGreaterThan(4);
    expect(share(ofKind('follow').length, follows.size)).toBeLessThan(6);
    for (const rows of follows.values()) expect(new Set(rows.map((event) => event.brand)).size).toBe(rows.length);
    const followed = new Map(ofKind('follow').map((event) => [`${event.brand} ${event.user}`, at(event)]));
    for (const event of ofKind('unfollow')) {
      expect(followed.get(`${event.brand} ${event.user}`)).toBeLessThan(at(event));
    }
    expect(ofKind('unfollow').length).toBeGreaterThan(0);
  });

  it('holds a control group out of one campaign, which buys less', () => {
    const halden = ofKind('impression').filter((event) => event.campaign === 'halden-one');
    expect(halden.every((event) => event.arm !== undefined)).toBe(true);
    expect(seen().filter((event) => event.campaign !== 'halden-one' && event.arm !== undefined)).toEqual([]);
    const people = (arm: EventInput['arm'], rows: readonly EventInput[]) =>
      new Set(rows.filter((event) => event.arm === arm).map((event) => event.user));
    const [exposed, control] = [people('exposed', halden), people('control', halden)];
    expect([...exposed].filter((user) => control.has(user))).toEqual([]);
    expect(share(control.size, control.size + exposed.size)).toBeCloseTo(0.15, 1);
    expect(ofKind('engagement').filter((event) => event.arm === 'control' && event.action !== 'post')).toEqual([]);
    const buyers = stages('triggered').filter((event) => event.campaign === 'halden-one');
    expect(share(people('control', buyers).size, control.size)).toBeLessThan(
      share(people('exposed', buyers).size, exposed.size),
    );
  });

  it('covers every brand of the catalogue with followers, tracked or not', () => {
    expect(world.catalogue.brands).toHaveLength(BRANDS.length);
    expect(new Set(ofKind('follow').map((event) => event.brand)).size).toBe(BRANDS.length);
  });

  it('counts days in the zone it is given, also when clocks change', async () => {
    const zone = 'Europe/Berlin';
    const asOf = Temporal.PlainDateTime.from('2026-11-01T12:00').toZonedDateTime(zone).epochMilliseconds;
    const berlin = generateDemo({ ...PLAN, people: 4000, timezone: zone, today: '2026-11-01', asOf });
    const days = berlin.days.map((day) => [...new Set(eventsOfDay(day).map((event) => dayIn(zone, at(event))))]);
    expect(days).toEqual(berlin.calendar.days.map((day) => [day]));
  });

  it.each([
    ['JPY', '14999'],
    ['USD', '149.99'],
    ['BHD', '149.990'],
  ])('prices in %s', (currency, price) => {
    const small = generateDemo({ ...PLAN, people: 3000, currency });
    const paid = eventsOf(small).filter((event) => event.stage === 'paid' && event.offer === 'emberline-8');
    expect(new Set(paid.map((event) => `${event.amount} ${event.currency}`))).toEqual(
      new Set([`${price} ${currency}`]),
    );
    expect(small.catalogue.offers.every((offer) => offer.currency === currency)).toBe(true);
  });
});
