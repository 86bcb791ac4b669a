import type { Estimate, Proportion, Warning } from '@syncline/shared/query';
import {
  type Behaviour,
  type IndexAnswer,
  type IndexRequest,
  type IndexRow,
  indexSentence,
  meanSentence,
} from '@syncline/shared/research';
import { type Against, type Segment, SEGMENTS } from '@syncline/shared/segments';
import { percentWords } from '@syncline/shared/words';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileSegments, type SegmentRow, segmentRowSchema } from '../sql/research.ts';
import { compileOtherCurrencies, otherCurrencySchema } from '../sql/scan.ts';
import { adjustForFalseDiscoveries } from '../stats/false-discoveries.ts';
import { differenceOf, NO_ESTIMATE, ratioOf, samenessOf } from '../stats/two-proportions.ts';
import { differenceFromWhole, ratioToWhole } from '../stats/whole.ts';
import { wilson } from '../stats/wilson.ts';
import { together } from '../together.ts';
import { meansOf } from './research-means.ts';
import { heldBack } from './suppression.ts';

/**
 * How much more or less likely the people of a primary device are to do each of several things than everyone else, or than
 * all people, and how much more or less of several things they have on the average. Errors as `answerQuery`.
 */
export async function answerIndex(
  context: QueryContext,
  request: IndexRequest,
  signal?: AbortSignal,
): Promise<IndexAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf({ ...scope, filters: [] }, [], [], NO_CELLS);
  const segments = compileSegments(scope, request);
  const ofEvents = scope.filters.filter(({ dimension }) => dimension !== 'primary_device');
  const spent = sourceOf({ ...scope, filters: ofEvents }, [], [], NO_CELLS);
  const money = request.means.includes('net_spend') ? compileOtherCurrencies(spent) : null;
  const [rows, otherCurrencies] = await together(signal, (signal) =>
    Promise.all([
      context.reader.query(segments.sql, segments.parameters, segmentRowSchema, { signal }),
      money ? context.reader.query(money.sql, money.parameters, otherCurrencySchema, { signal }) : [],
    ]),
  );
  const shaped = shapeIndex(rows, request, scope.currency);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const left = metricWarnings(['net_revenue'], { events: rows.length, otherCurrencies, open: [] });
  const warnings = [...indexWarnings(shaped, rows), ...left.filter(({ code }) => code === 'other_currencies')];
  const meta = answerMeta(context, asked, warnings);
  return { ...shaped, meta: { ...meta, method: methodOf(request) } };
}

type Shaped = Omit<IndexAnswer, 'meta'>;
type Rule = Omit<IndexRequest, 'period' | 'filters' | 'tier'>;
/** What groups are told apart by, without what is asked about them. */
type Groups = Pick<Rule, 'segment' | 'against' | 'minimum_people'>;
/** How many people of a primary device there are, and how many of them do each thing. */
export type Doers = Pick<SegmentRow, 'device' | 'people' | 'did'>;

/** The table out of the people of each primary device; rows in the order asked for. */
export function shapeIndex(rows: readonly SegmentRow[], request: Rule, currency: string): Shaped {
  const { segment, against, minimum_people: least } = request;
  const of = (device: SegmentRow['device']) => peopleOf(rows, device);
  const all = SEGMENTS.reduce((sum, device) => sum + of(device), 0);
  const held = heldGroups(rows, least);
  const base = held.has(segment)
    ? { segment: null, comparison: null }
    : { segment: of(segment), comparison: against === 'all_people' ? all : all - of(segment) };
  const compared = request.behaviours.map((behaviour, place) => compare(rows, behaviour, place, request, held));
  const means = meansOf(rows, request, held, currency);
  // One family: who reads the table looks for a difference in all of it.
  const adjusted = adjustForFalseDiscoveries([...compared, ...means].map((row) => row.p_value));
  return {
    rule: ruleOf(request),
    people: { ...base, unknown: toldCount(of('unknown'), least) },
    rows: compared.map((row, place) => {
      const whole = { ...row, adjusted_p_value: adjusted[place] ?? null };
      return { ...whole, sentence: indexSentence(whole, request) };
    }),
    means: means.map((row, place) => {
      const whole = { ...row, adjusted_p_value: adjusted[compared.length + place] ?? null };
      return { ...whole, sentence: meanSentence(whole, request) };
    }),
  };
}

/** The rule that answers repeat. */
export function ruleOf(request: Groups & Pick<Rule, 'primary_device_threshold' | 'minimum_actions'>): Shaped['rule'] {
  return {
    segment: request.segment,
    against: request.against,
    primary_device_threshold: request.primary_device_threshold,
    minimum_actions: request.minimum_actions,
    minimum_people: request.minimum_people,
  };
}

/** People of a primary device; 0 where there is no row of them. */
export function peopleOf(rows: readonly Doers[], device: SegmentRow['device']): number {
  return rows.find((row) => row.device === device)?.people ?? 0;
}

/** The count, or null where it is of a few people. */
export function toldCount(count: number, least: number): number | null {
  return count < least && count > 0 ? null : count;
}

/** Groups whose number of people is held back, and with it everything of them. */
export function heldGroups(rows: readonly Doers[], least: number): Set<Segment> {
  return heldBack(new Map(SEGMENTS.map((device) => [device, [peopleOf(rows, device)]])), least);
}

type Compared = Omit<IndexRow, 'adjusted_p_value' | 'sentence'>;

