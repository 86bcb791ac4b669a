import { DEVICES } from '@syncline/shared/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CELL,
  CELL_SEGMENT_THRESHOLD,
  CELL_SEGMENTS,
  CELL_STAGES,
  DEVICE_SETS,
  deviceBit,
  SEGMENT_CODES,
  SEGMENT_MEASURES,
  TOP_FREQUENCY,
} from '../stores/clickhouse/cells-table.ts';
import type { Cell } from './accumulator.ts';
import { CellBuilder } from './builder.ts';
import type { EntityRows } from './grouping.ts';
import { ROW } from './person.ts';

const FIRST = 20_000;
const DAYS = 6;
const BRANDS = ['', 'alder'];
const CAMPAIGNS = ['', 'desk', 'lamp'];

interface Event {
  entity: number;
  day: number;
  moment: number;
  row: number;
  device: number;
  brand: number;
  campaign: number;
  value: number;
  currency: number;
  viewable: number;
}

const rowCodes = Object.values(ROW);
const event: fc.Arbitrary<Event> = fc
  .record({
    entity: fc.integer({ min: 1, max: 4 }),
    day: fc.integer({ min: 0, max: DAYS - 1 }),
    moment: fc.integer({ min: 0, max: 5 }),
    row: fc.constantFrom(...rowCodes, ROW.impression, ROW.impression, ROW.paid, ROW.refunded),
    device: fc.integer({ min: 0, max: DEVICES.length - 1 }),
    brand: fc.integer({ min: 0, max: BRANDS.length - 1 }),
    campaign: fc.integer({ min: 0, max: CAMPAIGNS.length - 1 }),
    value: fc.integer({ min: 1, max: 4 }),
    currency: fc.integer({ min: 1, max: 3 }),
    viewable: fc.integer({ min: 0, max: 1 }),
  })
  .map((one) => ({
    ...one,
    day: FIRST + one.day,
    device: 1 << one.device,
    currency: one.row === ROW.paid || one.row === ROW.refunded ? one.currency : 0,
  }));

const period = fc
  .tuple(fc.integer({ min: 0, max: DAYS - 1 }), fc.integer({ min: 0, max: DAYS - 1 }))
  .map(([one, other]) => ({ from: FIRST + Math.min(one, other), to: FIRST + Math.max(one, other) }));

const span = { first: FIRST, last: FIRST + DAYS - 1 };

function builder(from: number, expects: 'dense' | 'sparse'): CellBuilder {
  const scoped = (slug: string) => ({ slug, ...span });
  return new CellBuilder({
    brands: BRANDS.map(scoped),
    campaigns: CAMPAIGNS.map(scoped),
    account: span,
    from,
    expects,
  });
}

function columns(events: readonly Event[]): EntityRows {
  return {
    length: events.length,
    entity: Uint32Array.from(events, ({ entity }) => entity),
    day: Uint16Array.from(events, ({ day }) => day),
    moment: Uint32Array.from(events, ({ moment }) => moment),
    row: Uint8Array.from(events, ({ row }) => row),
    device: Uint8Array.from(events, ({ device }) => device),
    brand: Uint16Array.from(events, ({ brand }) => brand),
    campaign: Uint16Array.from(events, ({ campaign }) => campaign),
    value: Float64Array.from(events, ({ value }) => value),
    currency: Uint16Array.from(events, ({ currency }) => currency),
    viewable: Uint8Array.from(events, ({ viewable }) => viewable),
  };
}

type Named = Pick<Cell, 'by' | 'scope' | 'devices' | 'measure'>;

const keyOf = ({ by, scope, devices, measure }: Named) => `${by}/${scope}/${devices}/${measure}`;

/** A measure that is told apart by currency. */
const inCurrency = (measure: number, currency: number) => measure + 256 * currency;

