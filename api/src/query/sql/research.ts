import type { Mean } from '@syncline/shared/means';
import type { Behaviour, IndexRequest } from '@syncline/shared/research';
import { SEGMENTS } from '@syncline/shared/segments';
import type { Filter } from '@syncline/shared/query';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { standingFollows } from './follows.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { ACTIONS_BY_DEVICE, primaryDevice } from './source.ts';
import { inPeriod, untilEndOf } from './time.ts';
import { matching } from './where.ts';

/**
 * The people of one primary device, how many of them do each thing asked about, and of each mean asked for what it is made
 * of: the sum, the sum of squares (both exact, as text), and how many have any; all in the order asked.
 */
export const segmentRowSchema = z.object({
  device: z.enum([...SEGMENTS, 'unknown']),
  people: z.int(),
  did: z.array(z.int()),
  sums: z.array(z.string()),
  squares: z.array(z.string()),
  having: z.array(z.int()),
});
export type SegmentRow = z.infer<typeof segmentRowSchema>;

/** Brands that must be followed at the end of the period. */
const BRANDS_FOLLOWED: Partial<Record<Behaviour, number>> = { follows_1: 1, follows_5: 5, follows_11: 11 };

type OfEvents = (selected: Fragment, currency: string) => Fragment;

const some =
  (rows: (currency: string) => Fragment): OfEvents =>
  (selected, currency) =>
    sql`countIf(${selected} AND ${rows(currency)}) > 0`;
const activeOn =
  (days: number): OfEvents =>
  (selected, currency) =>
    sql`uniqExactIf(day, ${selected} AND ${belongsTo('actions', currency)}) >= ${bind('UInt32', days)}`;

/** What is told of a person by their own events of the scope. */
const OF_EVENTS: Record<Exclude<Behaviour, 'follows_1' | 'follows_5' | 'follows_11'>, OfEvents> = {
  engages: some((currency) => belongsTo('engagements', currency)),
  likes: some(() => sql`kind = 'engagement' AND action = 'like'`),
  replies: some(() => sql`kind = 'engagement' AND action = 'reply'`),
  reposts: some(() => sql`kind = 'engagement' AND action IN ('repost', 'quote')`),
  clicks: some((currency) => belongsTo('clicks', currency)),
  active_2_days: activeOn(2),
  active_7_days: activeOn(7),
  triggers: some((currency) => belongsTo('triggered', currency)),
  pays: some((currency) => belongsTo('paid', currency)),
};

/** What a mean is over, per person by their own events of the scope; brands followed are joined. */
const VALUES: Record<Exclude<Mean, 'brands_followed'>, OfEvents> = {
  actions: (selected, currency) => sql`toInt64(sumIf(quantity, ${selected} AND ${belongsTo('actions', currency)}))`,
  active_days: (selected, currency) =>
    sql`toInt64(uniqExactIf(day, ${selected} AND ${belongsTo('actions', currency)}))`,
  net_spend: (selected, currency) => {
    const money = (rows: 'paid_in_currency' | 'refunded_in_currency') =>
      sql`toInt64(sumIf(amount, ${selected} AND ${belongsTo(rows, currency)}))`;
    return sql`${money('paid_in_currency')} - ${money('refunded_in_currency')}`;
  },
};

type Asked = Pick<IndexRequest, 'behaviours' | 'means' | 'minimum_actions'>;

/**
 * People by primary device, how many of each do what is asked, and the sums behind the means, in one scan of the period
 * and one of the follows up to its end.
 */
