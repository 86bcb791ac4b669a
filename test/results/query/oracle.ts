import { resolveComparison, type Comparison, type Period } from '@syncline/shared/time';
import { CURRENCY, type SpendDay, ZONE } from './world.ts';

/** A stored event as the second implementation reads it back with a bare SELECT. */
export interface Stored {
  day: string;
  ms: number;
  kind: string;
  uid: number;
  brand: string;
  campaign: string;
  offer: string;
  network: string;
  device: string;
  client: string;
  action: string;
  stage: string;
  arm: string;
  order: string;
  amount: number;
  currency: string;
  quantity: number;
  viewable: boolean;
  /** The event's hash, in decimal digits. */
  hash: string;
}

export interface Condition {
  dimension: string;
  op: string;
  values: readonly string[];
}

export interface Question {
  period: Period;
  filters: readonly Condition[];
  primary_device_threshold: number;
  metrics: readonly string[];
  dimensions: readonly string[];
  compare?: Comparison | undefined;
  order_by: readonly ({ metric: string; direction: string } | { dimension: string; direction: string })[];
  limit: number;
  offset: number;
}

type Value = string | number;
type Figures = Record<string, number | null>;

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' });
const hourOf = (event: Stored) => Number(clock.format(event.ms));
const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const iso = (date: Date) => date.toISOString().slice(0, 10);

const impression = (event: Stored) => event.kind === 'impression' && event.arm !== 'control';
const purchase = (stage: string) => (event: Stored) => event.kind === 'purchase' && event.stage === stage;
const engagement = (event: Stored) => event.kind === 'engagement';
const click = (event: Stored) => engagement(event) && event.action === 'click';
const action = (event: Stored) => event.kind !== 'impression';
const paidHere = (event: Stored) => purchase('paid')(event) && event.currency === CURRENCY;
const refundedHere = (event: Stored) => purchase('refunded')(event) && event.currency === CURRENCY;

const total = (events: readonly Stored[], field: 'quantity' | 'amount') =>
  events.reduce((sum, event) => sum + event[field], 0);
const people = (events: readonly Stored[]) => new Set(events.map((event) => event.uid)).size;
const orders = (events: readonly Stored[]) => new Set(events.map((event) => event.order)).size;
const over = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator);

/** Of non-negative integers, half up. */
const rounded = (amount: number | null, count: number, factor: number) =>
  amount === null || count === 0 ? null : Math.floor((2 * amount * factor + count) / (2 * count));

/** Computes everything from the stored events, one by one, in plain loops and sets; shares no code with the product's questions. */
export class Oracle {
  readonly #events: readonly Stored[];
  readonly #spend: readonly SpendDay[];

  constructor(events: readonly Stored[], spend: readonly SpendDay[] = []) {
    this.#events = events;
    this.#spend = spend;
  }

  /** Primary device of every person with an action in the period. */
  primaryDevices(period: Period, threshold: number): Map<number, string> {
    const used = new Map<number, Record<string, number>>();
    for (const event of this.#events) {
      if (!action(event) || event.day < period.from || event.day > period.to) continue;
      const devices = used.get(event.uid) ?? {};
      devices[event.device] = (devices[event.device] ?? 0) + event.quantity;
      used.set(event.uid, devices);
    }
    return new Map(
      [...used].map(([uid, { mobile = 0, tablet = 0, desktop = 0, other = 0 }]) => {
        const known = mobile + tablet + desktop + other;
        if (known === 0) return [uid, 'unknown'];
        if ((mobile + tablet) / known >= threshold) return [uid, 'mobile'];
        return [uid, desktop / known >= threshold ? 'desktop' : 'mixed'];
      }),
    );
  }

