import { type DemoStage, encode, withClient } from './codes.ts';
import type { EventBuffer } from './event-buffer.ts';
import type { Random } from './random.ts';
import { CAMPAIGNS, type CampaignPlan } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A trigger not confirmed by then has expired. */
const CONFIRMATION_WINDOW_MS = 15 * MINUTE_MS;

const CONFIRM_RATE = 0.82;
const PAY_RATE = 0.95;
const REFUND_RATE = 0.042;
const PARTIAL_SHARE = 0.09;
/** Log-normal time to confirm: median 3 min 5 s, of which 3 % come after the window. */
const CONFIRM_MEDIAN_MS = 185_000;
const CONFIRM_SIGMA = 0.84;

/** An order as it would run if there were stock. */
interface Order {
  campaign: number;
  person: number;
  arm: number;
  triggeredAt: number;
  client: number;
  confirmClient: number;
  /** Infinite when it never is. */
  confirmAfter: number;
  cancelled: boolean;
  pays: boolean;
  payAfter: number;
  fulfilAfter: number;
  /** 0 when it is not refunded, else the share of the price that is given back. */
  refundShare: number;
  refundAfter: number;
}

/** Collects the orders people would place, then plays them in order of time against the stock. */
export class OrderBook {
  readonly #orders: Order[] = [];
  readonly #random: Random;
  readonly #endsAt: number;

  /** `endsAt`: when the window ends, epoch milliseconds. */
  constructor(random: Random, endsAt: number) {
    this.#random = random;
    this.#endsAt = endsAt;
  }

  /** A person posts the trigger; all that follows is drawn here. */
  trigger(campaign: number, person: number, arm: number, at: number, client: number, confirmClient: number): void {
    const random = this.#random;
    const plan = CAMPAIGNS[campaign] as CampaignPlan;
    const dip = plan.confirmDip;
    const confirmRate = dip && at >= this.#endsAt - dip.days * DAY_MS ? dip.rate : CONFIRM_RATE;
    const confirms = random.unit() < confirmRate;
    const partial = random.unit() < PARTIAL_SHARE;
    this.#orders.push({
      campaign,
      person,
      arm,
      triggeredAt: at,
      client,
      confirmClient,
      confirmAfter: confirms
        ? Math.round(CONFIRM_MEDIAN_MS * Math.exp(CONFIRM_SIGMA * random.normal()))
        : Number.POSITIVE_INFINITY,
      cancelled: random.unit() < 0.06,
      pays: random.unit() < PAY_RATE,
      payAfter: 900 + Math.floor(random.unit() * 7000),
      fulfilAfter:
        plan.offer.priceCents < 2000 ? MINUTE_MS * (1 + 9 * random.unit()) : DAY_MS * (1 + 3 * random.unit()),
      refundShare: random.unit() < REFUND_RATE ? (partial ? Math.round(2 + 8 * random.unit()) / 20 : 1) : 0,
      refundAfter: DAY_MS * (1.5 + 12 * random.unit()) + HOUR_MS * 6 * random.unit(),
    });
  }

  /**
   * Writes the stages of every order and answers the units each offer was stocked with, in the order of CAMPAIGNS.
   * Where stock is short, orders past it are declined, and most people see "sold out" and do not try.
   */
  play(
    events: EventBuffer,
    starts: Float64Array,
    prices: readonly number[],
  ): { stock: number[]; refunds: Float64Array } {
    const refunds = new Float64Array(this.#orders.length + 1);
    const numbered = this.#orders.map((order, index) => ({ ...order, number: index + 1 }));
    const stock = CAMPAIGNS.map((plan, campaign) => {
      const orders = numbered
        .filter((order) => order.campaign === campaign)
        .sort((a, b) => a.triggeredAt - b.triggeredAt || a.number - b.number);
      const lots = lotsOf(plan, orders, starts);
      const left = lots.map((lot) => lot.units);
      for (const order of orders) {
        const lot = lots.findIndex((one, index) => order.triggeredAt >= one.from && (left[index] as number) > 0);
        if (lot < 0 && this.#random.unit() < 0.8) continue;
        if (this.#stages(events, order, lot >= 0)) {
          left[lot] = (left[lot] as number) - 1;
          const price = prices[campaign] as number;
          refunds[order.number] = Math.round(price * order.refundShare);
        }
      }
      return lots.reduce((sum, lot) => sum + lot.units, 0);
    });
    return { stock, refunds };
  }

  /** Writes one order; true when it was paid. */
  #stages(events: EventBuffer, order: Order & { number: number }, inStock: boolean): boolean {
    const { triggeredAt, campaign, person, arm, number } = order;
    const write = (stage: DemoStage, at: number, client: number) =>
      events.add(at, person, withClient(STAGE_CODES[stage] | (campaign << 3) | (arm << 21), client), number);
    const post = (at: number, client: number) =>
      events.add(at, person, withClient(POST | (campaign << 3) | (arm << 21), client), number);
    write('triggered', triggeredAt, order.client);
    post(triggeredAt, order.client);
    if (!inStock) {
      write('declined', triggeredAt + 2000, order.client);
      return false;
    }
    const inTime = order.confirmAfter <= CONFIRMATION_WINDOW_MS;
    if (!inTime) {
      const cancelled = order.cancelled && order.confirmAfter === Number.POSITIVE_INFINITY;
      if (cancelled) write('cancelled', triggeredAt + CONFIRMATION_WINDOW_MS / 3, order.client);
      else write('expired', triggeredAt + CONFIRMATION_WINDOW_MS, order.client);
    }
    if (order.confirmAfter === Number.POSITIVE_INFINITY) return false;
    const confirmedAt = triggeredAt + order.confirmAfter;
    write('confirmed', confirmedAt, order.confirmClient);
    post(confirmedAt, order.confirmClient);
    if (!inTime) return false;
    const paidAt = confirmedAt + order.payAfter;
    write(order.pays ? 'paid' : 'declined', paidAt, order.confirmClient);
    if (!order.pays) return false;
    write('fulfilled', paidAt + order.fulfilAfter, order.confirmClient);
    if (order.refundShare > 0) write('refunded', paidAt + order.refundAfter, order.confirmClient);
    return true;
  }
}

