import {
  type DevicesAnswer,
  type DevicesRequest,
  PARTED_METRICS,
  PEOPLE_PARTS,
  type PeoplePart,
} from '@syncline/shared/devices';
import { deviceBit } from '../../stores/clickhouse/cells-table.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileDeviceSets, type DeviceSetRow, deviceSetRowSchema } from '../sql/devices.ts';
import { wilson } from '../stats/wilson.ts';

const METHOD =
  'Each person once per metric, by the devices of the events that count towards it in the period under the filters; with a filter by device only those. ' +
  'Mobile is phone or tablet, as for the primary device. Both: on mobile and on desktop, whatever else. Mobile only: on mobile, never on desktop, whatever else; desktop only likewise. ' +
  'Other: on neither, but on another known device. Unknown: on none that is known. The parts exclude each other and add up to the total. ' +
  'Reach: an impression (those of held-out people are none). Active: any event but impressions. Engaged: an engagement. Buyers: a paid order. ' +
  'Shares of the total with the Wilson 95 % interval.';

/**
 * Everybody reached, active, engaged or buying by the devices they did it on, in parts that exclude each other and add up.
 * Errors as `answerQuery`.
 */
export async function answerDevices(
  context: QueryContext,
  request: DevicesRequest,
  signal?: AbortSignal,
): Promise<DevicesAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf(scope, [], [], NO_CELLS);
  const { sql, parameters } = compileDeviceSets(source);
  const rows = await context.reader.query(sql, parameters, deviceSetRowSchema, signal ? { signal } : {});
  const shaped = shapeDevices(rows);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const found = { events: rows.length, otherCurrencies: [], open: [] };
  return {
    ...shaped,
    meta: { ...answerMeta(context, asked, metricWarnings(PARTED_METRICS, found)), method: METHOD },
  };
}

/** Every metric with every part, those of nobody included, out of the people of each set of devices. */
export function shapeDevices(rows: readonly DeviceSetRow[]): Pick<DevicesAnswer, 'metrics'> {
  return {
    metrics: PARTED_METRICS.map((metric, place) => {
      const own = rows.filter((row) => row.metric === place + 1);
      const total = peopleOf(own);
      const parts = PEOPLE_PARTS.map((part) => {
        const people = peopleOf(own.filter(({ devices }) => partOf(devices) === part));
        return { part, people, share: wilson(people, total) };
      });
      return { metric, total, parts };
    }),
  };
}

const MOBILE = deviceBit('mobile') | deviceBit('tablet');
const DESKTOP = deviceBit('desktop');
const OTHER = deviceBit('other');

/** The part of somebody who used this set of devices. */
function partOf(devices: number): PeoplePart {
  const [mobile, desktop] = [(devices & MOBILE) !== 0, (devices & DESKTOP) !== 0];
  if (mobile && desktop) return 'both';
  if (mobile) return 'mobile_only';
  if (desktop) return 'desktop_only';
  return (devices & OTHER) === 0 ? 'unknown' : 'other';
}

function peopleOf(rows: readonly DeviceSetRow[]): number {
  return rows.reduce((sum, { people }) => sum + people, 0);
}