  /** Events of the period for which every filter holds, with the value of any dimension at hand. */
  scope(question: Pick<Question, 'filters' | 'primary_device_threshold'>, period: Period) {
    const primary = this.primaryDevices(period, question.primary_device_threshold);
    const value = (event: Stored, dimension: string) => valueOf(event, dimension, primary);
    const events = this.#events.filter(
      (event) =>
        event.day >= period.from &&
        event.day <= period.to &&
        question.filters.every((filter) => holds(filter, String(value(event, filter.dimension)))),
    );
    return { events, value };
  }

  /** Orders confirmed at most 15 minutes after their first trigger of the period, whatever the filter. */
  confirmedOrders(period: Period): Set<string> {
    const first = new Map<string, number>();
    for (const event of this.#events) {
      if (!purchase('triggered')(event) || event.day < period.from || event.day > period.to) continue;
      first.set(event.order, Math.min(event.ms, first.get(event.order) ?? Infinity));
    }
    const confirmed = this.#events.filter((event) => {
      const trigger = first.get(event.order);
      return (
        purchase('confirmed')(event) &&
        trigger !== undefined &&
        event.ms - trigger >= 0 &&
        event.ms - trigger <= 900_000
      );
    });
    return new Set(confirmed.map((event) => event.order));
  }

  /** Rows, number of rows on all pages, and totals, as `POST /query` must give them. */
  answer(question: Question) {
    const now = this.#grouped(question, question.period);
    const comparison = question.compare === undefined ? null : resolveComparison(question.period, question.compare);
    const then = comparison && this.#grouped(question, comparison);
    const before = new Map(
      then && comparison ? then.groups.map((group) => [aligned(group.values, comparison), group.metrics]) : [],
    );
    const sorted = now.groups.toSorted((a, b) => compareGroups(a, b, question));
    const rows = sorted.slice(question.offset, question.offset + question.limit).map((group) => {
      const row = { dimensions: Object.fromEntries(group.values), metrics: group.metrics };
      if (!then || !comparison) return row;
      const key = aligned(group.values, question.period);
      if (before.has(key)) return { ...row, comparison: before.get(key) };
      // Nothing was spent there on those days; whether that is 0 or unknown hangs on the other days.
      const spent = this.#spent(question, { from: '', to: '' }, group.values);
      return { ...row, comparison: figures([], question.metrics, new Set(), spent) };
    });
    const totals = { metrics: now.totals, ...(then ? { comparison: then.totals } : {}) };
    if (question.dimensions.length === 0) return { rows: [{ dimensions: {}, ...totals }], rows_total: 1, totals };
    return { rows, rows_total: now.groups.length, totals };
  }

  #grouped(question: Question, period: Period) {
    const { events, value } = this.scope(question, period);
    const confirmed = this.confirmedOrders(period);
    const counted = events.filter((event) => question.metrics.some((metric) => concerns(metric, event)));
    const groups = new Map<string, { values: Map<string, Value>; events: Stored[] }>();
    for (const event of counted) {
      const values = new Map(question.dimensions.map((dimension) => [dimension, value(event, dimension)]));
      const key = JSON.stringify([...values.values()]);
      const group = groups.get(key) ?? { values, events: [] };
      group.events.push(event);
      groups.set(key, group);
    }
    for (const values of this.#spendGroups(question, period)) {
      const key = JSON.stringify([...values.values()]);
      if (!groups.has(key)) groups.set(key, { values, events: [] });
    }
    return {
      totals: figures(
        events,
        question.metrics,
        confirmed,
        this.#spent({ ...question, dimensions: [] }, period, new Map()),
      ),
      groups: [...groups.values()].map((group) => ({
        values: group.values,
        metrics: figures(group.events, question.metrics, confirmed, this.#spent(question, period, group.values)),
      })),
    };
  }

  /** The days of spend that a question's filters leave; null where it filters or groups by what they are not known by. */
  #spendInScope({ filters, dimensions }: Pick<Question, 'filters' | 'dimensions'>): SpendDay[] | null {
    const told = ['campaign', 'brand', 'time:day', 'time:week', 'time:month'];
    if (dimensions.some((dimension) => !told.includes(dimension))) return null;
    if (filters.some(({ dimension, op }) => !['campaign', 'brand'].includes(dimension) || !op.startsWith('is')))
      return null;
    return this.#spend.filter((line) =>
      filters.every((filter) => holds(filter, filter.dimension === 'brand' ? line.brand : line.campaign)),
    );
  }

  /** Groups in which something is known to have been spent, be it 0. */
  #spendGroups(question: Question, period: Period): Map<string, Value>[] {
    if (!question.metrics.some((metric) => ['spend', 'cpm', 'cpa', 'roas'].includes(metric))) return [];
    return (this.#spendInScope(question) ?? [])
      .filter(({ day }) => day >= period.from && day <= period.to)
      .map((line) => new Map(question.dimensions.map((dimension) => [dimension, spendValue(line, dimension)])));
  }

  /** What was spent in a group: null where no day of its campaigns is known, in the period or outside. */
  #spent(question: Question, period: Period, values: ReadonlyMap<string, Value>): number | null {
    const named = [...values].filter(([dimension]) => !dimension.startsWith('time:'));
    const known = this.#spendInScope(question)?.filter((line) =>
      named.every(([dimension, value]) => spendValue(line, dimension) === value),
    );
    if (!known || known.length === 0) return null;
    return known
      .filter(({ day }) => day >= period.from && day <= period.to)
      .filter((line) => [...values].every(([dimension, value]) => spendValue(line, dimension) === value))
      .reduce((sum, { minor }) => sum + minor, 0);
  }
}