export function compileSegments(scope: Scope, asked: Asked): Statement {
  const people = peopleOf(scope, asked);
  const each = (aggregate: (value: Fragment) => Fragment) =>
    people.values.length === 0 ? null : sql`[${join(people.values.map(aggregate), ', ')}]`;
  return compile(sql`
    SELECT primary_device AS device, count() AS people,
      sumForEach(${people.did}) AS did,
      ${each((value) => sql`toString(sum(toInt256(${value})))`) ?? sql`emptyArrayString()`} AS sums,
      ${each((value) => sql`toString(sum(toInt256(${value}) * ${value}))`) ?? sql`emptyArrayString()`} AS squares,
      ${each((value) => sql`countIf(${value} != 0)`) ?? sql`emptyArrayUInt64()`} AS having
    FROM (SELECT *, ${primaryDeviceName(scope, asked)} AS primary_device FROM ${people.from})
    WHERE ${matching(primaryDeviceFilters(scope), scope)}
    GROUP BY primary_device`);
}

function primaryDeviceName(scope: Scope, { minimum_actions: least }: Pick<Asked, 'minimum_actions'>): Fragment {
  return sql`if(known < ${bind('UInt32', least)}, 'unknown', toString(${primaryDevice(scope.primaryDeviceThreshold)}))`;
}

/** Filters of people by what their primary device is; the others are of events. */
export function primaryDeviceFilters(scope: Scope): readonly Filter[] {
  return scope.filters.filter(({ dimension }) => dimension === 'primary_device');
}

/**
 * FROM clause of one row a person: one with an action of their own in the period, whatever the filters, and an event under
 * them; with `handheld`, `desktop` and `known`, what they act on. In terms of its columns `did` is an array of what they do
 * and `values` are what means are over, each in the order asked.
 */
export function peopleOf(
  scope: Scope,
  { behaviours, means }: Pick<Asked, 'behaviours' | 'means'>,
): { from: Fragment; did: Fragment; values: Fragment[] } {
  const ofRows = scope.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const selected = sql`${matching(ofRows, scope)} AND (kind != 'impression' OR (${belongsTo('impressions', scope.currency)}))`;
  // Without filters whoever acted is selected, and no impression need be read.
  const read = ofRows.length === 0 ? sql`kind != 'impression'` : sql`(kind != 'impression' OR (${selected}))`;
  const [ownDid, ownValues]: [Fragment[], Fragment[]] = [[], []];
  const did = behaviours.map((key) => {
    const brands = BRANDS_FOLLOWED[key];
    if (brands !== undefined) return sql`brands >= ${bind('UInt32', brands)}`;
    const place = ownDid.push(OF_EVENTS[key as keyof typeof OF_EVENTS](selected, scope.currency));
    return sql`did_here[${bind('UInt32', place)}]`;
  });
  const values = means.map((key) => {
    if (key === 'brands_followed') return sql`toInt64(brands)`;
    const place = ownValues.push(VALUES[key](selected, scope.currency));
    return sql`values_here[${bind('UInt32', place)}]`;
  });
  const needsBrands = means.includes('brands_followed') || behaviours.some((key) => BRANDS_FOLLOWED[key] !== undefined);
  const follows = needsBrands
    ? sql` ANY LEFT JOIN (${brandsFollowed({ ...scope, filters: ofRows })}) AS following USING (uid)`
    : sql``;
  const columns = [
    ACTIONS_BY_DEVICE,
    ...(ownDid.length > 0 ? [sql`[${join(ownDid, ', ')}] AS did_here`] : []),
    ...(ownValues.length > 0 ? [sql`[${join(ownValues, ', ')}] AS values_here`] : []),
  ];
  const from = sql`(
      SELECT uid, ${join(columns, ', ')}
      FROM events WHERE ${inPeriod(scope.period)} AND ${read}
      GROUP BY uid HAVING countIf(kind != 'impression') > 0 AND countIf(${selected}) > 0
    ) AS people${follows}`;
  return { from, did: sql`[${join(did, ', ')}]`, values };
}

/** Brands that each person follows at the end of the period, as the audience's answers count them; who follows none is left out. */
function brandsFollowed(scope: Scope): Fragment {
  return sql`SELECT uid, count() AS brands FROM (${standingFollows(scope, untilEndOf(scope.period))}) GROUP BY uid`;
}