const STAGE_CODES = {
  triggered: bare('triggered'),
  confirmed: bare('confirmed'),
  paid: bare('paid'),
  fulfilled: bare('fulfilled'),
  expired: bare('expired'),
  declined: bare('declined'),
  cancelled: bare('cancelled'),
  refunded: bare('refunded'),
};
const POST = encode({ kind: 'engagement', campaign: 0, action: 'post' });

function bare(stage: DemoStage): number {
  return encode({ kind: 'purchase', campaign: 0, stage });
}

interface Lot {
  units: number;
  from: number;
}

/** The units on offer and since when, set from what would be bought. */
function lotsOf(plan: CampaignPlan, orders: readonly Order[], starts: Float64Array): Lot[] {
  const buys = orders.filter((order) => order.confirmAfter <= CONFIRMATION_WINDOW_MS && order.pays);
  const from = Number.NEGATIVE_INFINITY;
  const { stock } = plan;
  if (stock.kind === 'ample') return [{ units: roundUp(buys.length * 1.35, buys.length > 1000 ? 500 : 50), from }];
  if (stock.kind === 'sells_out') return [{ units: roundUp(buys.length * 0.86, 10), from }];
  const restockedAt = (starts[stock.day] as number) + 9 * HOUR_MS;
  const before = buys.filter((order) => order.triggeredAt < restockedAt).length;
  const first = roundUp(before * 0.72, 10);
  return [
    { units: first, from },
    { units: roundUp(first + buys.length - before + 30, 50) - first, from: restockedAt },
  ];
}

const roundUp = (value: number, step: number) => Math.max(step, Math.ceil(value / step) * step);
