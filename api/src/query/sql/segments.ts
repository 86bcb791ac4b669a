import type { MeasureKey, RowSet } from '../metrics.ts';
import type { Scan } from '../plan.ts';
import { type Fragment, identifier, join, sql } from './fragment.ts';
import { measuredOfPerson, rowsOf } from './select.ts';
import { eachActive, hasOneOf, OWN_ACTIONS } from './people.ts';
import { ACTIONS_BY_DEVICE, OWN_BY_DEVICE, primaryDevice, touchedPeople } from './source.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** Filters under which most people remain: with others it pays to look for the people who do first. */
const WIDE_FILTERS: ReadonlySet<string> = new Set(['device', 'primary_device']);

/** Sets of rows that hold impressions, which are most of the log: to group those by person is more work than to join them. */
const WITH_IMPRESSIONS: ReadonlySet<RowSet | null> = new Set(['everything', 'impressions', 'viewable_impressions']);

/** Sets of rows that few people have, so that it pays to look for these people first. */
const OF_FEW: ReadonlySet<RowSet | null> = new Set([
  null,
  'triggered',
  'confirmed_in_time',
  'paid',
  'paid_in_currency',
  'refunded_in_currency',
]);

/**
 * Whether a scan is answered fastest in one pass over the log that gives each person's primary device together with their
 * figures: its groups are made of whole people, whose actions are read in any case.
 */
export function isOfWholePeople({ dimensions, measures, source }: Scan): boolean {
  if (!source.joinsPrimaryDevice || !dimensions.every((dimension) => dimension === 'primary_device')) return false;
  if (source.touchedIn !== null) return true;
  return !measures.some((measure) => WITH_IMPRESSIONS.has(rowsOf(measure)));
}

/** Such a scan: `keys` for its dimensions, its measures under `alias`, and under `events` the number of `relevant` events. */
export function groupedPeople(
  { source, measures }: Scan,
  keys: readonly Fragment[],
  relevant: Fragment,
  { alias, events }: { alias: (measure: MeasureKey) => Fragment; events: Fragment },
): Fragment {
  const { scope } = source;
  const selected = matching(
    scope.filters.filter(({ dimension }) => dimension !== 'primary_device'),
    scope,
  );
  const people = matching(
    scope.filters.filter(({ dimension }) => dimension === 'primary_device'),
    scope,
  );
  const counted = join([selected, relevant], ' AND ');
  const ofEach = measures.map((measure, index) => ({
    ...measuredOfPerson(measure, scope.currency, selected, identifier(`p${index}`)),
    alias: alias(measure),
  }));
  const figures = [...ofEach.map(({ ofPerson }) => ofPerson), sql`countIf(${counted}) AS p_events`];
  // Figures of people who are taken from one group to another are added to those of cells: events are counted as there.
  const listed = source.touchedIn ? ofEach.map(({ ofAll }) => ofAll) : [sql`sum(p_events)`];
  const columns = [
    ...keys.map((key) => sql`primary_device AS ${key}`),
    ...ofEach.map(({ ofAll, alias }) => sql`${ofAll} AS ${alias}`),
    sql`${join(listed, ' + ')} AS ${events}`,
  ];
  const areFew =
    measures.every((measure) => OF_FEW.has(rowsOf(measure))) ||
    !scope.filters.every(({ dimension }) => WIDE_FILTERS.has(dimension));
  const among = areFew ? hasOneOf(sql`${inPeriod(scope.period)} AND ${OWN_ACTIONS} AND ${counted}`) : null;
  const ofPeople = source.touchedIn
    ? sql`SELECT ${ACTIONS_BY_DEVICE}, ${join(figures, ', ')} FROM events
        WHERE ${inPeriod(scope.period)} AND (kind != 'impression' OR (${counted}))${touchedPeople(source)} GROUP BY uid`
    : eachActive(scope, [OWN_BY_DEVICE, ...figures], among);
  const groups = keys.length > 0 ? sql` GROUP BY ${join(keys, ', ')} HAVING ${events} > 0` : sql``;
  return sql`SELECT ${join(columns, ', ')} FROM (
      SELECT *, ${primaryDevice(scope.primaryDeviceThreshold)} AS primary_device FROM (${ofPeople})
    ) WHERE ${people}${groups}`;
}
