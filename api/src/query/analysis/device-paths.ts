import { type DevicePathsAnswer, type DevicePathsRequest, SEEN_ON, SEEN_WITHIN_DAYS } from '@syncline/shared/devices';
import { DEVICES } from '@syncline/shared/events';
import { addDays, type Period } from '@syncline/shared/time';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileDevicePaths, type PathRow, pathRowSchema } from '../sql/device-paths.ts';
import { wilson } from '../stats/wilson.ts';

/** The answer hangs on what was seen before the period; a day more, as days are not always of 24 hours. */
export const SEEN_BEFORE = {
  hangsOn: ({ from, to }: Period): Period => ({ from: addDays(from, -Math.max(...SEEN_WITHIN_DAYS) - 1), to }),
};

/**
 * Where people were last seen before they paid, and where they paid: orders and buyers by both devices. Errors as
 * `answerQuery`.
 */
export async function answerDevicePaths(
  context: QueryContext,
  request: DevicePathsRequest,
  signal?: AbortSignal,
): Promise<DevicePathsAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf(scope, [], [], NO_CELLS);
  const { sql, parameters } = compileDevicePaths(source, request.view_days);
  const rows = await context.reader.query(sql, parameters, pathRowSchema, signal ? { signal } : {});
  const shaped = shapePaths(rows);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const found = { events: shaped.totals.purchases, otherCurrencies: [], open: [] };
  const meta = answerMeta(context, asked, metricWarnings(['purchases', 'buyers'], found));
  return { ...shaped, view_days: request.view_days, meta: { ...meta, method: methodOf(request) } };
}

type Shaped = Pick<DevicePathsAnswer, 'paths' | 'totals' | 'crossed'>;

/** Every pair of devices, those of nobody included, out of what was counted on each path. */
export function shapePaths(rows: readonly PathRow[]): Shaped {
  const count = (byPerson: 0 | 1, holds: (seen: string, bought: string) => boolean) =>
    rows.reduce((sum, { by_person, seen, bought, counted }) => {
      const [from, to] = [SEEN_ON[seen], DEVICES[bought]];
      const isCounted = by_person === byPerson && from !== undefined && to !== undefined && holds(from, to);
      return isCounted ? sum + counted : sum;
    }, 0);
  const both = (holds: (seen: string, bought: string) => boolean) => ({
    purchases: count(0, holds),
    buyers: count(1, holds),
  });
  const known = both(isKnown);
  const crossed = both((seen, bought) => isKnown(seen, bought) && seen !== bought);
  return {
    paths: SEEN_ON.flatMap((seen) =>
      DEVICES.map((bought) => ({ seen, bought, ...both((from, to) => from === seen && to === bought) })),
    ),
    totals: both(() => true),
    crossed: {
      purchases: wilson(crossed.purchases, known.purchases),
      buyers: wilson(crossed.buyers, known.buyers),
    },
  };
}

function isKnown(seen: string, bought: string): boolean {
  return seen !== 'not_seen' && seen !== 'unknown' && bought !== 'unknown';
}

function methodOf({ view_days: days }: DevicePathsRequest): string {
  const within = days === 1 ? '24 hours' : `${days} × 24 hours`;
  return (
    'Orders paid in the period under the filters, each once, by the device of their first paid record; buyers, each once, by that of their first payment in the period. ' +
    `Seen on: the device of the person’s last impression at or before that payment and not more than ${within} before it, also before the period begins; of several at one instant the device listed first. Not seen: there is none. ` +
    'Filters by brand, campaign and network hold of the impressions, too; the others of the payment alone. Impressions of held-out (control) people are none. ' +
    'The paths add up to the purchases and to the buyers. ' +
    'On another device: of those seen where both devices are known, those whose two devices differ, phone and tablet being two; with the Wilson 95 % interval, which for purchases takes each as a case of its own. ' +
    'What was seen last, not what led to the purchase.'
  );
}
