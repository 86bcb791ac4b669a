import type { Behaviour } from '@syncline/shared/research';
import { type Segment, SEGMENTS } from '@syncline/shared/segments';
import {
  MINIMUMS_TRIED,
  type Point,
  type SensitivityAnswer,
  type SensitivityRequest,
  THRESHOLDS_TRIED,
} from '@syncline/shared/sensitivity';
import { percentWords } from '@syncline/shared/words';
import type { Warning } from '@syncline/shared/query';
import { ApiError } from '../../lib/errors.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { type BandRow, bandRowSchema, compileBands } from '../sql/sensitivity.ts';
import { NO_ESTIMATE } from '../stats/two-proportions.ts';
import {
  compare,
  comparedOf,
  type Doers,
  heldGroups,
  NOBODY,
  peopleOf,
  populationOf,
  ruleOf,
  toldCount,
  unknownOf,
} from './research.ts';
import { rulesTold } from './told-rules.ts';

/** The rules of every answer's anchors: the usual ones, so that what is told hangs as little as can be on what is asked. */
const USUAL = { threshold: 0.6, minimum: 1 };

/**
 * How an index moves with the threshold of the primary device and with the least number of actions, from one pass over the
 * log. Errors as `answerQuery`; `forbidden_combination` with a filter by primary device, which is what moves.
 */
export async function answerSensitivity(
  context: QueryContext,
  request: SensitivityRequest,
  signal?: AbortSignal,
): Promise<SensitivityAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const at = scope.filters.findIndex(({ dimension }) => dimension === 'primary_device');
  if (at !== -1) {
    throw new ApiError('forbidden_combination', `filters[${at}].dimension: the primary device is what is moved here`, {
      path: `filters[${at}].dimension`,
    });
  }
  const source = sourceOf(scope, [], [], NO_CELLS);
  const tried = triedFor(request);
  const { sql, parameters } = compileBands(scope, request, tried.thresholds, tried.minimums);
  const bands = await context.reader.query(sql, parameters, bandRowSchema, signal ? { signal } : {});
  const shaped = shapeSensitivity(bands, request);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  return { ...shaped, meta: { ...answerMeta(context, asked, warningsOf(shaped, bands)), method: methodOf(request) } };
}

type Shaped = Omit<SensitivityAnswer, 'meta'>;
type Rule = Omit<SensitivityRequest, 'period' | 'filters' | 'tier'>;
type Tried = { thresholds: readonly number[]; minimums: readonly number[] };

/** Thresholds and minimums that bands are told apart by, ascending: those looked at, and those asked for. */
function triedFor({ primary_device_threshold: threshold, minimum_actions: minimum }: Rule): Tried {
  const withOne = (values: readonly number[], one: number) => [...new Set([...values, one])].toSorted((a, b) => a - b);
  return { thresholds: withOne(THRESHOLDS_TRIED, threshold), minimums: withOne(MINIMUMS_TRIED, minimum) };
}

/** Both series out of the people of each band. */
export function shapeSensitivity(bands: readonly BandRow[], request: Rule): Shaped {
  const tried = triedFor(request);
  const { primary_device_threshold: threshold, minimum_actions: minimum } = request;
  const level = (value: number) => tried.thresholds.indexOf(value) + 1;
  const amount = (value: number) => tried.minimums.indexOf(value) + 1;
  const [askedLevel, askedAmount] = [level(threshold), amount(minimum)];
  const enough = bands.filter((band) => band.minimums_reached >= askedAmount);
  return {
    rule: ruleOf(request),
    by_threshold: series(request, {
      rules: THRESHOLDS_TRIED.map((one) => ({ primary_device_threshold: one, minimum_actions: minimum })),
      anchor: THRESHOLDS_TRIED.indexOf(USUAL.threshold),
      groups: (index) => groupsOf(bands, level(THRESHOLDS_TRIED[index] ?? 1), askedAmount, request),
      // With a higher threshold people leave mobile for mixed, and desktop for mixed.
      moved: (from, to) => {
        const [low, high] = [level(THRESHOLDS_TRIED[from] ?? 1), level(THRESHOLDS_TRIED[to] ?? 1)];
        return (['handheld_reaches', 'desktop_reaches'] as const).map((side) =>
          enough.filter((band) => band[side] >= low && band[side] < high),
        );
      },
    }),
    by_minimum: series(request, {
      rules: MINIMUMS_TRIED.map((one) => ({ primary_device_threshold: threshold, minimum_actions: one })),
      anchor: MINIMUMS_TRIED.indexOf(USUAL.minimum),
      groups: (index) => groupsOf(bands, askedLevel, amount(MINIMUMS_TRIED[index] ?? 1), request),
      // With a higher minimum people of all three become unknown.
      moved: (from, to) => {
        const [low, high] = [amount(MINIMUMS_TRIED[from] ?? 1), amount(MINIMUMS_TRIED[to] ?? 1)];
        const leaving = bands.filter((band) => band.minimums_reached >= low && band.minimums_reached < high);
        return SEGMENTS.map((device) => leaving.filter((band) => deviceOf(band, askedLevel) === device));
      },
    }),
  };
}

