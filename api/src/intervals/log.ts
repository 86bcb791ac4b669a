import { CONFIRMATION_WINDOW_SECONDS } from '@syncline/shared/metrics';
import { addDays } from '@syncline/shared/time';
import { z } from 'zod';
import { dayStart } from '../lib/zone.ts';
import { type AnalyticsWriter, type Parameters } from '../stores/clickhouse/port.ts';
import { type NativeColumn, readNative } from '../stores/clickhouse/native-columns.ts';
import type { Scoped } from './builder.ts';
import type { EntityRows } from './grouping.ts';
import { ROW } from './person.ts';
import { slugList } from './slug-list.ts';

/** Local days begin at most this long before those of UTC. */
const EARLIEST_LOCAL_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;
const PEOPLE_PER_BUCKET = 1024;

/** Which events count: those stored by journal record `sequence`, and not removed by it. */
export interface AsOf {
  sequence: number;
}

/** Everything that does not change from one read of the log to the next. */
export interface Vocabulary {
  brands: readonly Scoped[];
  campaigns: readonly Scoped[];
  /** The first day that holds an event; null in an empty log. */
  firstDay: string | null;
  currency: string;
}

/** People by number, both ends included. */
export interface PeopleRange {
  from: number;
  to: number;
}

/** What was stored or removed after journal record `sequence`, on these days; null is any day. */
export interface Change {
  sequence: number;
  days: readonly string[] | null;
}

/** Whose rows are read: everybody's, those with an event on a day, or those whose closed days changed. */
export type Whose = { everybody: true } | { activeOn: string } | { changedSince: Change };

const scopeRow = z.object({ slug: z.string(), first: z.int(), last: z.int() });
const textRow = z.object({ value: z.string() });
const rowsRow = z.object({ rows: z.int() });
const bucketRow = z.object({ bucket: z.int(), rows: z.int() });
const changedRow = z.object({ people: z.int(), first: z.string(), last: z.string() });

/** The event log as the cells are made of it. */
export class CellSource {
  readonly #writer: AnalyticsWriter;
  readonly #timezone: string;

  /** `timezone` is the IANA zone of the workspace. */
  constructor(writer: AnalyticsWriter, timezone: string) {
    this.#writer = writer;
    this.#timezone = timezone;
  }

