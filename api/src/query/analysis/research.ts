import type { Estimate, Proportion, Warning } from '@syncline/shared/query';
import {
  type Behaviour,
  type IndexAnswer,
  type IndexRequest,
  type IndexRow,
  indexSentence,
  type Segment,
  SEGMENTS,
} from '@syncline/shared/research';
import { percentWords } from '@syncline/shared/words';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileSegments, type SegmentRow, segmentRowSchema } from '../sql/research.ts';
import { adjustForFalseDiscoveries } from '../stats/false-discoveries.ts';
import { differenceOf, NO_ESTIMATE, ratioOf, samenessOf } from '../stats/two-proportions.ts';
import { differenceFromWhole, ratioToWhole } from '../stats/whole.ts';
import { wilson } from '../stats/wilson.ts';
import { heldBack } from './suppression.ts';

/**
 * How much more or less likely the people of a primary device are to do each of several things than everyone else, or than
 * all people. Errors as `answerQuery`.
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
  const { sql, parameters } = compileSegments(scope, request);
  const rows = await context.reader.query(sql, parameters, segmentRowSchema, signal ? { signal } : {});
  const shaped = shapeIndex(rows, request);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const meta = answerMeta(context, asked, indexWarnings(shaped, rows));
  return { ...shaped, meta: { ...meta, method: methodOf(request) } };
}

type Shaped = Omit<IndexAnswer, 'meta'>;
type Rule = Pick<
  IndexRequest,
  'segment' | 'against' | 'behaviours' | 'minimum_actions' | 'minimum_people' | 'primary_device_threshold'
>;

/** The table out of the people of each primary device; rows in the order asked for. */
export function shapeIndex(rows: readonly SegmentRow[], request: Rule): Shaped {
  const { segment, against, minimum_people: least } = request;
  const of = (device: SegmentRow['device']) => rows.find((row) => row.device === device)?.people ?? 0;
  const told = (count: number) => (count < least && count > 0 ? null : count);
  const bases = new Map(SEGMENTS.map((device) => [device, [of(device)]]));
  const all = SEGMENTS.reduce((sum, device) => sum + of(device), 0);
  const base = heldBack(bases, least).has(segment)
    ? { segment: null, comparison: null }
    : { segment: of(segment), comparison: against === 'all_people' ? all : all - of(segment) };
  const compared = request.behaviours.map((behaviour, place) => compare(rows, behaviour, place, request));
  const adjusted = adjustForFalseDiscoveries(compared.map((row) => row.p_value));
  return {
    rule: {
      segment,
      against,
      primary_device_threshold: request.primary_device_threshold,
      minimum_actions: request.minimum_actions,
      minimum_people: least,
    },
    people: { ...base, unknown: told(of('unknown')) },
    rows: compared.map((row, place) => {
      const whole = { ...row, adjusted_p_value: adjusted[place] ?? null };
      return { ...whole, sentence: indexSentence(whole, request) };
    }),
  };
}

type Compared = Omit<IndexRow, 'adjusted_p_value' | 'sentence'>;

function compare(rows: readonly SegmentRow[], behaviour: Behaviour, place: number, request: Rule): Compared {
  const { segment, against, minimum_people: least } = request;
  const counts = new Map(SEGMENTS.map((device) => [device, countsOf(rows, device, place)]));
  if (heldBack(counts, least).has(segment) || !counts.get(segment)?.some((count) => count > 0)) {
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
function countsOf(rows: readonly SegmentRow[], device: Segment, place: number): readonly [number, number] {
  const row = rows.find((one) => one.device === device);
  const did = row?.did[place] ?? 0;
  return [did, (row?.people ?? 0) - did];
}

function proportionOf(groups: readonly (readonly [number, number] | undefined)[]): Proportion {
  const total = (cell: 0 | 1) => groups.reduce((sum, counts) => sum + (counts?.[cell] ?? 0), 0);
  return wilson(total(0), total(0) + total(1));
}

function indexWarnings({ people, rows, rule }: Shaped, found: readonly SegmentRow[]): Warning[] {
  if (found.length === 0) {
    return [{ code: 'no_data', message: 'Nobody was active in this period under these filters.' }];
  }
  const held = rows.filter((row) => row.suppressed).length;
  if (held === 0) return [];
  const what =
    held === rows.length || people.segment === null
      ? 'Nothing is shown'
      : `${held} of ${rows.length} rows are held back`;
  const message = `${what}: a count of fewer than ${rule.minimum_people} people stands in them or could be worked out from them.`;
  return [{ code: 'suppressed', message }];
}

function methodOf(request: IndexRequest): string {
  const share = percentWords(request.primary_device_threshold);
  const least =
    request.minimum_actions === 1
      ? 'without an action on a known device'
      : `with fewer than ${request.minimum_actions} actions on known devices`;
  const compared =
    request.against === 'everyone_else'
      ? 'Compared with everyone else: the people of the other two groups.'
      : 'Compared with all people, those of the segment among them: difference and ratio to everyone else, turned into those to all by the segment’s share of the people; the p-value is that against everyone else.';
  return (
    `People with an action of their own (anything but impressions) in the period and an event under the filters; impressions of held-out (control) people are none. ` +
    `Primary mobile: at least ${share} of the person’s own actions on known devices in the period, whatever the filters, are on phone or tablet; desktop likewise, else mixed; unknown ${least}, and left out. ` +
    `${compared} ` +
    'A behaviour counts once per person, in the period under the filters; brands followed are those of the end of the period: the last follow or unfollow of a brand, ever, was a follow. ' +
    'Shares with the Wilson 95 % interval, difference with Newcombe’s (1998, method 10), ratio with the log interval (Katz 1978), p-value of the z test with pooled variance, adjusted over the rows shown after Benjamini and Hochberg (1995). ' +
    'A difference is told as one where its interval keeps clear of none and the adjusted p-value is under 0.05. ' +
    `A row is held back where fewer than ${request.minimum_people} people of a group do it, or do not, or where such a count could be had by subtraction from the rows of the other segments. Answers about slightly different periods, filters or thresholds are not protected against one another. ` +
    'An association, not an effect of the device.'
  );
}