/** One behaviour, at its place in what was asked, of the segment and those it is compared with; `held` as `heldGroups`. */
export function compare(
  rows: readonly Doers[],
  behaviour: Behaviour,
  place: number,
  { segment, against, minimum_people: least }: Groups,
  held: ReadonlySet<Segment>,
): Compared {
  const counts = new Map(SEGMENTS.map((device) => [device, countsOf(rows, device, place)]));
  if (heldBack(counts, least, held).has(segment) || !counts.get(segment)?.some((count) => count > 0)) {
    return {
      behaviour,
      suppressed: true,
      segment: null,
      comparison: null,
      difference: NO_ESTIMATE,
      ratio: NO_ESTIMATE,
      p_value: null,
    };
  }
  const own = proportionOf([counts.get(segment)]);
  const rest = proportionOf(SEGMENTS.filter((device) => device !== segment).map((device) => counts.get(device)));
  const fromRest = { difference: differenceOf(own, rest), ratio: ratioOf(own, rest), p_value: samenessOf(own, rest) };
  if (against === 'everyone_else') return { behaviour, suppressed: false, segment: own, comparison: rest, ...fromRest };
  const whole = proportionOf(SEGMENTS.map((device) => counts.get(device)));
  const turned = fromWhole(fromRest, own, rest, whole);
  return { behaviour, suppressed: false, segment: own, comparison: whole, ...turned, p_value: fromRest.p_value };
}

function fromWhole(
  { difference, ratio }: { difference: Estimate; ratio: Estimate },
  own: Proportion,
  rest: Proportion,
  whole: Proportion,
): { difference: Estimate; ratio: Estimate } {
  const within = own.base / whole.base;
  const overNone = rest.base > 0 && rest.numerator === 0 && own.numerator > 0;
  return { difference: differenceFromWhole(difference, within), ratio: ratioToWhole(ratio, within, overNone) };
}

/** Who does it, and who does not. */
function countsOf(rows: readonly Doers[], device: Segment, place: number): readonly [number, number] {
  const row = rows.find((one) => one.device === device);
  const did = row?.did[place] ?? 0;
  return [did, (row?.people ?? 0) - did];
}

function proportionOf(groups: readonly (readonly [number, number] | undefined)[]): Proportion {
  const total = (cell: 0 | 1) => groups.reduce((sum, counts) => sum + (counts?.[cell] ?? 0), 0);
  return wilson(total(0), total(0) + total(1));
}

function indexWarnings({ people, rows, means, rule }: Shaped, found: readonly SegmentRow[]): Warning[] {
  if (found.length === 0) return [NOBODY];
  const all = rows.length + means.length;
  const held = [...rows, ...means].filter((row) => row.suppressed).length;
  if (held === 0) return [];
  const what = held === all || people.segment === null ? 'Nothing is shown' : `${held} of ${all} rows are held back`;
  const message = `${what}: a count of fewer than ${rule.minimum_people} people stands in them or could be worked out from them.`;
  return [{ code: 'suppressed', message }];
}

/** The warning of an answer about nobody. */
export const NOBODY: Warning = {
  code: 'no_data',
  message: 'Nobody was active in this period under these filters.',
};

function methodOf(request: IndexRequest): string {
  const share = percentWords(request.primary_device_threshold);
  return (
    `${populationOf(`at least ${share}`, unknownOf(request.minimum_actions))} ${comparedOf(request.against)} ` +
    'A behaviour counts once per person, in the period under the filters; brands followed are those of the end of the period: the last follow or unfollow of a brand, ever, was a follow that the filters hold of (at the same instant an unfollow counts as the later). ' +
    'Shares with the Wilson 95 % interval, difference with Newcombe’s (1998, method 10), ratio with the log interval (Katz 1978), p-value of the z test with pooled variance, adjusted over the rows shown, means among them, after Benjamini and Hochberg (1995). ' +
    'A mean is over all people of a group, those with nothing among them: own actions and days with one, in the period under the filters; brands followed; paid less refunded in the workspace currency, in minor units. ' +
    'Difference of means and p-value by Welch’s t (1947), ratio with the interval of its logarithm by the delta method (Hedges, Gurevitch and Curtis 1999), where both means are above 0; none of spend, whose interval does not hold where a few large amounts make up most of it. ' +
    'A difference is told as one where its interval keeps clear of none and the adjusted p-value is under 0.05. ' +
    `A row is held back where fewer than ${request.minimum_people} people of a group do it, or do not, or have any of what a mean is of, or where such a count could be had by subtraction from the rows of the other segments. Answers about slightly different periods, filters or thresholds are not protected against one another, nor what two rows about nested behaviours tell by their difference, nor the amount of somebody who makes up most of a group’s. ` +
    'An association, not an effect of the device.'
  );
}

/** Who is looked at, and how their primary device is told: "at least 60 %" and who is unknown, in words. */
export function populationOf(share: string, unknown: string): string {
  return (
    'People with an action of their own (anything but impressions) in the period and an event under the filters; impressions of held-out (control) people are none. ' +
    `Primary mobile: ${share} of the person’s own actions on known devices in the period, whatever the filters, are on phone or tablet; desktop likewise, else mixed; unknown ${unknown}, and left out.`
  );
}

/** Who is of unknown primary device. */
export function unknownOf(minimumActions: number): string {
  return minimumActions === 1
    ? 'without an action on a known device'
    : `with fewer than ${minimumActions} actions on known devices`;
}

/** What the segment is compared with, and how. */
export function comparedOf(against: Against): string {
  return against === 'everyone_else'
    ? 'Compared with everyone else: the people of the other two groups.'
    : 'Compared with all people, those of the segment among them: difference and ratio to everyone else, turned into those to all by the segment’s share of the people; the p-value is that against everyone else.';
}
