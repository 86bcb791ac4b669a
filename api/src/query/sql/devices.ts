import { PARTED_METRICS } from '@syncline/shared/devices';
import { z } from 'zod';
import { deviceBit } from '../../stores/clickhouse/cells-table.ts';
import { MEASURES } from '../metrics.ts';
import type { Source } from '../plan.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { OWN_ACTIONS } from './people.ts';
import { belongsTo } from './rows.ts';
import { fromSource } from './source.ts';

/** People who did what a metric counts on devices that make them one part of the whole. */
export const deviceSetRowSchema = z.object({
  /** Place of the metric in the list, from 1 on. */
  metric: z.int(),
  /** Bit by the place of each device in the list of devices, of one set that stands for the part; never 0. */
  devices: z.int(),
  people: z.int(),
});
export type DeviceSetRow = z.infer<typeof deviceSetRowSchema>;

/**
 * People of each metric by part: those on mobile (phone or tablet) alone, on desktop alone, on both, and of the others those
 * on another known device and those on none. Who used a device is a bitmap of dense ids, which adds up faster than people
 * are told apart one by one.
 */
export function compileDeviceSets(source: Source): Statement {
  const metrics = PARTED_METRICS.map((metric, place) => ({ rows: MEASURES[metric].rows, number: place + 1 }));
  const read = (some: typeof metrics, where: Fragment) => {
    const states = some.map(({ rows }) => sql`groupBitmapStateIf(uid, ${belongsTo(rows, source.scope.currency)})`);
    const numbers = bind(
      'Array(UInt8)',
      some.map(({ number }) => number),
    );
    return sql`SELECT metric, device, who FROM (
        SELECT device, [${join(states, ', ')}] AS states ${fromSource(source)} AND ${where} GROUP BY device
      ) ARRAY JOIN states AS who, ${numbers} AS metric`;
  };
  const [seen, did] = [true, false].map((isSeen) => metrics.filter(({ rows }) => (rows === 'impressions') === isSeen));
  const part = (devices: number, people: Fragment) => sql`(toUInt8(${bind('UInt8', devices)}), toUInt64(${people}))`;
  return compile(sql`
    SELECT metric, part.1 AS devices, part.2 AS people
    FROM (
      SELECT metric, bitmapCardinality(handheld) AS mobile, bitmapCardinality(desk) AS desktop,
        bitmapAndCardinality(handheld, desk) AS both, bitmapAndnotCardinality(elsewhere, bitmapOr(handheld, desk)) AS other,
        bitmapCardinality(everyone) - (mobile + desktop - both) - other AS unknown
      FROM (
        SELECT metric, groupBitmapMergeStateIf(who, device IN ('mobile', 'tablet')) AS handheld,
          groupBitmapMergeStateIf(who, device = 'desktop') AS desk, groupBitmapMergeStateIf(who, device = 'other') AS elsewhere,
          groupBitmapMergeState(who) AS everyone
        FROM (${read(seen ?? [], sql`kind = 'impression'`)} UNION ALL ${read(did ?? [], OWN_ACTIONS)})
        GROUP BY metric
      )
    )
    ARRAY JOIN [${join(
      [
        part(deviceBit('mobile'), sql`mobile - both`),
        part(deviceBit('desktop'), sql`desktop - both`),
        part(deviceBit('mobile') | deviceBit('desktop'), sql`both`),
        part(deviceBit('other'), sql`other`),
        part(deviceBit('unknown'), sql`unknown`),
      ],
      ', ',
    )}] AS part
    WHERE people > 0`);
}
