import { CELL, CELL_STAGES, TOP_FREQUENCY } from '../stores/clickhouse/cells-table.ts';
import type { Sink } from './accumulator.ts';

/** What a row of the log is to the cells. Codes are those the engine is asked to answer with. */
export const ROW = {
  control_impression: 0,
  impression: 1,
  engagement: 2,
  click: 3,
  follow: 4,
  unfollow: 5,
  activity: 6,
  triggered: 7,
  confirmed: 8,
  paid: 9,
  refunded: 10,
  other_purchase: 11,
} as const;

/** Rows of events in columns, as they are read; one row stands at the same index of each. */
export interface Rows {
  /** Days since 1970-01-01 of the workspace's calendar. */
  day: Uint16Array;
  /** Place within the day: rises with the instant, in milliseconds. */
  moment: Uint32Array;
  row: Uint8Array;
  /** Quantity; of paid and refunded rows the amount in minor units. */
  value: Float64Array;
  /** 0: none, 1: the workspace's, others by `currencyNumber`. */
  currency: Uint16Array;
  viewable: Uint8Array;
}

const STAGES = 5;
const KEPT = CELL_STAGES.indexOf('kept');
const STAGE_OF_ROW = new Int8Array(16).fill(-1);
STAGE_OF_ROW[ROW.engagement] = 0;
STAGE_OF_ROW[ROW.click] = 0;
STAGE_OF_ROW[ROW.follow] = 1;
STAGE_OF_ROW[ROW.triggered] = 2;
STAGE_OF_ROW[ROW.confirmed] = 3;
STAGE_OF_ROW[ROW.paid] = 4;
const PAID_STAGE = 4;
const ENGAGED = 1 << 0;
const PAID = 1 << PAID_STAGE;
/** Most people never pay: what they have none of is shared. */
const NO_BALANCES: Balance[] = [];
const NO_STEPS: number[] = [];

/** Money a person paid and got back on one day in one currency. */
interface Balance {
  day: number;
  currency: number;
  net: number;
}

/**
 * The cells of one person in one scope, one event day after the other. What a person amounts to in a period [from, to] is,
 * for a given last day, a step function of the first: true while `from` is at or before some day. The days of those steps are
 * kept; when an event day moves one, the cell of the new day is added and that of the old one taken away.
 *
 * Reusable: `walk` starts anew each time.
 */
export class PersonCells {
  /** Day of the k-th last impression, at k - 1; 0 when there is none. */
  readonly #recent = new Int32Array(TOP_FREQUENCY);
  /** Last day from which the person, by now, still counts as converted at frequency k, at k - 1. */
  readonly #converted = new Int32Array(TOP_FREQUENCY);
  /** Day of the last impression not after the last event of each stage. */
  readonly #did = new Int32Array(STAGES);
  readonly #reached = new Int32Array(STAGES);
  readonly #lastMoment = new Float64Array(STAGES);
  #balances: Balance[] = [];
  /** Steps of `kept`: pairs of day and sign. */
  #kept: number[] = [];

  /**
   * Gives `sink` the cells of the rows named by `order` from `start` to before `end` (indices into `rows`, ascending by day and
   * moment) whose `day` is at least `from`; earlier rows count as history.
   */
  walk(rows: Rows, order: Int32Array, start: number, end: number, from: number, sink: Sink): void {
    this.#recent.fill(0);
    this.#did.fill(0);
    this.#reached.fill(0);
    this.#converted.fill(0);
    this.#balances = NO_BALANCES;
    this.#kept = NO_STEPS;
    let lastEngaged = 0;
    let lastPaid = 0;
    let lastActive = 0;
    let lastAny = 0;
    for (let at = start; at < end; ) {
      const day = rows.day[order[at] as number] as number;
      const told = day >= from ? sink : null;
      const before = this.#recent[0] as number;
      let firstSeen = -1;
      let seen = 0;
      let viewable = 0;
      let isActive = false;
      let stages = 0;
      let money = false;
      for (; at < end; at += 1) {
        const index = order[at] as number;
        if (rows.day[index] !== day) break;
        const row = rows.row[index] as number;
        if (row === ROW.control_impression) continue;
        const value = rows.value[index] as number;
        const moment = rows.moment[index] as number;
        if (row === ROW.impression) {
          seen += value;
          if (rows.viewable[index] === 1) viewable += value;
          if (firstSeen < 0) firstSeen = moment;
          continue;
        }
        isActive = true;
        const stage = STAGE_OF_ROW[row] as number;
        if (stage >= 0) {
          this.#lastMoment[stage] = moment;
          stages |= 1 << stage;
        }
        const priced = row === ROW.paid || row === ROW.refunded;
        if (priced) {
          money = true;
          this.#balance(day, rows.currency[index] as number, row === ROW.paid ? value : -value);
        }
        if (told) emitAction(told, day, row, value, rows.currency[index] as number);
      }
      if (told) {
        sum(told, CELL.impressions, day, seen);
        sum(told, CELL.viewable_impressions, day, viewable);
        step(told, CELL.people, day, day, lastAny);
        if (isActive) step(told, CELL.active_users, day, day, lastActive);
        if (stages & ENGAGED) step(told, CELL.engaged_users, day, day, lastEngaged);
        if (stages & PAID) step(told, CELL.buyers, day, day, lastPaid);
      }
      lastAny = day;
      if (isActive) lastActive = day;
      if (stages & ENGAGED) lastEngaged = day;
      if (stages & PAID) lastPaid = day;
      if (seen > 0) this.#see(day, seen, told);
      if (stages !== 0) this.#stages(day, stages, firstSeen, before, told);
      if (seen > 0 || stages & PAID) this.#convert(day, told);
      if (money) this.#keep(day, told);
    }
  }