function valueOf(event: Stored, dimension: string, primary: ReadonlyMap<number, string>): Value {
  const monday = () => {
    const date = utc(event.day);
    while (date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() - 1);
    return iso(date);
  };
  switch (dimension) {
    case 'primary_device':
      return primary.get(event.uid) ?? 'unknown';
    case 'time:hour':
      return `${event.day}T${clock.format(event.ms)}:00`;
    case 'time:day':
      return event.day;
    case 'time:week':
      return monday();
    case 'time:month':
      return `${event.day.slice(0, 8)}01`;
    case 'hour_of_day':
      return hourOf(event);
    case 'weekday':
      return [7, 1, 2, 3, 4, 5, 6][utc(event.day).getUTCDay()] ?? 0;
    default:
      return String(event[dimension as keyof Stored]);
  }
}

function spendValue(line: SpendDay, dimension: string): Value {
  return valueOf(line as unknown as Stored, dimension, new Map());
}

function holds({ dimension, op, values }: Condition, value: string): boolean {
  const fold = (text: string) => (dimension === 'client' ? text.toLowerCase() : text);
  const some = (test: (wanted: string) => boolean) => values.some((wanted) => test(fold(wanted)));
  if (op === 'is') return some((wanted) => fold(value) === wanted);
  if (op === 'is_not') return !some((wanted) => fold(value) === wanted);
  if (op === 'contains') return some((wanted) => fold(value).includes(wanted));
  return some((wanted) => fold(value).startsWith(wanted));
}

/** What a metric looks at. */
function concerns(metric: string, event: Stored): boolean {
  const looks: Record<string, readonly ((event: Stored) => boolean)[]> = {
    impressions: [impression],
    viewable_impressions: [(e) => impression(e) && e.viewable],
    reach: [impression],
    frequency: [impression],
    engagements: [engagement],
    engaged_users: [engagement],
    engagement_rate: [engagement, impression],
    clicks: [click],
    click_rate: [click, impression],
    follows: [(e) => e.kind === 'follow'],
    unfollows: [(e) => e.kind === 'unfollow'],
    net_follows: [(e) => e.kind === 'follow' || e.kind === 'unfollow'],
    follow_rate: [(e) => e.kind === 'follow', impression],
    follow_rate_per_impression: [(e) => e.kind === 'follow', impression],
    triggers: [purchase('triggered')],
    confirmations: [purchase('triggered')],
    confirm_rate: [purchase('triggered')],
    lost_triggers: [purchase('lost')],
    purchases: [purchase('paid')],
    buyers: [purchase('paid')],
    people: [() => true],
    conversion_per_person: [() => true],
    conversion_per_reach: [purchase('paid'), impression],
    conversion_per_impression: [purchase('paid'), impression],
    conversion_per_click: [purchase('paid'), click],
    gross_revenue: [paidHere],
    refunds: [refundedHere],
    net_revenue: [paidHere, refundedHere],
    average_order_value: [paidHere],
    spend: [],
    cpm: [impression],
    cpa: [purchase('paid')],
    roas: [paidHere, refundedHere],
    active_users: [action],
    actions: [action],
    actions_per_user: [action],
  };
  const tests = looks[metric];
  if (!tests) throw new Error(`the second implementation does not know ${metric}`);
  return tests.some((test) => test(event));
}

