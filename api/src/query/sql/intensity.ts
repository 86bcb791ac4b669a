import { INTENSITY_GROUPS, type IntensityRequest } from '@syncline/shared/devices';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { activeDays } from './active-days.ts';
import { compile, type Statement, sql } from './fragment.ts';
import { eachActive, hasOneOf, OWN_ACTIONS } from './people.ts';
import { OWN_BY_DEVICE, primaryDevice } from './source.ts';
import { inPeriod } from './time.ts';
import { matching } from './where.ts';

/** Active people of one primary device, or all of them where `everybody`, whatever `device` then says. */
export const intensityRowSchema = z.object({
  device: z.enum(INTENSITY_GROUPS),
  everybody: z.int(),
  people: z.int(),
  actions: z.int(),
  /** The first to the ninth decile of actions per person (nearest rank). */
  deciles: z.array(z.int()),
  /** Numbers of days that people were active on, ascending, and how many people each has. */
  days: z.tuple([z.array(z.int()), z.array(z.int())]),
});
export type IntensityRow = z.infer<typeof intensityRowSchema>;

/**
 * How much the people of each primary device, and all, did under the filters, in one scan of the period's actions. People
 * have an action under the filters; their primary device comes of all they did in the period, whatever the filters.
 */
export function compileIntensity(
  scope: Scope,
  { minimum_actions: least }: Pick<IntensityRequest, 'minimum_actions'>,
): Statement {
  const ofPeople = scope.filters.filter(({ dimension }) => dimension === 'primary_device');
  const ofRows = scope.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const selected = matching(ofRows, scope);
  const days = activeDays(scope.period, selected);
  const among =
    ofRows.length === 0 ? null : hasOneOf(sql`${inPeriod(scope.period)} AND ${OWN_ACTIONS} AND ${selected}`);
  const columns = [OWN_BY_DEVICE, sql`sumIf(quantity, ${selected}) AS done`, ...days.held];
  // People who did equally much are counted first: there are few such counts, whatever the number of people.
  return compile(sql`
    SELECT if(everybody = 1, 'unknown', toString(primary_device)) AS device, everybody, people, actions, days,
      arrayMap(tenth -> tupleElement(amounts, 1)[arrayFirstIndex(upto -> upto >= intDiv(people * tenth + 9, 10), arrayCumSum(tupleElement(amounts, 2)))],
        range(1, 10)) AS deciles
    FROM (
      SELECT primary_device, grouping(primary_device) AS everybody, sum(alike) AS people, sum(done * alike) AS actions,
        sumMap([done], [alike]) AS amounts, sumMap([active_days], [alike]) AS days
      FROM (
        SELECT primary_device, done, active_days, count() AS alike
        FROM (
          SELECT done, ${days.number} AS active_days,
            ${primaryDevice(scope.primaryDeviceThreshold, least)} AS primary_device
          FROM (${eachActive(scope, columns, among)})
        )
        WHERE ${matching(ofPeople, scope)}
        GROUP BY primary_device, done, active_days
      )
      GROUP BY GROUPING SETS ((primary_device), ())
    )
    WHERE people > 0`);
}