/** The figures of a period out of cells, what the queries do in SQL; those that are 0 are left out. */
function figures(cells: readonly Cell[], { from, to }: { from: number; to: number }): Record<string, number> {
  const sums = new Map<string, number>();
  for (const cell of cells) {
    const byCurrency = cell.measure === CELL.other_paid || cell.measure === CELL.other_refunded;
    if (cell.day > to || (byCurrency ? cell.day : cell.start) < from) continue;
    const key = keyOf({ ...cell, measure: byCurrency ? inCurrency(cell.measure, cell.start) : cell.measure });
    sums.set(key, (sums.get(key) ?? 0) + cell.n);
  }
  return Object.fromEntries([...sums].filter(([, n]) => n !== 0));
}

/** Every figure of a period, counted event by event without cells. */
function counted(events: readonly Event[]): Map<number, number> {
  const figures = new Map<number, number>();
  const add = (measure: number, n: number) => figures.set(measure, (figures.get(measure) ?? 0) + n);
  for (const person of new Set(events.map(({ entity }) => entity))) {
    const rows = events.filter(({ entity }) => entity === person);
    const is = (...codes: number[]) => rows.filter(({ row }) => codes.includes(row));
    const instant = ({ day, moment }: Event) => day * 100 + moment;
    const total = (some: readonly Event[]) => some.reduce((sum, { value }) => sum + value, 0);
    const seen = is(ROW.impression);
    const priced = is(ROW.paid, ROW.refunded);
    const actions = rows.filter(({ row }) => row !== ROW.impression && row !== ROW.control_impression);
    const engaged = is(ROW.engagement, ROW.click);
    add(CELL.impressions, total(seen));
    add(CELL.viewable_impressions, total(seen.filter(({ viewable }) => viewable === 1)));
    add(CELL.engagements, total(engaged));
    add(CELL.clicks, total(is(ROW.click)));
    add(CELL.follows, total(is(ROW.follow)));
    add(CELL.unfollows, total(is(ROW.unfollow)));
    add(CELL.actions, total(actions.filter((one) => !priced.includes(one))) + priced.length);
    add(CELL.gross_revenue, total(is(ROW.paid).filter(({ currency }) => currency === 1)));
    add(CELL.refunds, total(is(ROW.refunded).filter(({ currency }) => currency === 1)));
    add(CELL.refund_rows, is(ROW.refunded).filter(({ currency }) => currency === 1).length);
    for (const { currency, row, value } of priced.filter(({ currency }) => currency > 1)) {
      add(inCurrency(row === ROW.paid ? CELL.other_paid : CELL.other_refunded, currency), value);
    }
    if (engaged.length > 0) add(CELL.engaged_users, 1);
    if (is(ROW.paid).length > 0) add(CELL.buyers, 1);
    if (actions.length > 0) add(CELL.active_users, 1);
    add(CELL.people, 1);
    if (seen.length === 0) continue;
    const first = Math.min(...seen.map(instant));
    const lastPaid = Math.max(-1, ...is(ROW.paid).map(instant));
    for (let k = 1; k <= TOP_FREQUENCY; k += 1) {
      if (total(seen) < k) continue;
      add(CELL.reach + k, 1);
      if (lastPaid >= first) add(CELL.converted + k, 1);
    }
    const did = [engaged, is(ROW.follow), is(ROW.triggered), is(ROW.confirmed), is(ROW.paid)].map(
      (some) => Math.max(-1, ...some.map(instant)) >= first,
    );
    const net = new Map<number, number>();
    for (const { row, value, currency } of priced) {
      net.set(currency, (net.get(currency) ?? 0) + (row === ROW.paid ? value : -value));
    }
    const kept = did[4] === true && [...net.values()].some((amount) => amount > 0);
    did.forEach((done, stage) => {
      if (done) add(CELL.did + stage, 1);
      if (did.slice(stage).includes(true)) add(CELL.reached + stage, 1);
    });
    if (kept) add(CELL.did + CELL_STAGES.indexOf('kept'), 1);
  }
  return figures;
}

