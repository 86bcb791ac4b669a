import type { Device, EventInput } from '@syncline/shared/events';
import { formatAmount } from '@syncline/shared/money';
import type { SpendLine } from '@syncline/shared/spend';
import type { EventLine, PreparedLines } from '../ingest/port.ts';
import { demoAgreements, type DemoAgreement } from './agreements.ts';
import { demoSamples, type DemoSamples } from './samples.ts';
import type { Calendar } from './calendar.ts';
import { actionOf, armOf, brandOf, campaignOf, clientOf, kindOf, NO_CAMPAIGN, stageOf, viewableOf } from './codes.ts';
import type { OrderedEvents } from './event-buffer.ts';
import { CLIENTS, personId } from './people.ts';
import { type DemoPlan, type PlayedWorld, pricesOf } from './play.ts';
import { demoSpend } from './spend.ts';
import { BRANDS, CAMPAIGNS, type CampaignPlan, catalogueEntries, type DemoCatalogueEntries } from './world.ts';

export interface DemoWorld {
  calendar: Calendar;
  catalogue: DemoCatalogueEntries;
  agreements: DemoAgreement[];
  samples: DemoSamples;
  /** What platforms report of the campaigns, up to yesterday. */
  spend: SpendLine[];
  /** Number of events up to `asOf`. */
  size: number;
  /** The events of each day of `calendar.days`. */
  days: readonly DemoDay[];
  /** Lets go of the thread the world was made on, if any. */
  close?(): Promise<void>;
}

export interface DemoDay {
  size: number;
  /** The day's events in order of time, `limit` at a time, each made as it is gone through. */
  batches(limit: number): Generator<DemoEvents, void, undefined>;
}

/** Some events; they may be gone through again. */
export interface DemoEvents extends Iterable<EventInput> {
  size: number;
  /** Has them prepared for ingest on the thread that the world was made on. */
  prepare?: () => Promise<PreparedLines>;
}

/** Events of a world by their places in order of time, the last of which is `end` - 1. */
export interface Span {
  from: number;
  end: number;
}

/** The demo world that was played by the plan; `prepare` has events of it prepared on another thread. */
export function worldOf(
  plan: DemoPlan,
  played: PlayedWorld,
  prepare?: (span: Span) => Promise<PreparedLines>,
): DemoWorld {
  const { calendar, events, stock, refunds } = played;
  const writer = new EventWriter(plan, events, refunds);
  const eventsOf = (span: Span): DemoEvents => ({
    size: span.end - span.from,
    [Symbol.iterator]: () => writer.events(span),
    ...(prepare && { prepare: () => prepare(span) }),
  });
  return {
    calendar,
    catalogue: catalogueEntries(plan.currency, stock, calendar.days[0] as string),
    agreements: demoAgreements(plan.currency, calendar.days[0] as string, plan.today),
    samples: demoSamples(plan.currency, calendar.days[0] as string, plan.today),
    spend: demoSpend(plan, played),
    size: events.index.length,
    days: Array.from(events.dayEnds, (end, day) => {
      const start = day === 0 ? 0 : (events.dayEnds[day - 1] as number);
      return {
        size: end - start,
        *batches(limit: number) {
          for (let from = start; from < end; from += limit) yield eventsOf({ from, end: Math.min(end, from + limit) });
        },
      };
    }),
  };
}

/** The events as lines, each made as it is needed: held as objects all together they would be moved about in memory. */
export function* linesOf(events: Iterable<EventInput>): Generator<EventLine> {
  let line = 0;
  for (const value of events) yield { line: (line += 1), value };
}

/** Writes generated events out as they are sent. */
export class EventWriter {
  readonly #events: OrderedEvents;
  readonly #prefix: string;
  readonly #currency: string;
  readonly #paid: readonly string[];
  readonly #refunds: Float64Array;
  readonly #people: number;
  /** Made with the first event: who merely hands the world on writes none. */
  #users: readonly string[] | null = null;

  constructor(plan: DemoPlan, events: OrderedEvents, refunds: Float64Array) {
    this.#events = events;
    this.#prefix = `demo:${inLetters(Math.floor(plan.asOf / 1000))}-`;
    this.#currency = plan.currency;
    this.#paid = pricesOf(plan).map((price) => formatAmount(price, plan.currency));
    this.#refunds = refunds;
    this.#people = plan.people;
  }

  /** The events of the span, each made as it is gone through. */
  *events({ from, end }: Span): Generator<EventInput, void, undefined> {
    for (let place = from; place < end; place += 1) yield this.#write(place);
  }

  #write(place: number): EventInput {
    const events = this.#events;
    const code = events.code[place] as number;
    const index = events.index[place] as number;
    const id = this.#prefix + index;
    const at = events.at[place] as number;
    this.#users ??= Array.from({ length: this.#people }, (_, person) => personId(person));
    const user = this.#users[events.person[place] as number] as string;
    const kind = kindOf(code);
    let event: EventInput;
    if (kind === 'impression') {
      const device = IMPRESSION_DEVICES[clientOf(code)] as Device;
      event = { id, at, kind, user, campaign: slugOf(code), device };
      if (!viewableOf(code)) event.viewable = false;
    } else {
      event = { id, at, kind, user, client: CLIENTS[clientOf(code)] };
      if (kind === 'engagement') {
        event.campaign = slugOf(code);
        event.action = actionOf(code);
        if (events.order[place] !== 0) event.post = `${this.#prefix}p${index}`;
      } else if (kind === 'purchase') {
        this.#purchase(place, code, event);
      } else if (kind !== 'activity') {
        event.brand = (BRANDS[brandOf(code)] as { slug: string }).slug;
        if (campaignOf(code) !== NO_CAMPAIGN) event.campaign = slugOf(code);
      }
    }
    const arm = armOf(code);
    if (arm !== 0) event.arm = arm === 1 ? 'exposed' : 'control';
    return event;
  }

  #purchase(place: number, code: number, event: EventInput): void {
    const order = this.#events.order[place] as number;
    const campaign = campaignOf(code);
    const stage = stageOf(code);
    event.campaign = slugOf(code);
    event.offer = (CAMPAIGNS[campaign] as CampaignPlan).offer.slug;
    event.stage = stage;
    event.order = `${this.#prefix}o${order}`;
    if (stage === 'paid') event.amount = this.#paid[campaign] as string;
    if (stage === 'refunded') event.amount = formatAmount(this.#refunds[order] as number, this.#currency);
    if (event.amount !== undefined) event.currency = this.#currency;
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