function figures(
  events: readonly Stored[],
  metrics: readonly string[],
  confirmed: ReadonlySet<string>,
  spend: number | null,
): Figures {
  const impressions = total(events.filter(impression), 'quantity');
  const reach = people(events.filter(impression));
  const engagements = total(events.filter(engagement), 'quantity');
  const clicks = total(events.filter(click), 'quantity');
  const follows = total(
    events.filter((event) => event.kind === 'follow'),
    'quantity',
  );
  const unfollows = total(
    events.filter((event) => event.kind === 'unfollow'),
    'quantity',
  );
  const triggered = events.filter(purchase('triggered'));
  const confirmations = orders(triggered.filter((event) => confirmed.has(event.order)));
  const paid = events.filter(purchase('paid'));
  const gross = total(paid.filter(paidHere), 'amount');
  const ordersHere = orders(paid.filter(paidHere));
  const refunds = total(events.filter(refundedHere), 'amount');
  const own = events.filter(action);
  const all: Figures = {
    impressions,
    viewable_impressions: total(
      events.filter((event) => impression(event) && event.viewable),
      'quantity',
    ),
    reach,
    frequency: over(impressions, reach),
    engagements,
    engaged_users: people(events.filter(engagement)),
    engagement_rate: over(engagements, impressions),
    clicks,
    click_rate: over(clicks, impressions),
    follows,
    unfollows,
    net_follows: follows - unfollows,
    follow_rate: over(follows, reach),
    follow_rate_per_impression: over(follows, impressions),
    triggers: orders(triggered),
    confirmations,
    confirm_rate: over(confirmations, orders(triggered)),
    lost_triggers: orders(events.filter(purchase('lost'))),
    purchases: orders(paid),
    buyers: people(paid),
    people: people(events),
    conversion_per_person: over(people(paid), people(events)),
    conversion_per_reach: over(people(paid), reach),
    conversion_per_impression: over(orders(paid), impressions),
    conversion_per_click: over(orders(paid), clicks),
    gross_revenue: gross,
    refunds,
    net_revenue: gross - refunds,
    average_order_value: ordersHere === 0 ? null : Math.round(gross / ordersHere),
    spend,
    cpm: rounded(spend, impressions, 1000),
    cpa: rounded(spend, orders(paid), 1),
    roas: spend === null ? null : over(gross - refunds, spend),
    active_users: people(own),
    actions: total(own, 'quantity'),
    actions_per_user: over(total(own, 'quantity'), people(own)),
  };
  return Object.fromEntries(metrics.map((metric) => [metric, all[metric] ?? null]));
}

interface Group {
  values: ReadonlyMap<string, Value>;
  metrics: Figures;
}

const CALENDAR = ['time:hour', 'time:day', 'time:week', 'time:month', 'hour_of_day', 'weekday'];

function compareGroups(a: Group, b: Group, question: Question): number {
  const calendar = question.dimensions.filter((dimension) => CALENDAR.includes(dimension));
  const byDefault = [
    ...calendar.map((dimension) => ({ dimension, direction: 'asc' })),
    { metric: question.metrics[0] ?? '', direction: 'desc' },
  ];
  const leading = question.order_by.length > 0 ? question.order_by : byDefault;
  const ties = question.dimensions.map((dimension) => ({ dimension, direction: 'asc' }));
  for (const order of [...leading, ...ties]) {
    const [left, right] =
      'metric' in order
        ? [a.metrics[order.metric] ?? null, b.metrics[order.metric] ?? null]
        : [a.values.get(order.dimension) ?? null, b.values.get(order.dimension) ?? null];
    const sign = compareValues(left, right, order.direction);
    if (sign !== 0) return sign;
  }
  return 0;
}

function compareValues(a: Value | null, b: Value | null, direction: string): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const sign =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return direction === 'asc' ? sign : -sign;
}

/** Values of a group with calendar buckets as their place in the sequence of all buckets of the period. */
function aligned(values: ReadonlyMap<string, Value>, period: Period): string {
  return JSON.stringify(
    [...values].map(([dimension, value]) =>
      dimension.startsWith('time:') ? buckets(period, dimension).get(String(value)) : value,
    ),
  );
}

const sequences = new Map<string, ReadonlyMap<string, number>>();

function buckets(period: Period, dimension: string): ReadonlyMap<string, number> {
  const key = `${dimension} ${period.from} ${period.to}`;
  const known = sequences.get(key);
  if (known) return known;
  const found = new Set<string>();
  for (const day = utc(period.from); iso(day) <= period.to; day.setUTCDate(day.getUTCDate() + 1)) {
    const event = { day: iso(day) } as Stored;
    if (dimension === 'time:hour') {
      for (let hour = 0; hour < 24; hour += 1) found.add(`${event.day}T${String(hour).padStart(2, '0')}:00`);
    } else {
      found.add(String(valueOf(event, dimension, new Map())));
    }
  }
  const sequence = new Map([...found].map((bucket, index) => [bucket, index]));
  sequences.set(key, sequence);
  return sequence;
}