  /** Brands and campaigns of the log, and its first day, over days up to `through`. */
  async vocabulary(currency: string, through: string): Promise<Vocabulary> {
    const scoped = (column: string) =>
      this.#writer.query(
        `SELECT ${column} AS slug, toUInt32(toUInt16(min(day))) AS first, toUInt32(toUInt16(max(day))) AS last
         FROM ${EVER_STORED} WHERE day <= {through:Date} GROUP BY slug ORDER BY slug`,
        { through },
        scopeRow,
      );
    const [brands, campaigns, days] = await Promise.all([
      scoped('brand'),
      scoped('campaign'),
      this.#writer.query(
        'SELECT toString(min(day)) AS value FROM events WHERE day <= {through:Date} HAVING count() > 0',
        { through },
        textRow,
      ),
    ]);
    return {
      brands,
      campaigns,
      firstDay: days[0]?.value ?? null,
      currency,
    };
  }

  /** Ranges of people that hold at most about `rows` rows each. */
  async ranges(rows: number): Promise<PeopleRange[]> {
    const buckets = await this.#writer.query(
      `SELECT intDiv(uid, ${PEOPLE_PER_BUCKET}) AS bucket, count() AS rows FROM events GROUP BY bucket ORDER BY bucket`,
      {},
      bucketRow,
    );
    const ranges: PeopleRange[] = [];
    let held = Number.POSITIVE_INFINITY;
    for (const bucket of buckets) {
      const to = (bucket.bucket + 1) * PEOPLE_PER_BUCKET - 1;
      const open = ranges.at(-1);
      if (open && held + bucket.rows <= rows) {
        open.to = to;
        held += bucket.rows;
      } else {
        ranges.push({ from: open ? open.to + 1 : 0, to });
        held = bucket.rows;
      }
    }
    const last = ranges.at(-1);
    if (last) last.to = 0xffff_ffff;
    return ranges;
  }

  /** People with an event on a day up to `through` that was stored or removed since, and on which days. */
  async changed(
    since: Change,
    { sequence }: AsOf,
    through: string,
  ): Promise<{ people: number; first: string; last: string } | null> {
    const [row] = await this.#writer.query(
      `SELECT count() AS people, toString(min(first_day)) AS first, toString(max(last_day)) AS last FROM (
         SELECT uid, min(day) AS first_day, max(day) AS last_day FROM (
           SELECT uid, day FROM events
           WHERE seq > {since:UInt64} AND seq <= {sequence:UInt64} AND ${ORDERS_THROUGH} AND ${onDays(since)}
           UNION ALL
           SELECT uid, day FROM removed_events
           WHERE removed_seq > {since:UInt64} AND removed_seq <= {sequence:UInt64} AND ${ORDERS_THROUGH} AND ${onDays(since)})
         GROUP BY uid)`,
      { ...changeOf(since), sequence, through, last_confirmation: this.#lastConfirmation(through) },
      changedRow,
    );
    return row === undefined || row.people === 0 ? null : row;
  }

  /** Rows of people up to the day `through`, as of one or two moments; `isMember` says which rows stood at each. */
  async people(
    vocabulary: Vocabulary,
    whose: Whose,
    range: PeopleRange,
    through: string,
    moments: readonly AsOf[],
    signal: AbortSignal,
  ): Promise<MomentRows> {
    const { condition, parameters } = selection(whose, 'uid', 'uid BETWEEN {from_uid:UInt32} AND {to_uid:UInt32}');
    const people = { ...parameters, from_uid: range.from, to_uid: range.to };
    return this.#rows(vocabulary, 'uid AS entity', { condition, parameters: people }, through, moments, signal);
  }

  /** In how many parts of all orders, by their keys, `orders` brings at most about `rows` rows at once. */
  async orderParts(whose: Whose, through: string, rows: number): Promise<number> {
    const { condition, parameters } = ordersOf(whose);
    const [row] = await this.#writer.query(
      `SELECT (SELECT count() FROM events WHERE ${ORDERS_THROUGH} AND ${condition})
         + (SELECT count() FROM removed_events WHERE ${ORDERS_THROUGH} AND ${condition}) AS rows`,
      { ...parameters, through, last_confirmation: this.#lastConfirmation(through) },
      rowsRow,
    );
    return Math.max(1, Math.ceil((row?.rows ?? 0) / rows));
  }

  /** Rows of one part of the orders, likewise. */
  async orders(
    vocabulary: Vocabulary,
    whose: Whose,
    { part, parts }: { part: number; parts: number },
    through: string,
    moments: readonly AsOf[],
    signal: AbortSignal,
  ): Promise<MomentRows> {
    const entity = 'toUInt32(dense_rank() OVER (ORDER BY order_key)) AS entity';
    const { condition, parameters } = ordersOf(whose);
    const selected = {
      condition: parts === 1 ? condition : `${condition} AND order_key % {parts:UInt32} = {part:UInt32}`,
      parameters: parts === 1 ? parameters : { ...parameters, part, parts },
    };
    return this.#rows(vocabulary, entity, selected, through, moments, signal, ORDERS_THROUGH);
  }

  async #rows(
    { brands, campaigns, currency }: Vocabulary,
    entity: string,
    { condition, parameters }: Selection,
    through: string,
    moments: readonly AsOf[],
    signal: AbortSignal,
    days = DAYS_THROUGH,
  ): Promise<MomentRows> {
    const sequences = Object.fromEntries(moments.map(({ sequence }, index) => [`sequence_${index}`, sequence]));
    const stood = (test: (at: string) => string) =>
      moments.map((_, index) => `toUInt8(${test(`{sequence_${index}:UInt64}`)}) AS stood_${index}`).join(', ');
    const [brandList, campaignList] = [slugList('brands', slugsOf(brands)), slugList('campaigns', slugsOf(campaigns))];
    const bytes = await this.#writer.columns(
      `SELECT ${entity}, toUInt16(day) AS day,
         toUInt32(toUnixTimestamp64Milli(at) - toInt64(toUInt16(day)) * ${DAY_MS} + ${EARLIEST_LOCAL_MS}) AS moment,
         ${ROW_CODE} AS row, toUInt8(bitShiftLeft(1, toUInt8(device))) AS device,
         toUInt16(indexOf(${brandList.sql}, toString(brand)) - 1) AS brand,
         toUInt16(indexOf(${campaignList.sql}, toString(campaign)) - 1) AS campaign,
         toFloat64(if(stage IN ('paid', 'refunded'), amount, quantity)) AS value,
         ${CURRENCY_NUMBER} AS currency,
         toUInt8(viewable) AS viewable, ${moments.map((_, index) => `stood_${index}`).join(', ')}
       FROM (
         SELECT ${COLUMNS}, ${stood((at) => `seq <= ${at}`)} FROM events WHERE ${days} AND ${condition}
         UNION ALL
         SELECT ${COLUMNS}, ${stood((at) => `seq <= ${at} AND removed_seq > ${at}`)} FROM (
           SELECT ${COLUMNS}, seq, min(removed_seq) AS removed_seq FROM removed_events
           WHERE ${days} AND ${condition} GROUP BY ${COLUMNS}, seq, row))`,
      {
        ...parameters,
        ...sequences,
        through,
        last_confirmation: this.#lastConfirmation(through),
        ...brandList.parameters,
        ...campaignList.parameters,
        currency,
      },
      { signal },
    );
    return new MomentRows(bytes);
  }

  /** The last instant at which an order triggered on the day can be confirmed in time, in epoch milliseconds. */
  #lastConfirmation(day: string): number {
    return dayStart(this.#timezone, addDays(day, 1)) + CONFIRMATION_WINDOW_SECONDS * 1000;
  }
}

