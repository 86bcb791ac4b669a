import type { Mean } from '@syncline/shared/means';
import type { Behaviour, IndexRequest } from '@syncline/shared/research';
import { SEGMENTS } from '@syncline/shared/segments';
import type { Filter } from '@syncline/shared/query';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { activeDays } from './active-days.ts';
import { standingFollows } from './follows.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { eachActive, hasOneOf } from './people.ts';
import { belongsTo } from './rows.ts';
import { OWN_BY_DEVICE, primaryDevice } from './source.ts';
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

type OwnBehaviour = Exclude<Behaviour, 'follows_1' | 'follows_5' | 'follows_11'>;

/** Rows of one's own of which one is enough. */
const BY_ONE_ROW: Record<Exclude<OwnBehaviour, 'active_2_days' | 'active_7_days'>, (currency: string) => Fragment> = {
  engages: (currency) => belongsTo('engagements', currency),
  likes: () => sql`kind = 'engagement' AND action = 'like'`,
  replies: () => sql`kind = 'engagement' AND action = 'reply'`,
  reposts: () => sql`kind = 'engagement' AND action IN ('repost', 'quote')`,
  clicks: (currency) => belongsTo('clicks', currency),
  triggers: (currency) => belongsTo('triggered', currency),
  pays: (currency) => belongsTo('paid', currency),
};

/** Days that must have one. */
const BY_DAYS: Partial<Record<Behaviour, number>> = { active_2_days: 2, active_7_days: 7 };

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
      ${countedEach(people.did)} AS did,
      ${each((value) => sql`toString(sum(toInt256(${value})))`) ?? sql`emptyArrayString()`} AS sums,
      ${each((value) => sql`toString(sum(toInt256(toInt128(${value}) * ${value})))`) ?? sql`emptyArrayString()`} AS squares,
      ${each((value) => sql`countIf(${value} != 0)`) ?? sql`emptyArrayUInt64()`} AS having
    FROM (SELECT *, ${primaryDevice(scope.primaryDeviceThreshold, asked.minimum_actions)} AS primary_device FROM ${people.from})
    WHERE ${matching(primaryDeviceFilters(scope), scope)}
    GROUP BY primary_device`);
}

/** How many people each of the conditions holds of, as an array. */
export function countedEach(conditions: readonly Fragment[]): Fragment {
  return sql`[${join(
    conditions.map((condition) => sql`countIf(${condition})`),
    ', ',
  )}]`;
}

/** Filters of people by what their primary device is; the others are of events. */
export function primaryDeviceFilters(scope: Scope): readonly Filter[] {
  return scope.filters.filter(({ dimension }) => dimension === 'primary_device');
}

/**
 * FROM clause of one row a person: one with an action of their own in the period, whatever the filters, and an event under
 * them; with `handheld`, `desktop` and `known`, what they act on. In terms of its columns `did` are the conditions of what
 * they do and `values` are what means are over, each in the order asked.
 */
export function peopleOf(
  scope: Scope,
  { behaviours, means }: Pick<Asked, 'behaviours' | 'means'>,
): { from: Fragment; did: Fragment[]; values: Fragment[] } {
  const { currency, period } = scope;
  const ofRows = scope.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const selected = matching(ofRows, scope);
  const listed = sql`(kind != 'impression' OR (${belongsTo('impressions', currency)}))`;
  // Without filters whoever acted has an event under them.
  const among = ofRows.length === 0 ? null : hasOneOf(sql`${inPeriod(period)} AND ${selected} AND ${listed}`);
  const days = activeDays(period, selected);
  const bits: Fragment[] = [];
  const did = behaviours.map((key) => {
    const [brands, least] = [BRANDS_FOLLOWED[key], BY_DAYS[key]];
    if (brands !== undefined) return sql`brands >= ${bind('UInt32', brands)}`;
    if (least !== undefined) return sql`${days.number} >= ${bind('UInt32', least)}`;
    const place = bind('UInt8', bits.length);
    bits.push(sql`bitShiftLeft(toUInt16(${BY_ONE_ROW[key as keyof typeof BY_ONE_ROW](currency)}), ${place})`);
    return sql`bitTest(did_here, ${place})`;
  });
  const values = means.map((key) => VALUES[key](days.number));
  const needs = (some: readonly string[]) => [...behaviours, ...means].some((key) => some.includes(key));
  const follows = needs(['brands_followed', ...Object.keys(BRANDS_FOLLOWED)])
    ? sql` ANY LEFT JOIN (${brandsFollowed({ ...scope, filters: ofRows })}) AS following USING (uid)`
    : sql``;
  const columns = [
    OWN_BY_DEVICE,
    ...(bits.length > 0 ? [sql`groupBitOrIf(${join(bits, ' + ')}, ${selected}) AS did_here`] : []),
    ...(needs(['active_days', ...Object.keys(BY_DAYS)]) ? days.held : []),
    ...(needs(['actions']) ? [sql`toInt64(sumIf(quantity, ${selected})) AS actions`] : []),
    ...(needs(['net_spend']) ? [sql`toInt64(sumIf(${netAmount(currency)}, ${selected})) AS net_spend`] : []),
  ];
  return { from: sql`(${eachActive(scope, columns, among)}) AS people${follows}`, did, values };
}

/** What a mean is over, per person; of days by their number. */
const VALUES: Record<Mean, (days: Fragment) => Fragment> = {
  actions: () => sql`actions`,
  active_days: (days) => sql`toInt64(${days})`,
  brands_followed: () => sql`toInt64(brands)`,
  net_spend: () => sql`net_spend`,
};

/** What a row adds to somebody's spend: paid, less refunded. */
function netAmount(currency: string): Fragment {
  return sql`multiIf(${belongsTo('paid_in_currency', currency)}, amount, ${belongsTo('refunded_in_currency', currency)}, -amount, 0)`;
}

/** Brands that each person follows at the end of the period, as the audience's answers count them; who follows none is left out. */
function brandsFollowed(scope: Scope): Fragment {
  return sql`SELECT uid, count() AS brands FROM (${standingFollows(scope, untilEndOf(scope.period))}) GROUP BY uid`;
}
