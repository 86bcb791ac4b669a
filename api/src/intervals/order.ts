import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import { CELL } from '../stores/clickhouse/cells-table.ts';
import type { Sink } from './accumulator.ts';
import { ROW, type Rows } from './person.ts';

const DAY_MS = 86_400_000;
const WINDOW_MS = CONFIRMATION_WINDOW_SECONDS * 1000;

/** A day on which an order was triggered, and whether it was confirmed in time after the day's first trigger. */
export interface TriggerDay {
  day: number;
  confirmed: boolean;
}

/** The days on which an order was triggered, in whatever scope; all rows of the order, from `start` to before `end`. */
export function triggerDays(rows: Rows, start: number, end: number): TriggerDay[] {
  const confirmed: number[] = [];
  for (let index = start; index < end; index += 1) {
    if (rows.row[index] === ROW.confirmed) confirmed.push(instant(rows, index));
  }
  const days: TriggerDay[] = [];
  for (let index = start; index < end; index += 1) {
    if (rows.row[index] !== ROW.triggered) continue;
    const day = rows.day[index] ?? 0;
    if (days.at(-1)?.day === day) continue;
    const first = instant(rows, index);
    days.push({ day, confirmed: confirmed.some((moment) => moment >= first && moment <= first + WINDOW_MS) });
  }
  return days;
}

function instant(rows: Rows, index: number): number {
  return (rows.day[index] ?? 0) * DAY_MS + (rows.moment[index] ?? 0);
}

/**
 * The cells of one order in one scope: an order counts once in a period as triggered, as confirmed, as paid, and as paid in
 * the workspace's currency, however many rows of it the period holds. `triggers` are those of the whole order; a period's
 * first one decides whether the order was confirmed in time. Other arguments as of `PersonCells.walk`.
 */
export function walkOrder(
  rows: Rows,
  order: Int32Array,
  start: number,
  end: number,
  from: number,
  sink: Sink,
  triggers: readonly TriggerDay[],
): void {
  let triggered = 0;
  let paid = 0;
  let inCurrency = 0;
  for (let at = start; at < end; at += 1) {
    const index = order[at] ?? 0;
    const day = rows.day[index] ?? 0;
    const row = rows.row[index] ?? 0;
    if (row === ROW.triggered) {
      if (day !== triggered && day >= from) confirm(triggers, day, triggered, sink);
      triggered = once(CELL.triggers, day, triggered, from, sink);
    }
    if (row !== ROW.paid) continue;
    paid = once(CELL.purchases, day, paid, from, sink);
    if (rows.currency[index] === 1) inCurrency = once(CELL.currency_orders, day, inCurrency, from, sink);
  }
}

function once(measure: number, day: number, before: number, from: number, sink: Sink): number {
  if (day !== before && day >= from) {
    sink.add(measure, day, day, 1);
    if (before > 0) sink.add(measure, day, before, -1);
  }
  return day;
}

/** The last trigger in scope moves from `before` to `day`: a period that begins after `before` now holds the order, too. */
function confirm(triggers: readonly TriggerDay[], day: number, before: number, sink: Sink): void {
  let later = false;
  for (let at = triggers.length - 1; at >= 0; at -= 1) {
    const trigger = triggers[at];
    if (!trigger || trigger.day > day) continue;
    if (trigger.day <= before) break;
    if (trigger.confirmed !== later) sink.add(CELL.confirmations, day, trigger.day, trigger.confirmed ? 1 : -1);
    later = trigger.confirmed;
  }
  if (later && before > 0) sink.add(CELL.confirmations, day, before, -1);
}
