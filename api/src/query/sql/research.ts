import { type Behaviour, type IndexRequest, SEGMENTS } from '@syncline/shared/research';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { ACTIONS_BY_DEVICE, primaryDevice } from './source.ts';
import { inPeriod, untilEndOf } from './time.ts';
import { matching } from './where.ts';

/** The people of one primary device, and how many of them do each thing asked about, in the order asked. */
export const segmentRowSchema = z.object({
  device: z.enum([...SEGMENTS, 'unknown']),
  people: z.int(),
  did: z.array(z.int()),
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

/**
 * People by primary device, and how many of each do what is asked, in one scan of the period and one of the follows up to
 * its end. A person is one with an action of their own in the period, whatever the filters, and an event under them.
 */
export function compileSegments(
  scope: Scope,
  { behaviours, minimum_actions: least }: Pick<IndexRequest, 'behaviours' | 'minimum_actions'>,
): Statement {
  const ofPeople = scope.filters.filter(({ dimension }) => dimension === 'primary_device');
  const ofRows = scope.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const selected = sql`${matching(ofRows, scope)} AND (kind != 'impression' OR (${belongsTo('impressions', scope.currency)}))`;
  // Without filters whoever acted is selected, and no impression need be read.
  const read = ofRows.length === 0 ? sql`kind != 'impression'` : sql`(kind != 'impression' OR (${selected}))`;
  const own = behaviours.flatMap((key) => (key in OF_EVENTS ? [OF_EVENTS[key as keyof typeof OF_EVENTS]] : []));
  let place = 0;
  const did = behaviours.map((key) => {
    const brands = BRANDS_FOLLOWED[key];
    if (brands !== undefined) return sql`brands >= ${bind('UInt32', brands)}`;
    place += 1;
    return sql`did_here[${bind('UInt32', place)}]`;
  });
  const follows = behaviours.some((key) => BRANDS_FOLLOWED[key] !== undefined)
    ? sql` ANY LEFT JOIN (${brandsFollowed(scope, matching(ofRows, scope))}) AS following USING (uid)`
    : sql``;
  const ownColumn =
    own.length === 0
      ? sql`emptyArrayUInt8()`
      : sql`[${join(
          own.map((rule) => rule(selected, scope.currency)),
          ', ',
        )}]`;
  return compile(sql`
    SELECT primary_device AS device, count() AS people, sumForEach([${join(did, ', ')}]) AS did
    FROM (
      SELECT uid, did_here, if(known < ${bind('UInt32', least)}, 'unknown', toString(${primaryDevice(scope.primaryDeviceThreshold)})) AS primary_device
      FROM (
        SELECT uid, ${ACTIONS_BY_DEVICE}, ${ownColumn} AS did_here
        FROM events WHERE ${inPeriod(scope.period)} AND ${read}
        GROUP BY uid HAVING countIf(kind != 'impression') > 0 AND countIf(${selected}) > 0
      )
    ) AS people${follows}
    WHERE ${matching(ofPeople, scope)}
    GROUP BY device`);
}

/** Brands that each person follows at the end of the period: the last thing they did to the brand was to follow it. */
function brandsFollowed(scope: Scope, selected: Fragment): Fragment {
  return sql`
    SELECT uid, countIf(follows) AS brands
    FROM (
      SELECT uid, brand, argMax(kind = 'follow', (at, id_hash)) AS follows
      FROM events WHERE ${untilEndOf(scope.period)} AND kind IN ('follow', 'unfollow') AND brand != '' AND ${selected}
      GROUP BY uid, brand
    )
    GROUP BY uid`;
}
