import type { DevicePathsRequest, DevicesRequest, IntensityRequest } from '@syncline/shared/devices';
import { DEVICES } from '@syncline/shared/events';
import type { Oracle, Stored } from './oracle.ts';

/** The device analyses once more, person by person and order by order over the stored events. */
const DAY_MS = 24 * 60 * 60 * 1000;
const EVER = { from: '1970-01-01', to: '2148-12-31' };
const SHOWN_BY = ['brand', 'campaign', 'network'];

const isImpression = (event: Stored) => event.kind === 'impression' && event.arm !== 'control';
const isPaid = (event: Stored) => event.kind === 'purchase' && event.stage === 'paid';

const COUNTED: Record<string, (event: Stored) => boolean> = {
  reach: isImpression,
  active_users: (event) => event.kind !== 'impression',
  engaged_users: (event) => event.kind === 'engagement',
  buyers: isPaid,
};

function grouped<Key>(events: readonly Stored[], key: (event: Stored) => Key): Map<Key, Stored[]> {
  const groups = new Map<Key, Stored[]>();
  for (const event of events) {
    const group = groups.get(key(event));
    if (group) group.push(event);
    else groups.set(key(event), [event]);
  }
  return groups;
}

/** People of each metric by part: the names of the devices of each person decide. */
export function expectedParts(oracle: Oracle, request: DevicesRequest) {
  const { events } = oracle.scope(request, request.period);
  return Object.fromEntries(
    Object.entries(COUNTED).map(([metric, counts]) => {
      const parts: Record<string, number> = { mobile_only: 0, both: 0, desktop_only: 0, other: 0, unknown: 0 };
      for (const own of grouped(events.filter(counts), ({ uid }) => uid).values()) {
        const used = new Set(own.map(({ device }) => device));
        const part = partOf(used.has('mobile') || used.has('tablet'), used.has('desktop'), used.has('other'));
        parts[part] = (parts[part] ?? 0) + 1;
      }
      return [metric, parts];
    }),
  );
}

function partOf(mobile: boolean, desktop: boolean, other: boolean): string {
  if (mobile) return desktop ? 'both' : 'mobile_only';
  if (desktop) return 'desktop_only';
  return other ? 'other' : 'unknown';
}

/** Orders and buyers by "seen > bought", each counted beside everything its person was shown. */
export function expectedPaths(oracle: Oracle, request: DevicePathsRequest) {
  const paid = oracle.scope(request, request.period).events.filter(isPaid);
  const filters = request.filters.filter(({ dimension }) => SHOWN_BY.includes(dimension));
  const shown = grouped(oracle.scope({ ...request, filters }, EVER).events.filter(isImpression), ({ uid }) => uid);
  const counted = (groups: Iterable<readonly Stored[]>) => {
    const paths: Record<string, number> = {};
    for (const payments of groups) {
      const first = payments.reduce((one, other) => (isBefore(other, one) ? other : one));
      const path = `${seenBefore(first, shown.get(first.uid) ?? [], request.view_days)} > ${first.device}`;
      paths[path] = (paths[path] ?? 0) + 1;
    }
    return paths;
  };
  return {
    purchases: counted(grouped(paid, ({ order }) => order).values()),
    buyers: counted(grouped(paid, ({ uid }) => uid).values()),
  };
}

function isBefore(one: Stored, other: Stored): boolean {
  return one.ms < other.ms || (one.ms === other.ms && BigInt(one.hash) < BigInt(other.hash));
}

function seenBefore(payment: Stored, impressions: readonly Stored[], days: number): string {
  const within = impressions.filter(({ ms }) => ms <= payment.ms && ms >= payment.ms - days * DAY_MS);
  const last = Math.max(...within.map(({ ms }) => ms));
  const devices = within.filter(({ ms }) => ms === last).map(({ device }) => device);
  return DEVICES.find((device) => devices.includes(device)) ?? 'not_seen';
}

export interface ActivePerson {
  group: string;
  actions: number;
  days: number;
}

/** Everybody with an action under the filters, what they did, and their primary device. */
export function activePeople(oracle: Oracle, events: readonly Stored[], request: IntensityRequest): ActivePerson[] {
  const { period, primary_device_threshold: threshold, minimum_actions: least } = request;
  const primary = oracle.primaryDevices(period, threshold);
  const ofPeople = request.filters.filter(({ dimension }) => dimension === 'primary_device');
  const filters = request.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const own = events.filter(({ kind, day }) => kind !== 'impression' && day >= period.from && day <= period.to);
  const known = grouped(
    own.filter(({ device }) => device !== 'unknown'),
    ({ uid }) => uid,
  );
  const selected = oracle.scope({ ...request, filters }, period).events.filter(({ kind }) => kind !== 'impression');
  return [...grouped(selected, ({ uid }) => uid)]
    .map(([uid, done]) => ({
      group: quantityOf(known.get(uid) ?? []) < least ? 'unknown' : (primary.get(uid) ?? 'unknown'),
      actions: quantityOf(done),
      days: new Set(done.map(({ day }) => day)).size,
    }))
    .filter(({ group }) => ofPeople.every(({ op, values }) => values.includes(group) === (op === 'is')));
}

/** The figures of some people: sums, means, and the deciles one after the other out of their sorted list. */
export function intensityFigures(people: readonly ActivePerson[]) {
  const sorted = people.map(({ actions }) => actions).toSorted((a, b) => a - b);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length);
  const deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((tenths) => {
    return sorted.find((_, place) => (place + 1) * 10 >= sorted.length * tenths) ?? [];
  });
  return {
    people: people.length,
    actions: sum(sorted),
    actions_per_person: mean(sorted),
    deciles,
    days_per_person: mean(people.map(({ days }) => days)),
  };
}

function quantityOf(events: readonly Stored[]): number {
  return events.reduce((sum, { quantity }) => sum + quantity, 0);
}