/** The figures of people of each primary device, which all that they did in the period decides. */
function countedBySegment(events: readonly Event[], everything: readonly Event[]): Map<number, number> {
  const figures = new Map<number, number>();
  for (const person of new Set(events.map(({ entity }) => entity))) {
    const place = CELL_SEGMENTS.findIndex((segment) => segment === primaryDevice(everything, person));
    if (place < 0) continue;
    const theirs = counted(events.filter(({ entity }) => entity === person));
    SEGMENT_MEASURES.forEach((measure, index) => {
      const code = CELL.segments + SEGMENT_CODES * place + index;
      const n = theirs.get(measure === 'reach' ? CELL.reach + 1 : CELL[measure]) ?? 0;
      figures.set(code, (figures.get(code) ?? 0) + n);
    });
  }
  return figures;
}

function primaryDevice(events: readonly Event[], person: number): string {
  const on = (...devices: (typeof DEVICES)[number][]) =>
    events
      .filter(({ entity, device }) => entity === person && devices.some((one) => deviceBit(one) === device))
      .filter(({ row }) => row !== ROW.impression && row !== ROW.control_impression)
      .reduce((sum, { row, value }) => sum + (row === ROW.paid || row === ROW.refunded ? 1 : value), 0);
  const known = on(...DEVICES.filter((device) => device !== 'unknown'));
  if (known === 0) return 'unknown';
  if (on('mobile', 'tablet') / known >= CELL_SEGMENT_THRESHOLD) return 'mobile';
  return on('desktop') / known >= CELL_SEGMENT_THRESHOLD ? 'desktop' : 'mixed';
}

function scopesOf(events: readonly Event[]): { by: Cell['by']; scope: string; members: readonly Event[] }[] {
  return [
    { by: 'account', scope: '', members: events },
    ...BRANDS.map((scope, place) => ({
      by: 'brand' as const,
      scope,
      members: events.filter(({ brand }) => brand === place),
    })),
    ...CAMPAIGNS.map((scope, place) => ({
      by: 'campaign' as const,
      scope,
      members: events.filter(({ campaign }) => campaign === place),
    })),
  ];
}

function expectFigures(
  cells: readonly Cell[],
  events: readonly Event[],
  period: { from: number; to: number },
  count: (some: readonly Event[], everything: readonly Event[]) => Map<number, number> = counted,
): void {
  const inPeriod = events.filter(({ day }) => day >= period.from && day <= period.to);
  const all = events.filter(({ day, row }) => day >= period.from && (day <= period.to || row === ROW.confirmed));
  const expected: Record<string, number> = {};
  for (const { by, scope, members } of scopesOf(inPeriod)) {
    for (const devices of DEVICE_SETS) {
      const selected = members.filter(({ device }) => (device & devices) !== 0);
      const bySegment = by === 'account' && count === counted ? countedBySegment(selected, inPeriod) : [];
      for (const [measure, n] of [...count(selected, all), ...bySegment]) {
        if (n !== 0) expected[keyOf({ by, scope, devices, measure })] = n;
      }
    }
  }
  expect(figures(cells, period)).toEqual(expected);
}

/** Orders that a period holds, counted without cells; `everything` are all rows of the period, and later confirmations. */
function countedOrders(events: readonly Event[], everything: readonly Event[]): Map<number, number> {
  const orders = (some: readonly Event[]) => new Set(some.map(({ entity }) => entity));
  const paid = events.filter(({ row }) => row === ROW.paid);
  const triggered = orders(events.filter(({ row }) => row === ROW.triggered));
  const instant = ({ day, moment }: Event) => day * 86_400_000 + moment;
  const confirmed = [...triggered].filter((order) => {
    const rows = everything.filter(({ entity }) => entity === order);
    const first = Math.min(...rows.filter(({ row }) => row === ROW.triggered).map(instant));
    return rows.some((one) => one.row === ROW.confirmed && instant(one) >= first && instant(one) <= first + 900_000);
  });
  return new Map([
    [CELL.triggers, triggered.size],
    [CELL.confirmations, confirmed.length],
    [CELL.purchases, orders(paid).size],
    [CELL.currency_orders, orders(paid.filter(({ currency }) => currency === 1)).size],
  ]);
}

