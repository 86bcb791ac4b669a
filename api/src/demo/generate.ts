import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Device, EventInput } from '@syncline/shared/events';
import { formatAmount } from '@syncline/shared/money';
import { type Calendar, calendarTo } from './calendar.ts';
import { actionOf, armOf, brandOf, campaignOf, clientOf, kindOf, NO_CAMPAIGN, stageOf, viewableOf } from './codes.ts';
import { EventBuffer } from './event-buffer.ts';
import { Journeys } from './journeys.ts';
import { OrderBook } from './orders.ts';
import { CLIENTS, personId, populate } from './people.ts';
import { seededRandom } from './random.ts';
import {
  BRANDS,
  CAMPAIGNS,
  type CampaignPlan,
  catalogueEntries,
  type DemoCatalogueEntries,
  priceMinor,
} from './world.ts';

/** People it takes for about two million events. */
export const FULL_POPULATION = 240_000;
const PEOPLE_A_TURN = 2000;

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

export interface DemoWorld {
  calendar: Calendar;
  catalogue: DemoCatalogueEntries;
  /** Number of events up to `asOf`. */
  size: number;
  /** The events of each day of `calendar.days`. */
  days: readonly DemoDay[];
}

export interface DemoDay {
  size: number;
  /** The day's events in order of time, `limit` at a time. */
  batches(limit: number): Generator<EventInput[], void, undefined>;
}

/**
 * Makes the demo world in memory: the people, and what they see, do and buy over 90 days. It takes about a second for
 * two million events and lets other work run in between.
 */
export async function generateDemo(plan: DemoPlan): Promise<DemoWorld> {
  const random = seededRandom(plan.seed);
  const calendar = calendarTo(plan.today, plan.timezone);
  const end = calendar.starts[calendar.days.length] as number;
  const people = populate(plan.people, random);
  await yieldToOthers();
  const buffer = new EventBuffer(calendar.starts[0] as number, Math.min(end, plan.asOf + 1));
  const orders = new OrderBook(random, end);
  const journeys = new Journeys(calendar, people, random, buffer, orders);
  for (let person = 0; person < people.size; person += 1) {
    journeys.play(person);
    if (person % PEOPLE_A_TURN === PEOPLE_A_TURN - 1) await yieldToOthers();
  }
  const prices = CAMPAIGNS.map((campaign) => priceMinor(campaign.offer.priceCents, plan.currency));
  const { stock, refunds } = orders.play(buffer, calendar.starts, prices);
  await yieldToOthers();
  const writer = new EventWriter(plan, buffer, prices, refunds);
  const days = buffer.byDay(calendar.starts).map((day) => ({
    size: day.size,
    *batches(limit: number) {
      const indices = day.inOrder();
      for (let from = 0; from < indices.length; from += limit) {
        yield Array.from(indices.subarray(from, from + limit), (index) => writer.write(index));
      }
    },
  }));
  return {
    calendar,
    catalogue: catalogueEntries(plan.currency, stock, calendar.days[0] as string),
    size: buffer.size,
    days,
  };
}

/** Writes generated events out as they are sent. */
class EventWriter {
  readonly #buffer: EventBuffer;
  readonly #prefix: string;
  readonly #currency: string;
  readonly #paid: readonly string[];
  readonly #refunds: Float64Array;
  readonly #users: readonly string[];

  constructor(plan: DemoPlan, buffer: EventBuffer, prices: readonly number[], refunds: Float64Array) {
    this.#buffer = buffer;
    this.#prefix = `demo:${inLetters(Math.floor(plan.asOf / 1000))}-`;
    this.#currency = plan.currency;
    this.#paid = prices.map((price) => formatAmount(price, plan.currency));
    this.#refunds = refunds;
    this.#users = Array.from({ length: plan.people }, (_, person) => personId(person));
  }

  write(index: number): EventInput {
    const buffer = this.#buffer;
    const code = buffer.code(index);
    const id = this.#prefix + index;
    const at = buffer.at(index);
    const user = this.#users[buffer.person(index)] as string;
    const kind = kindOf(code);
    if (kind === 'impression') {
      const device = IMPRESSION_DEVICES[clientOf(code)] as Device;
      const event: EventInput = { id, at, kind, user, campaign: slugOf(code), device };
      if (!viewableOf(code)) event.viewable = false;
      return withArm(event, code);
    }
    const client = CLIENTS[clientOf(code)] as string;
    if (kind === 'activity') return { id, at, kind, user, client };
    if (kind === 'engagement') {
      const event: EventInput = { id, at, kind, user, campaign: slugOf(code), client, action: actionOf(code) };
      if (buffer.order(index) > 0) event.post = `${this.#prefix}p${index}`;
      return withArm(event, code);
    }
    if (kind === 'purchase') return withArm(this.#purchase(index, code, { id, at, kind, user, client }), code);
    const event: EventInput = { id, at, kind, user, brand: (BRANDS[brandOf(code)] as { slug: string }).slug, client };
    if (campaignOf(code) !== NO_CAMPAIGN) event.campaign = slugOf(code);
    return withArm(event, code);
  }

  #purchase(index: number, code: number, event: EventInput): EventInput {
    const order = this.#buffer.order(index);
    const campaign = campaignOf(code);
    const stage = stageOf(code);
    event.campaign = slugOf(code);
    event.offer = (CAMPAIGNS[campaign] as CampaignPlan).offer.slug;
    event.stage = stage;
    event.order = `${this.#prefix}o${order}`;
    if (stage === 'paid') event.amount = this.#paid[campaign] as string;
    if (stage === 'refunded') event.amount = formatAmount(this.#refunds[order] as number, this.#currency);
    if (event.amount !== undefined) event.currency = this.#currency;
    return event;
  }
}

/** The number in base 26, written in letters: ids with few digits need no second look for card numbers. */
function inLetters(value: number): string {
  const letter = String.fromCharCode(97 + (value % 26));
  return value < 26 ? letter : inLetters(Math.floor(value / 26)) + letter;
}

/** By the device number of an impression. */
const IMPRESSION_DEVICES: readonly Device[] = ['mobile', 'tablet', 'desktop', 'unknown'];

const slugOf = (code: number) => (CAMPAIGNS[campaignOf(code)] as CampaignPlan).slug;

function withArm(event: EventInput, code: number): EventInput {
  const arm = armOf(code);
  if (arm !== 0) event.arm = arm === 1 ? 'exposed' : 'control';
  return event;
}