interface Series {
  rules: readonly { primary_device_threshold: number; minimum_actions: number }[];
  /** Index of the rule that is told whatever is held back. */
  anchor: number;
  /** People of each primary device under a rule. */
  groups: (index: number) => Doers[];
  /** The bands that go from one group to another between two rules, by the groups they go between. */
  moved: (from: number, to: number) => BandRow[][];
}

/** A point for each rule; what would tell a few people by its difference from another point is held back. */
function series(request: Rule, { rules, anchor, groups, moved }: Series): Point[] {
  const least = request.minimum_people;
  const all = rules.map((_, index) => index);
  const people = (flows: BandRow[][]) => flows.map((bands) => [total(bands.map((band) => band.people))]);
  const doers = (flows: BandRow[][], place: number) =>
    flows.map((bands) => {
      const did = total(bands.map((band) => band.did[place] ?? 0));
      return [did, total(bands.map((band) => band.people)) - did];
    });
  const told = rulesTold(all, anchor, (from, to) => people(moved(from, to)), least);
  const rowsTold = request.behaviours.map((_, place) =>
    rulesTold(told, anchor, (from, to) => doers(moved(from, to), place), least),
  );
  return rules.map((rule, index) => {
    const of = groups(index);
    const isTold = told.includes(index);
    return {
      ...rule,
      asked:
        rule.primary_device_threshold === request.primary_device_threshold &&
        rule.minimum_actions === request.minimum_actions,
      people: isTold ? peopleTold(of, least) : NOT_TOLD,
      rows: request.behaviours.map((behaviour, place) =>
        rowsTold[place]?.includes(index) ? rowOf(of, behaviour, place, request) : heldRow(behaviour),
      ),
    };
  });
}

const NOT_TOLD: Point['people'] = { mobile: null, desktop: null, mixed: null, unknown: null };

function peopleTold(groups: readonly Doers[], least: number): Point['people'] {
  const held = heldGroups(groups, least);
  const told = (device: Segment) => (held.has(device) ? null : peopleOf(groups, device));
  const unknown = toldCount(peopleOf(groups, 'unknown'), least);
  return { mobile: told('mobile'), desktop: told('desktop'), mixed: told('mixed'), unknown };
}

function rowOf(groups: readonly Doers[], behaviour: Behaviour, place: number, request: Rule): Point['rows'][number] {
  const { p_value: _, ...row } = compare(groups, behaviour, place, request, heldGroups(groups, request.minimum_people));
  return row;
}

function heldRow(behaviour: Behaviour): Point['rows'][number] {
  const nothing = { segment: null, comparison: null, difference: NO_ESTIMATE, ratio: NO_ESTIMATE };
  return { behaviour, suppressed: true, ...nothing };
}

/** People of each primary device by the level-th threshold and the amount-th minimum, counted from 1. */
function groupsOf(bands: readonly BandRow[], level: number, amount: number, { behaviours }: Rule): Doers[] {
  return [...SEGMENTS, 'unknown' as const].map((device) => {
    const those = bands.filter(
      (band) => (band.minimums_reached >= amount ? deviceOf(band, level) : 'unknown') === device,
    );
    return {
      device,
      people: total(those.map(({ people }) => people)),
      did: behaviours.map((_, place) => total(those.map(({ did }) => did[place] ?? 0))),
    };
  });
}

function deviceOf(band: BandRow, level: number): Segment {
  if (band.handheld_reaches >= level) return 'mobile';
  return band.desktop_reaches >= level ? 'desktop' : 'mixed';
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function warningsOf({ by_threshold, by_minimum, rule }: Shaped, bands: readonly BandRow[]): Warning[] {
  if (bands.length === 0) return [NOBODY];
  const rows = [...by_threshold, ...by_minimum].flatMap((point) => point.rows);
  const held = rows.filter((row) => row.suppressed).length;
  if (held === 0) return [];
  const what = held === rows.length ? 'Nothing is shown' : `${held} of ${rows.length} figures are held back`;
  const message = `${what}: a count of fewer than ${rule.minimum_people} people stands in them, or in the difference from another rule.`;
  return [{ code: 'suppressed', message }];
}

function methodOf(request: SensitivityRequest): string {
  const asked = `at least ${percentWords(request.primary_device_threshold)}`;
  return (
    `${populationOf('at least the threshold’s share', 'with fewer than the minimum of actions on known devices')} ` +
    `The threshold is moved with the minimum asked for (unknown: ${unknownOf(request.minimum_actions)}), the minimum with the threshold asked for (${asked}). ` +
    `${comparedOf(request.against)} ` +
    'Shares with the Wilson 95 % interval, difference with Newcombe’s (1998, method 10), ratio with the log interval (Katz 1978). There is no test for each rule: this is one finding under other rules, not several. ' +
    `A figure is held back where fewer than ${request.minimum_people} people of a group do it, or do not, or where such a count could be had by subtraction from the other segments’ figures. ` +
    'From one rule to the next told, the people who change groups are none or enough as well, those who do it and those who do not. Told from the usual rule (60 %, one action) outward. ' +
    'Not protected: answers under another period, filter or minimum of people against this one, and an index under a threshold or minimum that is held back here.'
  );
}