describe('cells of people', () => {
  test.each(['dense', 'sparse'] as const)('add up to what is counted event by event, in any period (%s)', (expects) => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), period, (events, asked) => {
        const cells = builder(0, expects);
        cells.addPeople(columns(events));
        expectFigures([...cells.cells()], events, asked);
      }),
      { numRuns: 150 },
    );
  });

  test('close day by day to the same as all at once', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), period, (events, asked) => {
        const cells: Cell[] = [];
        for (let day = span.first; day <= span.last; day += 1) {
          const today = new Set(events.filter((one) => one.day === day).map(({ entity }) => entity));
          const closing = builder(day, 'dense');
          closing.addPeople(columns(events.filter((one) => one.day <= day && today.has(one.entity))));
          cells.push(...closing.cells());
        }
        expectFigures(cells, events, asked);
      }),
      { numRuns: 100 },
    );
  });

  test.each(['dense', 'sparse'] as const)('are repaired by taking the old ones of a person away (%s)', (expects) => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.array(event, { maxLength: 6 }),
        period,
        (before, late, asked) => {
          const cells = builder(0, 'dense');
          cells.addPeople(columns(before));
          const changed = new Set(late.map(({ entity }) => entity));
          const theirs = (events: readonly Event[]) => columns(events.filter(({ entity }) => changed.has(entity)));
          const after = [...before.slice(1), ...late];
          const removed = before[0];
          if (removed) changed.add(removed.entity);
          const difference = builder(0, expects);
          difference.addPeople(theirs(before), -1);
          difference.addPeople(theirs(after));
          expectFigures([...cells.cells(), ...difference.cells()], after, asked);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('count somebody with thousands of events on two devices', () => {
    const one = fc.sample(event, 1)[0] as Event;
    const events = Array.from({ length: 3000 }, (_, index) => ({
      ...one,
      row: ROW.impression,
      day: FIRST + (index % DAYS),
      device: 1 << (index % 2),
      moment: index,
    }));
    const cells = builder(0, 'dense');
    cells.addPeople(columns(events));
    expectFigures([...cells.cells()], events, { from: FIRST, to: FIRST + DAYS - 1 });
  });

  test('tell somebody apart by primary device who acts on many days', () => {
    const days = 40;
    const often = fc.array(fc.tuple(event, fc.integer({ min: 0, max: days - 1 })), { minLength: 60, maxLength: 90 });
    const asked = fc.tuple(fc.integer({ min: 0, max: days - 1 }), fc.integer({ min: 0, max: days - 1 }));
    fc.assert(
      fc.property(often, asked, (drawn, [one, other]) => {
        const events = drawn.map(([draft, day]) => ({ ...draft, entity: 1, day: FIRST + day }));
        const cells = builder(0, 'sparse');
        cells.addPeople(columns(events));
        const period = { from: FIRST + Math.min(one, other), to: FIRST + Math.max(one, other) };
        expectFigures([...cells.cells()], events, period);
      }),
      { numRuns: 60 },
    );
  });

  test('name a scope that the lists lack', () => {
    const cells = builder(0, 'sparse');
    const stranger = { ...(fc.sample(event, 1)[0] as Event), campaign: 9 };
    expect(() => cells.addPeople(columns([stranger]))).toThrow(RangeError);
  });
});

/** Moments about midnight, so that confirmations fall within the window, at its edge, and on the next day. */
const orderEvent: fc.Arbitrary<Event> = fc
  .tuple(
    event,
    fc.constantFrom(ROW.triggered, ROW.confirmed, ROW.paid, ROW.refunded),
    fc.constantFrom(0, 1, 899_999, 900_000, 900_001, 86_399_999, 85_500_000, 85_499_999),
  )
  .map(([one, row, moment]) => ({ ...one, row, moment, currency: row === ROW.paid ? Math.max(1, one.currency) : 0 }));

describe('cells of orders', () => {
  test('count an order once in a period, however many rows it has', () => {
    fc.assert(
      fc.property(fc.array(orderEvent, { maxLength: 30 }), period, (events, asked) => {
        const cells = builder(0, 'dense');
        cells.addOrders(columns(events));
        expectFigures([...cells.cells()], events, asked, countedOrders);
      }),
      { numRuns: 400 },
    );
  });
});
