import { INTENSITY_GROUPS, type IntensityRequest } from '@syncline/shared/devices';
import { z } from 'zod';
import type { Scope } from '../build.ts';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { ACTIONS_BY_DEVICE, primaryDevice } from './source.ts';
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
  const selected = matching(
    scope.filters.filter(({ dimension }) => dimension !== 'primary_device'),
    scope,
  );
  return compile(sql`
    SELECT if(everybody = 1, 'unknown', primary_device) AS device, everybody, people, actions, days,
      arrayMap(tenth -> sorted[intDiv(people * tenth + 9, 10)], range(1, 10)) AS deciles
    FROM (
      SELECT primary_device, grouping(primary_device) AS everybody, count() AS people, sum(done) AS actions,
        arraySort(groupArray(done)) AS sorted, sumMap([active_days], [toUInt64(1)]) AS days
      FROM (
        SELECT done, active_days, if(known < ${bind('UInt32', least)}, 'unknown', toString(${primaryDevice(scope.primaryDeviceThreshold)})) AS primary_device
        FROM (
          SELECT uid, ${ACTIONS_BY_DEVICE}, sumIf(quantity, ${selected}) AS done, uniqExactIf(day, ${selected}) AS active_days
          FROM events WHERE ${inPeriod(scope.period)} AND kind != 'impression'
          GROUP BY uid HAVING active_days > 0
        )
      )
      WHERE ${matching(ofPeople, scope)}
      GROUP BY GROUPING SETS ((primary_device), ())
    )
    WHERE people > 0`);
}