  /** Moves the days of the last impressions on by today's. */
  #see(day: number, times: number, sink: Sink | null): void {
    const recent = this.#recent;
    const added = Math.min(times, TOP_FREQUENCY);
    for (let k = TOP_FREQUENCY - 1; k >= 0; k -= 1) {
      const old = recent[k] as number;
      const now = k < added ? day : (recent[k - added] as number);
      if (now === old) continue;
      if (sink) step(sink, CELL.reach + k + 1, day, now, old);
      recent[k] = now;
    }
  }

  /** Moves the day of the last impression before the last event of each of today's `stages`, and what rests on it. */
  #stages(day: number, stages: number, firstSeen: number, before: number, sink: Sink | null): void {
    const [did, reached] = [this.#did, this.#reached];
    for (let stage = 0; stage < STAGES; stage += 1) {
      if ((stages & (1 << stage)) === 0) continue;
      const now = firstSeen >= 0 && firstSeen <= (this.#lastMoment[stage] as number) ? day : before;
      const old = did[stage] as number;
      if (now === old) continue;
      if (sink) step(sink, CELL.did + stage, day, now, old);
      did[stage] = now;
    }
    let furthest = 0;
    for (let stage = STAGES - 1; stage >= 0; stage -= 1) {
      furthest = Math.max(furthest, did[stage] as number);
      const old = reached[stage] as number;
      if (furthest === old) continue;
      if (sink) step(sink, CELL.reached + stage, day, furthest, old);
      reached[stage] = furthest;
    }
  }

  /** Moves the days from which the person still counts as converted; they rest on the impressions and on the last purchase. */
  #convert(day: number, sink: Sink | null): void {
    const paid = this.#did[PAID_STAGE] as number;
    if (paid === 0) return;
    for (let k = 0; k < TOP_FREQUENCY; k += 1) {
      const now = Math.min(this.#recent[k] as number, paid);
      const old = this.#converted[k] as number;
      if (now === old) continue;
      if (sink) step(sink, CELL.converted + k + 1, day, now, old);
      this.#converted[k] = now;
    }
  }

  #balance(day: number, currency: number, amount: number): void {
    const same = this.#balances.find((entry) => entry.day === day && entry.currency === currency);
    if (same) same.net += amount;
    else if (this.#balances === NO_BALANCES) this.#balances = [{ day, currency, net: amount }];
    else this.#balances.push({ day, currency, net: amount });
  }

  /**
   * `kept` can be lost again by a refund, so it is a sum of signed steps: between two days with money the balance of the
   * period is the same wherever the period begins.
   */
  #keep(day: number, sink: Sink | null): void {
    const steps = this.#keptSteps();
    if (sink) {
      for (let at = 0; at < steps.length; at += 2) {
        sink.add(CELL.did + KEPT, day, steps[at] ?? 0, steps[at + 1] ?? 0);
      }
      for (let at = 0; at < this.#kept.length; at += 2) {
        sink.add(CELL.did + KEPT, day, this.#kept[at] ?? 0, -(this.#kept[at + 1] ?? 0));
      }
    }
    this.#kept = steps;
  }

  #keptSteps(): number[] {
    const paid = this.#did[PAID_STAGE] as number;
    const steps: number[] = [];
    if (paid === 0) return steps;
    const nets = new Map<number, number>();
    let later = false;
    for (let at = this.#balances.length - 1; at >= 0; ) {
      const { day } = this.#balances[at] ?? { day: 0 };
      for (; at >= 0 && this.#balances[at]?.day === day; at -= 1) {
        const entry = this.#balances[at];
        if (entry) nets.set(entry.currency, (nets.get(entry.currency) ?? 0) + entry.net);
      }
      const kept = [...nets.values()].some((net) => net > 0);
      if (kept !== later) steps.push(Math.min(day, paid), kept ? 1 : -1);
      later = kept;
    }
    return steps;
  }
}

function sum(sink: Sink, measure: number, day: number, n: number): void {
  if (n !== 0) sink.add(measure, day, day, n);
}

function step(sink: Sink, measure: number, day: number, now: number, old: number): void {
  if (now > 0) sink.add(measure, day, now, 1);
  if (old > 0) sink.add(measure, day, old, -1);
}

/** The sums that one row other than an impression adds to. */
function emitAction(sink: Sink, day: number, row: number, value: number, currency: number): void {
  const priced = row === ROW.paid || row === ROW.refunded;
  sum(sink, CELL.actions, day, priced ? 1 : value);
  if (row === ROW.engagement || row === ROW.click) sum(sink, CELL.engagements, day, value);
  if (row === ROW.click) sum(sink, CELL.clicks, day, value);
  if (row === ROW.follow) sum(sink, CELL.follows, day, value);
  if (row === ROW.unfollow) sum(sink, CELL.unfollows, day, value);
  if (!priced) return;
  if (currency !== 1) {
    if (currency > 1) sink.add(row === ROW.paid ? CELL.other_paid : CELL.other_refunded, day, currency, value);
    return;
  }
  if (row === ROW.paid) sum(sink, CELL.gross_revenue, day, value);
  else {
    sum(sink, CELL.refunds, day, value);
    sink.add(CELL.refund_rows, day, day, 1);
  }
}
