import { PARTED_METRICS } from '@syncline/shared/devices';
import { z } from 'zod';
import { MEASURES } from '../metrics.ts';
import type { Source } from '../plan.ts';
import { compile, join, type Statement, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/** People who did what a metric counts on exactly these devices. */
export const deviceSetRowSchema = z.object({
  /** Place of the metric in the list, from 1 on. */
  metric: z.int(),
  /** Bit by the place of each device in the list of devices; never 0. */
  devices: z.int(),
  people: z.int(),
});
export type DeviceSetRow = z.infer<typeof deviceSetRowSchema>;

/** People of each metric by the set of devices they did it on, in one scan: each set as the bits of one byte. */
export function compileDeviceSets(source: Source): Statement {
  const rows = PARTED_METRICS.map((metric) => belongsTo(MEASURES[metric].rows, source.scope.currency));
  const sets = rows.map((rows) => sql`groupBitOrIf(bitShiftLeft(toUInt8(1), toUInt8(device)), ${rows})`);
  const counted = rows.map((rows) => sql`(${rows})`);
  return compile(sql`
    SELECT number AS metric, devices, count() AS people
    FROM (SELECT uid, [${join(sets, ', ')}] AS sets
      ${fromSource(source)} AND (${join(counted, ' OR ')})
      GROUP BY uid)
    ARRAY JOIN sets AS devices, arrayEnumerate(sets) AS number
    WHERE devices != 0
    GROUP BY number, devices`);
}