/** Rows as they came from the engine, of which some stood at one moment and some at another. */
export class MomentRows {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The rows that stood at the moment of this place. */
  at(moment: number): EntityRows {
    const blocks = [...readNative(this.bytes)];
    const stood = blocks.map(({ columns }) => columns.get(`stood_${moment}`) ?? new Uint8Array());
    const length = stood.reduce((sum, column) => sum + count(column), 0);
    const rows: EntityRows = {
      length,
      entity: new Uint32Array(length),
      day: new Uint16Array(length),
      moment: new Uint32Array(length),
      row: new Uint8Array(length),
      device: new Uint8Array(length),
      brand: new Uint16Array(length),
      campaign: new Uint16Array(length),
      value: new Float64Array(length),
      currency: new Uint16Array(length),
      viewable: new Uint8Array(length),
    };
    let at = 0;
    blocks.forEach(({ columns }, index) => {
      const members = stood[index] ?? new Uint8Array();
      const taken = count(members);
      for (const [name, column] of columns) {
        const target = (rows as unknown as Record<string, NativeColumn | undefined>)[name];
        if (target) copyWhere(column, members, target, at, taken);
      }
      at += taken;
    });
    return rows;
  }
}

function count(members: NativeColumn): number {
  let sum = 0;
  for (let at = 0; at < members.length; at += 1) sum += members[at] ?? 0;
  return sum;
}

function copyWhere(
  source: NativeColumn,
  members: NativeColumn,
  target: NativeColumn,
  from: number,
  taken: number,
): void {
  if (taken === members.length) {
    target.set(source, from);
    return;
  }
  let to = from;
  for (let at = 0; at < members.length; at += 1) {
    if (members[at] === 1) {
      target[to] = source[at] ?? 0;
      to += 1;
    }
  }
}

/** An order triggered in the last minutes of a day is confirmed on the next. */
const ORDERS_THROUGH = `(day <= {through:Date} OR (day = {through:Date} + 1 AND stage = 'confirmed'
  AND toUnixTimestamp64Milli(at) <= {last_confirmation:Int64}))`;
const DAYS_THROUGH = 'day <= {through:Date}';

const COLUMNS =
  'uid, day, at, kind, arm, action, stage, order_key, device, brand, campaign, amount, quantity, currency, viewable';

const EVER_STORED =
  '(SELECT day, brand, campaign FROM events UNION ALL SELECT day, brand, campaign FROM removed_events)';

const ROW_CODE = `toUInt8(multiIf(kind = 'impression', if(arm = 'control', ${ROW.control_impression}, ${ROW.impression}),
  kind = 'engagement', if(action = 'click', ${ROW.click}, ${ROW.engagement}), kind = 'follow', ${ROW.follow},
  kind = 'unfollow', ${ROW.unfollow}, kind = 'activity', ${ROW.activity}, stage = 'triggered', ${ROW.triggered},
  stage = 'confirmed', ${ROW.confirmed}, stage = 'paid', ${ROW.paid}, stage = 'refunded', ${ROW.refunded},
  ${ROW.other_purchase}))`;

/** As `currencyNumber`. */
const CURRENCY_NUMBER = `toUInt16(multiIf(currency = '', 0, currency = {currency:String}, 1,
  2 + ((ascii(toString(currency)) - 65) * 26 + ascii(substring(toString(currency), 2)) - 65) * 26
    + ascii(substring(toString(currency), 3)) - 65))`;

const slugsOf = (scopes: readonly Scoped[]): string[] => scopes.map(({ slug }) => slug);

const onDays = ({ days }: Change): string => (days === null ? '1' : 'day IN {changed_days:Array(Date)}');

function changeOf({ sequence, days }: Change): Parameters {
  return { since: sequence, ...(days && { changed_days: days }) };
}

interface Selection {
  condition: string;
  parameters: Parameters;
}

function ordersOf(whose: Whose): Selection {
  return selection(whose, 'order_key', "kind = 'purchase'");
}

function selection(whose: Whose, key: 'uid' | 'order_key', always: string): Selection {
  const days = key === 'uid' ? DAYS_THROUGH : ORDERS_THROUGH;
  if ('everybody' in whose) return { condition: always, parameters: {} };
  if ('activeOn' in whose) {
    return {
      condition: `${always} AND ${key} IN (SELECT ${key} FROM events WHERE day = {active_on:Date} AND ${always}
        UNION ALL SELECT ${key} FROM removed_events WHERE day = {active_on:Date} AND ${always})`,
      parameters: { active_on: whose.activeOn },
    };
  }
  return {
    condition: `${always} AND ${key} IN (
      SELECT ${key} FROM events WHERE seq > {since:UInt64} AND ${days} AND ${always} AND ${onDays(whose.changedSince)}
      UNION ALL
      SELECT ${key} FROM removed_events
      WHERE removed_seq > {since:UInt64} AND ${days} AND ${always} AND ${onDays(whose.changedSince)})`,
    parameters: changeOf(whose.changedSince),
  };
}
