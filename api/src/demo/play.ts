import { type Calendar, calendarTo } from './calendar.ts';
import { EventBuffer, type OrderedEvents } from './event-buffer.ts';
import { Journeys } from './journeys.ts';
import { OrderBook } from './orders.ts';
import { populate } from './people.ts';
import { seededRandom } from './random.ts';
import { CAMPAIGNS, priceMinor } from './world.ts';

/** What fixes a demo world completely: the same plan gives the same events, byte for byte. */
export interface DemoPlan {
  seed: number;
  /** The last day, YYYY-MM-DD in the zone. */
  today: string;
  /** IANA name. */
  timezone: string;
  /** ISO 4217 code the prices are in. */
  currency: string;
  /** Epoch milliseconds; what would happen later has not happened. */
  asOf: number;
  people: number;
}

/** A demo world in numbers, as one thread hands it to another. */
export interface PlayedWorld {
  calendar: Calendar;
  events: OrderedEvents;
  /** Units each offer was stocked with, in the order of CAMPAIGNS. */
  stock: readonly number[];
  /** Minor units given back, by number of the order. */
  refunds: Float64Array;
}

/** Plays the people of the plan through 90 days: what they see, do and buy. About a second for two million events. */
export function playWorld(plan: DemoPlan): PlayedWorld {
  const random = seededRandom(plan.seed);
  const calendar = calendarTo(plan.today, plan.timezone);
  const end = calendar.starts[calendar.days.length] as number;
  const people = populate(plan.people, random);
  const buffer = new EventBuffer(calendar.starts[0] as number, Math.min(end, plan.asOf + 1));
  const orders = new OrderBook(random, end);
  const journeys = new Journeys(calendar, people, random, buffer, orders);
  for (let person = 0; person < people.size; person += 1) journeys.play(person);
  const { stock, refunds } = orders.play(buffer, calendar.starts, pricesOf(plan));
  return { calendar, events: buffer.inOrder(calendar.starts), stock, refunds };
}

/** Prices in minor units of the plan's currency, in the order of CAMPAIGNS. */
export function pricesOf({ currency }: DemoPlan): number[] {
  return CAMPAIGNS.map((campaign) => priceMinor(campaign.offer.priceCents, currency));
}
