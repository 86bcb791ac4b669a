import {
  DAYS_ACTIVE_FROM,
  INTENSITY_GROUPS,
  type IntensityAnswer,
  type IntensityGroup,
  type IntensityRequest,
} from '@syncline/shared/devices';
import type { Warning } from '@syncline/shared/query';
import { periodLength } from '@syncline/shared/time';
import { percentWords } from '@syncline/shared/words';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileIntensity, type IntensityRow, intensityRowSchema } from '../sql/intensity.ts';
import { wilson } from '../stats/wilson.ts';
import { heldBack, wideEnough } from './suppression.ts';

/** How much active people do, and on how many days, by their primary device. Errors as `answerQuery`. */
export async function answerIntensity(
  context: QueryContext,
  request: IntensityRequest,
  signal?: AbortSignal,
): Promise<IntensityAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf({ ...scope, filters: [] }, [], [], NO_CELLS);
  const { sql, parameters } = compileIntensity(scope, request);
  const rows = await context.reader.query(sql, parameters, intensityRowSchema, signal ? { signal } : {});
  const shaped = shapeIntensity(rows, request);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const meta = answerMeta(context, asked, intensityWarnings(shaped, rows));
  return { ...shaped, meta: { ...meta, method: methodOf(request) } };
}

type Shaped = Omit<IntensityAnswer, 'meta'>;
type Rule = Pick<IntensityRequest, 'period' | 'primary_device_threshold' | 'minimum_actions' | 'minimum_people'>;

/** Every group with what may be told of it, and everybody, out of the people of each primary device. */
export function shapeIntensity(rows: readonly IntensityRow[], request: Rule): Shaped {
  const least = request.minimum_people;
  const rowOf = (group: IntensityGroup) => rows.find(({ device, everybody }) => everybody === 0 && device === group);
  const counts = new Map(INTENSITY_GROUPS.map((group) => [group, [rowOf(group)?.people ?? 0]]));
  const held = heldBack(counts, least);
  const all = rows.find(({ everybody }) => everybody === 1);
  return {
    groups: INTENSITY_GROUPS.map((group) => {
      const row = rowOf(group) ?? NOBODY;
      const suppressed = held.has(group);
      return {
        group,
        suppressed,
        intensity: suppressed ? null : intensityOf(row),
        days: suppressed ? null : daysOf(row, periodLength(request.period), least),
      };
    }),
    all: all && all.people < least ? null : intensityOf(all ?? NOBODY),
    rule: {
      primary_device_threshold: request.primary_device_threshold,
      minimum_actions: request.minimum_actions,
      minimum_people: least,
    },
  };
}

const NOBODY: Omit<IntensityRow, 'device' | 'everybody'> = { people: 0, actions: 0, deciles: [], days: [[], []] };
type Figures = typeof NOBODY;
type Days = NonNullable<IntensityAnswer['groups'][number]['days']>;

function intensityOf({
  people,
  actions,
  deciles,
  days: [numbers, counts],
}: Figures): NonNullable<IntensityAnswer['all']> {
  const active = numbers.reduce((sum, number, place) => sum + number * (counts[place] ?? 0), 0);
  return {
    people,
    actions,
    actions_per_person: people === 0 ? null : actions / people,
    deciles,
    days_per_person: people === 0 ? null : active / people,
  };
}

/** People by active days in the classes that a period of this length can have, joined where they hold fewer than `least`. */
function daysOf({ people, days: [numbers, counts] }: Figures, length: number, least: number): Days {
  if (people === 0) return [];
  const begun = DAYS_ACTIVE_FROM.filter((from) => from <= length);
  const classes = begun.map((from, place) => {
    const to = (begun[place + 1] ?? length + 1) - 1;
    const inside = counts.filter((_, at) => (numbers[at] ?? 0) >= from && (numbers[at] ?? 0) <= to);
    return { from, to, people: inside.reduce((sum, count) => sum + count, 0) };
  });
  return wideEnough(classes, least).map(({ from, to, people: inside }) => ({
    from,
    to,
    share: wilson(inside, people),
  }));
}

function intensityWarnings({ groups, rule }: Shaped, found: readonly IntensityRow[]): Warning[] {
  if (found.length === 0) {
    return [{ code: 'no_data', message: 'Nobody was active in this period under these filters.' }];
  }
  const held = groups.filter(({ suppressed }) => suppressed).map(({ group }) => group);
  if (held.length === 0) return [];
  const message = `Held back, as a count of fewer than ${rule.minimum_people} people stands in them or could be worked out from them: ${held.join(', ')}.`;
  return [{ code: 'suppressed', message }];
}

function methodOf(request: IntensityRequest): string {
  const share = percentWords(request.primary_device_threshold);
  const least =
    request.minimum_actions === 1
      ? 'without an action on a known device'
      : `with fewer than ${request.minimum_actions} actions on known devices`;
  return (
    'People with an action of their own (anything but impressions) in the period under the filters; what they did under the filters is counted, by quantity. ' +
    `Primary mobile: at least ${share} of the person’s own actions on known devices in the period, whatever the filters, are on phone or tablet; desktop likewise, else mixed; unknown ${least}. ` +
    'The n-th decile is the smallest number of actions that n tenths of the people do not exceed (nearest rank). ' +
    'Active days are days of the workspace’s calendar with such an action; shares of the group with the Wilson 95 % interval. ' +
    `A group of fewer than ${request.minimum_people} people is held back, with another where it could be had by subtraction, and the classes of a group’s active days are joined until each holds as many. Answers about slightly different periods, filters or thresholds are not protected against one another. ` +
    'An association, not an effect of the device.'
  );
}
